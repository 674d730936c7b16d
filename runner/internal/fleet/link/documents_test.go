package link

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/fleet"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/suite"
)

// An agent lets go of the suites that it can read again once it has sent them, but for a few of
// which it was asked for a part; it keeps those of which it has what nobody else has.
func TestAnAgentLetsGoOfSuites(t *testing.T) {
	t.Parallel()
	const plain = 3 * mostUnused
	l := newLab(t, echo)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	started, ready, ended := make(chan *agent, 1), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- Client{}.agent(ctx, l.server.Place, fleet.AgentOptions{Vantage: "office", Name: "a", Say: func(string, ...any) { close(ready) }}, started)
	}()
	a := <-started
	<-ready
	write := func(name, probe string) {
		text := fmt.Sprintf("suite: %s\ntarget: %s\nprobes: {p: %s}\nfindings: {f: {probe: p, expect: {status: 200}}}\n", name, l.target.URL, probe)
		if err := os.WriteFile(filepath.Join(l.folder, name+".suite.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i := range plain {
		write(fmt.Sprintf("a%d", i), fmt.Sprintf("{path: /%d}, rest: {path: /rest}", i))
		write(fmt.Sprintf("whole%d", i), fmt.Sprintf("{path: /whole/%d}", i))
	}
	write("cookies", "{path: /jar, jar: j}")
	write("captures", "{path: /captured, capture: {got: {json: $.path}}}")
	documents, err := engine.Open([]string{l.folder}, engine.Options{Mode: pipeline.Live})
	if err != nil {
		t.Fatal(err)
	}
	l.run(t.Context(), documents, "office")
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	kept, own := 0, map[string]bool{}
	for _, one := range a.docs.all {
		if one.plain() {
			if kept++; len(one.document.Plan.Probes) == 1 {
				t.Errorf("%s is kept, of which one job had all probes", one.document.Suite.Name)
			}
		} else {
			own[one.document.Suite.Name] = true
		}
	}
	if kept != mostUnused || len(own) != 2 || !own["cookies"] || !own["captures"] {
		t.Errorf("%d suites are kept that can be read again, and %v", kept, own)
	}
	for i := range plain {
		if n := l.requests(fmt.Sprintf("/%d", i)); n != 1 {
			t.Errorf("/%d was asked for %d times", i, n)
		}
	}
}

// An agent reads a suite that is one of several as the run does: a var of the command line need not
// be its own, whether the suite is one file or several.
func TestAVarOfAnotherSuite(t *testing.T) {
	t.Parallel()
	l := newLab(t, echo)
	l.agent("office", nil)
	for name, text := range map[string]string{
		"a.suite.yaml": "suite: A\ntarget: " + l.target.URL + "\nvars: {at: nowhere}\nprobes: {p: {path: \"/${at}\"}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n",
		"b.suite.yaml": "suite: B\ntarget: " + l.target.URL + "\nprobes: {p: {path: /alone}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n",
		"c.suite.yaml": "suite: C\ntarget: " + l.target.URL + "\nprobes: {p: {method: POST, path: /body, file: c.txt}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n",
		"c.txt":        "text",
	} {
		if err := os.WriteFile(filepath.Join(l.folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	load := suite.Options{Vars: map[string]string{"at": "here"}}
	documents, err := engine.Open([]string{l.folder}, engine.Options{Mode: pipeline.Live, Load: load})
	if err != nil {
		t.Fatal(err)
	}
	f, err := Client{}.Dial(t.Context(), l.server.Place)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	began, err := f.Begin(t.Context(), fleet.RunOptions{Documents: len(documents), Load: fleet.Load{Vars: load.Vars, SharedVars: true}})
	if err != nil {
		t.Fatal(err)
	}
	defer began.End()
	runs, _, err := engine.Judge(t.Context(), engine.Whole(documents), engine.Options{Mode: pipeline.Live, Hooks: engine.Hooks{Remote: began.At("office")}})
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range runs {
		for _, v := range run.Verdicts {
			if v.Outcome != judge.Holds {
				t.Errorf("%s: %s", run.Run.Suite.Name, v.Outcome)
			}
		}
	}
	for _, path := range []string{"/here", "/alone", "/body"} {
		if n := l.requests(path); n != 1 {
			t.Errorf("%s was asked for %d times", path, n)
		}
	}
}
