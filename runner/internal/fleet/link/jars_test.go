package link

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/fleet"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// Cookies are with the agent that got them: what is asked in a later step with the same jar, as a
// diagnosis does, goes to that agent.
func TestALaterStepHasTheCookies(t *testing.T) {
	t.Parallel()
	const jars = 10
	l := newLab(t, func(w http.ResponseWriter, r *http.Request) {
		name := "of-" + r.URL.Query().Get("jar")
		if r.URL.Path == "/login" {
			http.SetCookie(w, &http.Cookie{Name: name, Value: "1", Path: "/"})
		} else if _, err := r.Cookie(name); err != nil {
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	for i := range 3 {
		l.agent("office", func(o *fleet.AgentOptions) { o.Name = fmt.Sprint(i) })
	}
	var text strings.Builder
	text.WriteString("probes:\n")
	for i := range jars {
		fmt.Fprintf(&text, "  login%d: {path: /login, query: {jar: %d}, jar: j%d}\n  mine%d: {path: /mine, query: {jar: %d}, jar: j%d}\n", i, i, i, i, i, i)
	}
	text.WriteString("findings: {all: {probe: \"*\", expect: {status: 200}}}\n")
	documents := l.open(text.String())
	f, err := Client{}.Dial(t.Context(), l.server.Place)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Agents(t.Context()); err != nil {
		t.Fatal(err)
	}
	began, err := f.Begin(t.Context(), fleet.RunOptions{Documents: 1, Say: l.Logf})
	if err != nil {
		t.Fatal(err)
	}
	defer began.End()
	for _, step := range []string{"login", "mine"} {
		var probes []*plan.Probe
		for _, p := range documents[0].Plan.Probes {
			if strings.HasPrefix(p.ID, step) {
				probes = append(probes, p)
			}
		}
		// Each step asks anew who observes from there.
		course := engine.Start(engine.Options{Mode: pipeline.Live, Hooks: engine.Hooks{Remote: began.At("office")}})
		course.Join("of-the-test")
		run, err := course.Observe(t.Context(), engine.Task{Document: documents[0], Probes: probes})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range probes {
			if o := run.Observations[p.Order]; o.Status != http.StatusOK {
				t.Errorf("%s got status %d (%s)", p.ID, o.Status, o.Missing)
			}
		}
	}
}
