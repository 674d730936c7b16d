package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"assay/runner/internal/expect"
	"assay/runner/internal/fixture"
	"assay/runner/internal/origin"
	"assay/runner/internal/proxy"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
	"assay/runner/internal/text"
)

// proxyFlags holds the flags of assay proxy.
type proxyFlags struct {
	serveFlags
	upstream, out, name, onMiss, limits, body string
	fixtures                                  []string
	span                                      time.Duration
	requests                                  int
}

// onMisses are the values of --on-miss: what happens to a request that was never recorded.
var onMisses = []string{"record", "pass", "fail"}

func proxyCommand(p *process) *cobra.Command {
	f := &proxyFlags{}
	c := &cobra.Command{
		Use:   "proxy --upstream URL --out FOLDER",
		Short: "Record what a client asks of an API, as a suite with fixtures",
		Long: `Proxy stands in front of an API: point the base URL of a client at the address
that it prints, and every request is passed on. What passes becomes a suite and
its fixtures in the folder of --out, which lint clean and replay at once. They
are written while it runs, so that they survive a kill, and told at the end:
Ctrl-C, SIGTERM, --for or --requests. Files that are there are not written over:
the next recording gets a number. Nor are its own that you change meanwhile: they
stay as you left them, and the recording goes on as a whole in the next ones.

Streams go to the client event by event, and are recorded with their times.
Values in the places of credentials, and what has the shape of a key, become
secrets: neither file holds them. Equal requests are one probe; what differs
between their answers counts as volatile (drift). Of a body that is longer than
--body the recording has the beginning. WebSockets are passed through and listed.
An answer of which the client did not take the whole is not recorded.

With --on-miss a recorded answer is given where there is one, from --fixtures,
from the folder of --out and from what was recorded meanwhile; other requests
are passed on and recorded (record), passed on (pass), or answered 501 (fail), as
assay serve does, whose flags and headers are valid then.

With --limits the limits of a suite hold: requests, rate, concurrency, cooldown.
What they hold back for good is answered 429, in a cooldown with Retry-After.
Without, a 429 of the API is passed on, and so is the next request.

Exit status: 0 ended and written; 2 the command line is wrong, or the recording
could not be written; 4 assay itself failed.`,
		Example: `  assay proxy --upstream https://api.openai.com --out recorded
  OPENAI_BASE_URL=http://127.0.0.1:8080/v1 node app.mjs
  assay proxy --upstream https://llm.chutes.ai --out suites/mine --name mine --requests 20
  assay proxy --upstream https://api.example --out recorded --on-miss record
  assay proxy --upstream https://api.example --fixtures fixtures/api.fixture --on-miss pass`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("assay proxy takes no arguments, got %q", args[0]).but("name the API with --upstream, the folder with --out")
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error {
			for _, name := range answering {
				if f.onMiss == "" && c.Flags().Changed(name) {
					return usagef("--%s is for recorded answers", name).but("add --on-miss record, pass or fail")
				}
			}
			return runProxy(c.Context(), p, f)
		},
	}
	s := c.Flags()
	s.SortFlags = false
	s.StringVar(&f.upstream, "upstream", "", "base `URL` of the API")
	s.StringVarP(&f.out, "out", "o", "", "`folder` for the suite and its fixtures")
	s.StringVar(&f.name, "name", "", "`name` of the suite and its files; without it the API's host")
	s.StringVar(&f.onMiss, "on-miss", "", "give recorded answers; to other requests: `record`, pass or fail")
	s.StringArrayVar(&f.fixtures, "fixtures", nil, "recorded answers for --on-miss, as a `FILE`; may be repeated")
	s.StringVar(&f.limits, "limits", "", "keep to the limits of a suite `FILE`")
	s.StringVar(&f.body, "body", "4MiB", "most of each body that is recorded, as a `size`")
	s.DurationVar(&f.span, "for", 0, "end after this `time`: 30s, 10m")
	s.IntVar(&f.requests, "requests", 0, "end after this `number` of requests")
	f.flags(s)
	return c
}

// answering are the flags that recorded answers alone have.
var answering = []string{"timed", "delay", "fault", "matches", "host"}

