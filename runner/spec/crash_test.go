package spec_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/onsi/ginkgo/v2/types"

	"assay/runner/internal/secret/canary"
)

const fallingSuite = `
suite: Falls
target: TARGET
fixtures: falls.fixture
secrets: {s: CANARY}
probes: {p1: {path: /p1, headers: {X-Secret: "${s}"}}, p2: {path: /p2}}
findings:
  one: {claim: One is there, probe: p1, expect: {status: 200}}
  two: {claim: Two is there, probe: p2, expect: {status: 200}}
`

// echoing starts a server that echoes requests, in every place of the answer.
func echoing(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		w.Header().Set("X-Echo", r.Header.Get("X-Secret")+user+password)
		_, _ = w.Write([]byte(r.Header.Get("X-Secret") + " " + password))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// panics returns the first panic in full.
func (r result) panics() string {
	for _, s := range r.report.SpecReports {
		if s.Failure.ForwardedPanic != "" {
			return s.Failure.ForwardedPanic
		}
	}
	return ""
}

// searched searches all output of a run for secrets.
func (d *door) searched(r result, secrets ...string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, "output"), []byte(r.output), 0o644); err != nil {
		d.t.Fatal(err)
	}
	leaks, err := canary.Search(d.dir, secrets, "door.test")
	if err != nil {
		d.t.Fatal(err)
	}
	for _, leak := range leaks {
		d.t.Error(leak)
	}
}

// said returns the state of each failed spec, with the first line of its message.
func (r result) said() map[string]string {
	out := map[string]string{}
	for _, s := range r.report.SpecReports {
		if text := s.Failure.ForwardedPanic; s.State.Is(types.SpecStateFailureStates) && s.LeafNodeType == types.NodeTypeIt {
			if text == "" {
				text = s.Failure.Message
			}
			first, _, _ := strings.Cut(text, "\n")
			out[s.LeafNodeText] = s.State.String() + " " + first
		}
	}
	return out
}

// Ginkgo prints a panic of our own masked, and with its origin; nothing is recorded.
func TestAMistakeOfOurOwnReachesGinkgoMasked(t *testing.T) {
	secret := canary.Secrets[1]
	d := newDoor(t, strings.ReplaceAll(fallingSuite, "TARGET", echoing(t)))
	d.env = []string{"ASSAY_MODE=record", "CANARY=" + secret, "DOOR_FALLS=" + canary.Transforms["hex"](secret)}
	r := d.run([]string{"-vv", "--trace", "--junit-report", "junit.xml"})
	d.searched(r, secret)
	const says = "panicked assay: internal error: no bytes for ${s}"
	if diff := cmp.Diff(map[string]string{"One is there": says, "Two is there": says}, r.said()); diff != "" || r.exit != 1 {
		t.Errorf("exit status %d\n%s\n%s", r.exit, diff, r.output)
	}
	text := regexp.MustCompile(`go\S+, by|\w+\.go:\d+|assay \d\S+, \S+,`).ReplaceAllString(r.panics(), "X")
	want := "assay: internal error: no bytes for ${s}\n" +
		"This is a bug in assay, not in your suite. Every file that was written is whole, the old\n" +
		"one or the new one. Please report it with these lines; secrets are taken out of them:\n" +
		"  assay 0.1.0, by way of Ginkgo\n  assay/runner/spec/testdata/door_test.falling.Read  X\n"
	if !strings.HasPrefix(text, want) {
		t.Error(cmp.Diff(want, text))
	}
	if _, err := os.Stat(filepath.Join(d.dir, "falls.fixture")); err == nil {
		t.Error("it was recorded")
	}
}

// The password of a target is in no output of Ginkgo's: failures, skips, observations and panics of
// hand-written specs, reports.
func TestNoPasswordOfATargetLeavesGinkgo(t *testing.T) {
	const password = "invented-pass-of-me"
	alive := strings.Replace(echoing(t), "http://", "http://me:"+password+"@", 1)
	for name, target := range map[string]string{
		"answered": alive, "refused": "http://me:" + password + "@127.0.0.1:1", "no address": "http://me:" + password + "@127.0.0.1:port",
	} {
		for _, by := range []string{"flag", "environment"} {
			d := newDoor(t, strings.ReplaceAll(strings.ReplaceAll(fallingSuite, "status: 200", "status: 299"), "TARGET", "http://127.0.0.1:1"))
			d.env = []string{"ASSAY_MODE=live", "CANARY=invented-canary-0123456789", "DOOR_PANICS=1"}
			var flags []string
			if by == "flag" {
				flags = []string{"-target", target}
			} else {
				d.env = append(d.env, "ASSAY_TARGET="+target)
			}
			r := d.run([]string{"-vv", "--trace", "--junit-report", "junit.xml"}, flags...)
			if r.exit != 1 || len(r.report.SpecReports) == 0 {
				t.Errorf("%s, by %s: exit status %d, %s", name, by, r.exit, r.output)
			}
			if name == "answered" && !strings.Contains(r.output, "sent http://me:${redacted:password}@") {
				t.Errorf("by %s: the spec by hand saw something else: %s", by, r.output)
			}
			d.searched(r, password, "invented-canary-0123456789")
		}
	}
}
