package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"assay/runner/internal/crash"
	"assay/runner/internal/fixture"
	"assay/runner/internal/proxy"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
	"assay/runner/internal/text"
	"assay/runner/mock"
)

// serveFlags holds the flags of assay serve.
type serveFlags struct {
	listen, matches, host string
	public, timed         bool
	delay                 time.Duration
	faults                []string
}

func serveCommand(p *process) *cobra.Command {
	f := &serveFlags{}
	c := &cobra.Command{
		Use:   "serve FIXTURES",
		Short: "Answer requests from recorded fixtures, for clients in any language",
		Long: `Serve answers requests over HTTP from a fixture file or a HAR: point the
base URL of a client at the address that it prints. Any key meets a recorded
${api_key}; several samples of one probe are handed out in turn. What was never
recorded is answered 501, with the nearest entry and what differs.

A request may choose for itself: the header "Assay-Probe: NAME" leaves only the
entries of that probe, "Assay-Fault: cut=3" asks for a fault.

Faults are items separated by commas: delay=2s waits before the answer; cut ends
the connection in the middle of the body, cut=3 after 3 events of a stream or 3
bytes of any other body; reset resets the connection before the answer, or at the
place of the cut. probe=NAME ("chat-*": several) and times=2 limit
the requests that it affects.

The address is printed on standard output, requests on standard error, without
credentials. Ctrl-C stops it: exit status 0.`,
		Example: `  assay serve fixtures/chutes.fixture
  assay serve fixtures/chat.fixture --timed --listen 127.0.0.1:8080
  assay serve fixtures/chat.fixture --fault cut=3,probe=story --fault reset,times=2
  assay serve fixtures/chutes.fixture --matches 'method, url'`,
		Args: oneFixture,
		RunE: func(c *cobra.Command, args []string) error { return serve(c.Context(), p, f, args[0]) },
	}
	f.flags(c.Flags())
	return c
}

// flags adds the flags.
func (f *serveFlags) flags(s *pflag.FlagSet) {
	s.SortFlags = false
	s.StringVar(&f.listen, "listen", "127.0.0.1:0", "`address` to listen at; port 0 is any free one")
	s.BoolVar(&f.public, "public", false, "allow --listen to name an address that other machines reach")
	s.BoolVar(&f.timed, "timed", false, "take as long as the recorded answers did; streams at their pace")
	s.DurationVar(&f.delay, "delay", 0, "`time` to wait before every answer: 500ms, 2s")
	s.StringArrayVar(&f.faults, "fault", nil, "what goes wrong, as a `fault`: delay=2s, cut, cut=3, reset; may be repeated")
	s.StringVar(&f.matches, "matches", "", "`parts` that count for all entries: 'method, url, header Authorization, body'")
	s.StringVar(&f.host, "host", "", "only entries recorded from this `host`")
}

// oneFixture requires one argument.
func oneFixture(c *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("%s takes one fixture file, got %d arguments", c.CommandPath(), len(args)).but("assay serve fixtures/NAME.fixture")
	}
	return nil
}

// recordingOf returns the fixture file that an argument of serve means: the file itself, the one
// that a suite names, or the only one in a folder.
func recordingOf(path string) (string, error) {
	if strings.HasSuffix(path, suite.Suffix) {
		read, err := source.ReadFile(path, source.MostRecording)
		if err != nil {
			return "", usagef("%v", err)
		}
		names := fixtureNames(read)
		if len(names) != 1 || strings.Contains(names[0].Value, "${") {
			return "", usagef("%s is a suite, and names %s", path, text.Count(len(names), "fixture file")).but("name the one to serve")
		}
		if filepath.IsAbs(names[0].Value) {
			return names[0].Value, nil
		}
		return filepath.Join(filepath.Dir(path), names[0].Value), nil
	}
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return path, nil //nolint:nilerr // reading it says what is wrong
	}
	inside, _ := filepath.Glob(filepath.Join(path, "*"))
	files := slices.DeleteFunc(inside, func(f string) bool { return !isRecording(f) && filepath.Ext(f) != ".har" })
	switch len(files) {
	case 0:
		return "", usagef("%s is a folder without a fixture file", path).but("assay run --record writes the one that a suite names")
	case 1:
		return files[0], nil
	}
	return "", usagef("%s is a folder with %s", path, text.Count(len(files), "fixture file")).but("name one: assay serve %s", files[0])
}