// check returns the API's base URL, or what is wrong on the command line.
func (f *proxyFlags) check() (*url.URL, error) {
	upstream, err := url.Parse(f.upstream)
	switch {
	case f.onMiss != "" && !slices.Contains(onMisses, f.onMiss):
		err := usagef("--on-miss is record, pass or fail, got %q", f.onMiss)
		if near := source.Nearest(f.onMiss, onMisses); near != "" {
			return nil, err.but("did you mean %q?", near)
		}
		return nil, err
	case f.upstream == "" && f.onMiss != "fail":
		return nil, usagef("assay proxy needs --upstream: the base URL of the API").but("for instance: --upstream https://api.example")
	case f.upstream != "" && (err != nil || upstream.Host == "" || upstream.Scheme != "http" && upstream.Scheme != "https"):
		err := usagef("--upstream is a URL such as https://api.example or http://127.0.0.1:11434, got %q", f.upstream)
		if meant := origin.Meant(f.upstream); meant != "" {
			return nil, err.but("write --upstream %s", meant)
		}
		return nil, err
	case upstream.User != nil || upstream.RawQuery != "" || upstream.Fragment != "":
		return nil, usagef("--upstream has a user, a query or a fragment, which a base URL has not").but("let the client send its credentials")
	case f.name != "" && suite.Slug(f.name) == "":
		return nil, usagef("--name %q has no letter a to z and no digit, which file names are made of", f.name).but("for instance: --name orders")
	case f.records() && f.out == "":
		return nil, usagef("assay proxy needs --out: the folder for the suite and its fixtures").but("or pass on without recording: --on-miss pass")
	case !f.records() && f.out == "" && len(f.fixtures) == 0:
		return nil, usagef("--on-miss %s gives recorded answers, and none are named", f.onMiss).but("name a file with --fixtures, or the folder of a recording with --out")
	case len(f.fixtures) > 0 && f.onMiss == "":
		return nil, usagef("--fixtures are for --on-miss").but("add --on-miss record, pass or fail")
	case f.span < 0:
		return nil, usagef("--for is a time such as 30s or 10m, got %s", f.span)
	case f.requests < 0:
		return nil, usagef("--requests is a number from 1 on, got %d", f.requests)
	}
	return upstream, nil
}

// records reports whether what passes is recorded.
func (f *proxyFlags) records() bool { return f.onMiss == "" || f.onMiss == "record" }

// runProxy passes requests on until ctx ends, or as long as the flags say.
func runProxy(ctx context.Context, p *process, f *proxyFlags) error {
	upstream, err := f.check()
	if err != nil {
		return err
	}
	gate, err := redact.New(nil, redact.Rules{})
	if err != nil {
		return err
	}
	log := &accessLog{to: p.err, gate: gate}
	o := proxy.Options{Upstream: upstream, Log: log.passed}
	if o.Limits, err = f.limitsOf(p); err != nil {
		return err
	}
	body, err := expect.ParseSize(f.body)
	if err != nil || body <= 0 || body > source.MostRecording {
		return usagef("--body is a size such as 512KiB or 4MiB, at most %d GiB, got %q", source.MostRecording>>30, f.body)
	}
	recorded, err := f.recordings()
	if err != nil {
		return err
	}
	listener, err := f.listener(ctx)
	if err != nil {
		return err
	}
	defer listener.Close()
	_, o.Port, _ = net.SplitHostPort(listener.Addr().String())
	var answers atomic.Pointer[proxy.Answers]
	if f.records() {
		o.Recorder, err = proxy.NewRecorder(proxy.RecordOptions{
			Folder: f.out, Name: cmp.Or(f.name, nameOf(upstream)), Upstream: f.upstream, Tool: "assay " + version, Body: int(body),
			Written: func(path string) {
				if a := answers.Load(); a != nil {
					a.Recorded(path)
				}
			},
			Failing: log.failing,
			Edited:  log.edited,
		})
		if err != nil {
			return unwritten("--out "+f.out+": the recording", err).but("name another folder, or pass on without recording: --on-miss pass")
		}
	}
	front := proxy.New(o)
	defer front.Close()
	handler, err := f.handler(front, recorded, log, &answers)
	if err != nil {
		if o.Recorder != nil {
			_, _ = o.Recorder.Close()
		}
		return err
	}
	p.say("%s\n", f.said(listener.Addr(), o.Recorder, answers.Load()))
	ending := f.until(ctx, listener, p.guarded(handler, log.fell(p)), front)
	return errors.Join(ending, f.report(p, o.Recorder, log))
}

// nameOf returns the name of a suite about an API: its host, unless that is an address.
func nameOf(upstream *url.URL) string {
	host := upstream.Hostname()
	if host == "localhost" || net.ParseIP(host) != nil {
		return "recorded"
	}
	return host
}

