package link

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/fleet"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
)

// Round after round of many suites at eight agents, each probe is sent once and each finding is
// judged.
func TestRoundsOfManySuites(t *testing.T) {
	t.Parallel()
	const suites, findings, rounds = 30, 10, 2
	l := newLab(t, echo)
	for i := range 8 {
		l.agent("office", func(o *fleet.AgentOptions) { o.Name = fmt.Sprint(i) })
	}
	for i := range suites {
		var probes, expected strings.Builder
		for k := range findings {
			fmt.Fprintf(&probes, "  p%d: {path: /%d/%d}\n", k, i, k)
			fmt.Fprintf(&expected, "  f%d: {probe: p%d, expect: {json: {$.path: /%d/%d}}}\n", k, k, i, k)
		}
		text := fmt.Sprintf("suite: S%d\ntarget: %s\nprobes:\n%sfindings:\n%s", i, l.target.URL, &probes, &expected)
		if err := os.WriteFile(filepath.Join(l.folder, fmt.Sprintf("s%d.suite.yaml", i)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	documents, err := engine.Open([]string{l.folder}, engine.Options{Mode: pipeline.Live})
	if err != nil {
		t.Fatal(err)
	}
	f, err := Client{}.Dial(t.Context(), l.server.Place)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Agents(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range rounds {
		began, err := f.Begin(t.Context(), fleet.RunOptions{Documents: suites, Say: t.Logf})
		if err != nil {
			t.Fatal(err)
		}
		runs, _, err := engine.Judge(t.Context(), engine.Whole(documents), engine.Options{Mode: pipeline.Live, Hooks: engine.Hooks{Remote: began.At("office")}})
		began.End()
		if err != nil {
			t.Fatal(err)
		}
		held := 0
		for i := range runs {
			for k := range runs[i].Verdicts {
				if runs[i].Verdicts[k].Outcome == judge.Holds {
					held++
				}
			}
		}
		if held != suites*findings {
			t.Errorf("%d findings hold, expected %d", held, suites*findings)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for path, n := range l.seen {
		if n != rounds {
			t.Errorf("%s was asked for %d times in %d rounds", path, n, rounds)
		}
	}
	if len(l.seen) != suites*findings {
		t.Errorf("%d paths were asked for, expected %d", len(l.seen), suites*findings)
	}
}