// serve serves until ctx ends.
func serve(ctx context.Context, p *process, f *serveFlags, path string) error {
	o, err := f.options()
	if err != nil {
		return err
	}
	if path, err = recordingOf(path); err != nil {
		return err
	}
	log := &accessLog{to: p.err}
	o.Log = log.add
	recorded, err := mock.Open(path, o)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return noRecording(path)
	case err != nil && o.Host != "":
		if _, wrong := fixture.Open(path); wrong == nil { // the host is wrong, not the file
			return usagef("--host: %v", err)
		}
		return err
	case err != nil:
		return err
	}
	listener, err := f.listener(ctx)
	if err != nil {
		return err
	}
	p.say("serving %s of %s at http://%s\n", text.Count(recorded.Entries(), "recorded answer"), path, listener.Addr())
	if recorded.Entries() == 0 {
		fmt.Fprintf(p.err, "assay: warning: every request is answered 501: nothing is recorded in %s; %s\n", path, recorders)
	}
	if err := untilDone(ctx, listener, p.guarded(recorded, log.fell(p))); err != nil {
		return err
	}
	if log.fellOver() {
		p.status = exitCrashed
	}
	_, err = fmt.Fprintln(p.out, "stopped:", log)
	return err
}

// recorders says which commands write fixtures.
const recorders = "assay run --record writes the one that a suite names, assay proxy one of what a client asks"

// noRecording says that there is no fixture file at a path.
func noRecording(path string) error {
	return usagef("there is no fixture file %s", path).but(recorders)
}

// untilDone serves until ctx ends, and then ends the requests under way. What is to be set on the
// server besides, prepare sets.
func untilDone(ctx context.Context, l net.Listener, h http.Handler, prepare ...func(*http.Server)) error {
	base, end := context.WithCancelCause(context.Background())
	defer end(nil)
	under := &underWay{Handler: h}
	s := &http.Server{
		Handler: under, ReadHeaderTimeout: 30 * time.Second,
		BaseContext: func(net.Listener) context.Context { return base },
		// Messages of net/http itself repeat what clients sent; requests are in our log, and guarded
		// reports panics.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	for _, f := range prepare {
		f(s)
	}
	done := make(chan error, 1)
	go func() { done <- crash.Try(func() error { return s.Serve(l) }) }()
	select {
	case err := <-done:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	end(proxy.ErrStopped) // delays and silence end here, so that their handlers do
	grace, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer stop()
	err := s.Shutdown(grace)
	if err == nil {
		err = under.wait(grace)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("stopping: %w", err), s.Close())
	}
	return nil
}

// underWay counts the requests under way: a server that shuts down does not wait for those whose
// connection became another protocol's.
type underWay struct {
	http.Handler
	all sync.WaitGroup
}

func (u *underWay) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u.all.Add(1)
	defer u.all.Done()
	u.Handler.ServeHTTP(w, r)
}

// wait waits for the requests of a server that takes no more of them.
func (u *underWay) wait(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		u.all.Wait()
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (f *serveFlags) options() (mock.Options, error) {
	o := mock.Options{Timed: f.timed, Host: strings.ToLower(f.host)}
	if f.delay < 0 {
		return o, usagef("--delay is a time such as 500ms or 2s, got %s", f.delay)
	}
	if f.delay > 0 {
		o.Faults = append(o.Faults, mock.Fault{Delay: f.delay})
	}
	for _, text := range f.faults {
		fault, err := mock.ParseFault(text)
		if err != nil {
			return o, usagef("--fault: %v", err)
		}
		o.Faults = append(o.Faults, fault)
	}
	if f.matches != "" {
		if _, err := fixture.ParseMatches(f.matches); err != nil {
			return o, usagef("--matches: %v", err)
		}
		o.Matches = f.matches
	}
	return o, nil
}

// listener listens at the address of --listen, if it may.
func (f *serveFlags) listener(ctx context.Context) (net.Listener, error) {
	switch local, err := onLoopback(ctx, f.listen); {
	case err != nil:
		return nil, err
	case !local && !f.public:
		return nil, usagef("--listen %s lets other machines ask for what was recorded", f.listen).but("say 127.0.0.1, or add --public if that is meant")
	}
	return listen(ctx, f.listen)
}

// listen listens at an address.
func listen(ctx context.Context, address string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, usagef("--listen: %v", err).but("another program may have that port; port 0 is any free one")
	}
	return l, nil
}

// onLoopback reports whether only this machine reaches an address.
func onLoopback(ctx context.Context, address string) (bool, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false, usagef("--listen is HOST:PORT such as 127.0.0.1:8080, got %q", address)
	}
	if host == "" {
		return false, nil
	}
	addresses, err := net.DefaultResolver.LookupIPAddr(ctx, host)
	if err != nil {
		return false, usagef("--listen: %v", err)
	}
	return !slices.ContainsFunc(addresses, func(a net.IPAddr) bool { return !a.IP.IsLoopback() }), nil
}