// limitsOf returns the limits of the suite that the flag names; nil without it.
func (f *proxyFlags) limitsOf(p *process) (*proxy.Limits, error) {
	if f.limits == "" {
		return nil, nil //nolint:nilnil // no limits
	}
	s, err := suite.Load(f.limits, suite.Options{Env: p.env})
	if err != nil {
		return nil, err
	}
	return proxy.LimitsOf(s), nil
}

// recordings returns the paths of the recordings that answer.
func (f *proxyFlags) recordings() ([]string, error) {
	if f.onMiss == "" {
		return nil, nil
	}
	var paths []string
	for _, name := range f.fixtures {
		path, err := recordingOf(name)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, noRecording(path)
		}
		paths = append(paths, path)
	}
	if f.out == "" {
		return paths, nil
	}
	inside, err := filepath.Glob(filepath.Join(f.out, "*"+fixture.Ending))
	return append(paths, inside...), err
}

// handler returns what answers requests: the proxy, behind recorded answers with --on-miss.
func (f *proxyFlags) handler(front http.Handler, recorded []string, log *accessLog, answers *atomic.Pointer[proxy.Answers]) (http.Handler, error) {
	if f.onMiss == "" {
		return front, nil
	}
	o, err := f.options()
	if err != nil {
		return nil, err
	}
	o.Log = log.add
	if f.onMiss == "fail" {
		front = nil
		if len(recorded) == 0 {
			return nil, usagef("there is no recording in %s", f.out).but("make one: assay proxy --upstream URL --out %s", f.out)
		}
	}
	a, err := proxy.NewAnswers(recorded, o, front)
	if err != nil {
		return nil, err
	}
	answers.Store(a)
	return a, nil
}

// said is the line that says where the proxy listens, and what it does.
func (f *proxyFlags) said(at net.Addr, r *proxy.Recorder, a *proxy.Answers) string {
	out := fmt.Sprintf("passing on http://%s to %s", at, f.upstream)
	if a != nil {
		answers := text.Count(a.Entries(), "recorded answer")
		if f.onMiss == "fail" {
			return fmt.Sprintf("serving %s at http://%s", answers, at)
		}
		out += ", after " + answers
	}
	if r != nil {
		out += ", and recording to " + r.Fixtures()
	}
	return out
}

// until serves until ctx ends, the time is over or as many requests were answered as the flags
// allow.
func (f *proxyFlags) until(ctx context.Context, l net.Listener, h http.Handler, front *proxy.Proxy) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	if f.span > 0 {
		defer time.AfterFunc(f.span, end).Stop()
	}
	if f.requests > 0 {
		h = endingAfter(h, int64(f.requests), end)
	}
	return untilDone(ctx, l, h, front.Attach)
}

// endingAfter passes a number of requests to h, and calls end when all have ended.
func endingAfter(h http.Handler, most int64, end func()) http.Handler {
	var began, ended atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if began.Add(1) > most {
			http.Error(w, fmt.Sprintf("assay proxy: it ends after %d requests (--requests)", most), http.StatusServiceUnavailable)
			return
		}
		defer func() {
			if ended.Add(1) == most {
				end()
			}
		}()
		h.ServeHTTP(w, r)
	})
}

// report ends the recording and says what it has.
func (f *proxyFlags) report(p *process, r *proxy.Recorder, log *accessLog) error {
	if log.fellOver() {
		p.status = exitCrashed
	}
	p.say("stopped: %s\n", log.counts())
	if r == nil {
		return nil
	}
	stop, _ := statusLine(p, "", func(elapsed time.Duration) string {
		return fmt.Sprintf("writing what %s recorded to %s, for %s", log.requests(), r.Suite(), elapsed.Round(time.Second))
	})
	s, err := r.Close()
	stop()
	if err != nil {
		return fmt.Errorf("assay: the recording could not be written: %w; what was recorded since the last write is lost", err)
	}
	if k := s.Leaking; k != nil {
		fmt.Fprintf(p.err, "not recorded: %s; write a suite that asks for it by hand, name what holds the secret under redact:, and record with assay run --record\n", k)
	}
	if s.Draft == nil {
		p.say("nothing was recorded\n")
		for _, k := range s.Skipped {
			fmt.Fprintf(p.err, "not recorded: %s\n", k)
		}
		return nil
	}
	p.say("wrote %s: %s, %s\n", s.Suite, text.Count(len(s.Draft.Probes), "probe"), text.Count(len(s.Draft.Findings), "finding"))
	p.say("wrote %s: %s\n", s.Fixtures, text.Count(s.Recorded, "recorded answer"))
	p.nextSteps(s.Draft, s.Suite, true)
	return nil
}
