package link

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/fleet"
	"assay/runner/internal/pipeline"
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
