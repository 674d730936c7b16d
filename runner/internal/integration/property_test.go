package integration

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/drift"
	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/record"
	"assay/runner/internal/suite"
)

// chance makes suites.
type chance struct {
	*rand.Rand
	written bool // answers are written into a fixture, not sent
	whole   bool // every request is answered
}

func (c chance) one(in int) bool { return c.IntN(in) == 0 }

func (c chance) statusCode() int {
	all := []int{200, 200, 401, 401, 403, 404, 429, 429, 500, 503}
	return all[c.IntN(len(all))]
}

func (c chance) reply() *reply {
	r := &reply{status: c.statusCode(), page: c.one(3), later: c.one(6), token: c.one(3), nonce: c.one(4), fails: !c.whole && c.one(8), sendsKey: c.one(6)}
	if !c.written {
		return r
	}
	r.by = []string{"captured", "unmasked", "transcribed"}[c.IntN(3)]
	if r.by == "transcribed" && !r.fails {
		for range c.IntN(3) {
			if s := c.statusCode(); !slices.Contains(r.statuses, s) {
				r.statuses = append(r.statuses, s)
			}
		}
		if len(r.statuses) > 0 {
			r.status = r.statuses[0]
		}
		r.untold = c.one(3)
	}
	return r
}

func (c chance) claim() claim {
	out := claim{status: c.statusCode()}
	switch c.IntN(6) {
	case 0:
		out = claim{token: "shown"}
	case 1:
		out = claim{token: "hidden"}
	case 2:
		out.token = "hidden"
	case 3:
		if c.one(2) {
			out = claim{failing: true}
		}
	}
	return out
}

func (c chance) findings(n int) []finding {
	all := make([]finding, n)
	for i := range all {
		f := &all[i]
		f.of, f.expect = *c.reply(), c.claim()
		if !c.one(3) {
			f.control = c.reply()
			if c.one(3) { // a control often gets a similar answer
				same := f.of
				f.control = &same
			}
		}
		if c.one(4) {
			u := c.claim()
			u.failing = false
			if u.status == 0 && u.token == "" {
				u.status = 429
			}
			f.unless = &u
		}
	}
	return all
}

// written returns a suite of the findings.
func written(all []finding) string {
	var b strings.Builder
	b.WriteString("suite: Property\ntarget: http://127.0.0.1:1\nfixtures: answers.fixture\nsecrets: {token: TOKEN}\nprobes:\n")
	probe := func(id string, r *reply) {
		key := ""
		if r.sendsKey {
			key = `, headers: {X-Key: "${token}"}`
		}
		fmt.Fprintf(&b, "  %s: {path: /%s%s}\n", id, id, key)
	}
	for i := range all {
		probe(fmt.Sprint("p", i), &all[i].of)
		if c := all[i].control; c != nil {
			probe(fmt.Sprint("c", i), c)
		}
	}
	b.WriteString("findings:\n")
	for i := range all {
		fmt.Fprintf(&b, "  f%d: {probe: p%d, expect: %s", i, i, all[i].expect.yaml())
		if all[i].control != nil {
			fmt.Fprintf(&b, ", control: c%d", i)
		}
		if all[i].unless != nil {
			fmt.Fprintf(&b, ", unless: %s", all[i].unless.yaml())
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// replies returns the answers of a suite by probe.
func replies(all []finding) map[string]*reply {
	out := map[string]*reply{}
	for i := range all {
		out[fmt.Sprint("p", i)] = &all[i].of
		if c := all[i].control; c != nil {
			out[fmt.Sprint("c", i)] = c
		}
	}
	return out
}

func (r *reply) body(id string) string {
	text := "an answer"
	if r.token {
		text += " with " + tokenValue
	}
	if r.nonce {
		text += " for " + id
	}
	return text
}

func (r *reply) contentType() string {
	if r.page {
		return "text/html; charset=utf-8"
	}
	return "text/plain"
}

// serve answers with the replies of the findings.
func serve(t *testing.T, all []finding) string {
	t.Helper()
	by := replies(all)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		id := strings.Trim(q.URL.Path, "/")
		r := by[id]
		if r.fails {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Content-Type", r.contentType())
		if r.later {
			w.Header().Set("Retry-After", "1")
		}
		w.WriteHeader(r.status)
		fmt.Fprint(w, r.body(id))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// fixtures returns the replies as the text of a fixture file.
func fixtures(all []finding) string {
	var b strings.Builder
	for id, r := range replies(all) {
		fmt.Fprintf(&b, "### %s\n", id)
		body := r.body(id)
		if r.masked() {
			body = strings.ReplaceAll(body, tokenValue, "${token}")
		}
		switch r.by {
		case "captured":
			b.WriteString("# captured: 2026-01-02T03:04:05Z\n# masked: token\n")
		case "unmasked":
			b.WriteString("# captured: 2026-01-02T03:04:05Z\n")
		}
		fmt.Fprintf(&b, "GET http://127.0.0.1:1/%s\n", id)
		if r.sendsKey {
			b.WriteString("X-Key: ${token}\n")
		}
		fmt.Fprintf(&b, "\n### %s response\n", id)
		if r.fails {
			b.WriteString("# error: reset connection reset\n\n")
			continue
		}
		if r.by == "transcribed" {
			fmt.Fprintf(&b, "# reported: %s\n", r.told())
		}
		fmt.Fprintf(&b, "HTTP/1.1 %d %s\nContent-Type: %s\n", r.status, http.StatusText(r.status), r.contentType())
		if r.later {
			b.WriteString("Retry-After: 1\n")
		}
		fmt.Fprintf(&b, "\n%s\n\n", body)
	}
	return b.String()
}

func (r *reply) told() string {
	told := []string{"headers"}
	switch len(r.statuses) {
	case 0:
	case 1:
		told = append(told, "status")
	default:
		told = append(told, "status ("+strings.Trim(strings.ReplaceAll(fmt.Sprint(r.statuses), " ", " or "), "[]")+")")
	}
	if !r.untold {
		told = append(told, "body")
	}
	return strings.Join(told, ", ")
}

// lab is a folder with a suite, run in any mode.
type lab struct {
	t        *testing.T
	dir      string
	target   string
	findings []finding
	text     string
}

func newLab(t *testing.T, all []finding, target string) *lab {
	l := &lab{t: t, dir: t.TempDir(), target: target, findings: all, text: written(all)}
	l.write("property.suite.yaml", l.text)
	return l
}

func (l *lab) write(name, text string) {
	if err := os.WriteFile(filepath.Join(l.dir, name), []byte(text), 0o644); err != nil {
		l.t.Fatal(err)
	}
}

// run judges the suite and checks every verdict against the reference.
func (l *lab) run(mode pipeline.Mode, w world) pipeline.Judged {
	l.t.Helper()
	opts := engine.Options{Mode: mode, Load: suite.Options{Target: l.target}, Secret: func(string) (string, bool) { return tokenValue, w.set }}
	documents, err := engine.Open([]string{filepath.Join(l.dir, "property.suite.yaml")}, opts)
	if err != nil {
		l.t.Fatalf("%v\n%s", err, l.text)
	}
	runs, _, err := engine.Judge(context.Background(), engine.Whole(documents), opts)
	if err != nil {
		l.t.Fatal(err)
	}
	judged := runs[0]
	for i := range judged.Verdicts {
		v := &judged.Verdicts[i]
		if want := w.verdict(&l.findings[i]); v.Outcome != want {
			control := ""
			if c := l.findings[i].control; c != nil {
				control = fmt.Sprintf("\n  control %+v", *c)
			}
			l.t.Errorf("%s, token set %t: %s is %s, and by the reference %s\n  because %s %+v\n  %s unless %v\n  of %+v%s", mode, w.set,
				v.Spec.ID, v.Outcome, want, v.Reason, v.Failures, l.findings[i].expect.yaml(), l.findings[i].unless, l.findings[i].of, control)
		}
		if quick := judged.Run.Evidence.Outcome(v.Spec); quick != v.Outcome {
			l.t.Errorf("%s is %s, and %s where nobody asks why", v.Spec.ID, v.Outcome, quick)
		}
	}
	return judged
}

// TestVerdictsAreThoseOfTheReference makes random suites, answers and controls, and checks every
// verdict, in every mode, against the reference: a claim is reported broken if and only if it is
// broken there.
func TestVerdictsAreThoseOfTheReference(t *testing.T) {
	const suites, findings = 12, 25
	for seed := range uint64(suites) {
		for _, set := range []bool{true, false} {
			t.Run(fmt.Sprintf("seed %d, token set %t", seed, set), func(t *testing.T) {
				t.Parallel()
				whole := seed%2 == 0 // a recording is refused if a request got no answer
				all := chance{Rand: rand.New(rand.NewPCG(seed, 1)), whole: whole}.findings(findings)
				l := newLab(t, all, serve(t, all))
				l.run(pipeline.Live, world{set: set, then: set})
				if whole {
					l.recorded(set)
				}

				all = chance{Rand: rand.New(rand.NewPCG(seed, 2)), written: true}.findings(findings)
				l = newLab(t, all, "")
				l.write("answers.fixture", fixtures(all))
				l.run(pipeline.Replay, world{set: set, then: set})
			})
		}
	}
}

// recorded records the suite, replays it with and without the token, and compares.
func (l *lab) recorded(set bool) {
	l.t.Helper()
	run := l.run(pipeline.Record, world{set: set, then: set})
	if _, err := record.Runs(context.Background(), []pipeline.Judged{run}, engine.Replay, record.Options{Tool: "assay test"}); err != nil {
		l.t.Fatal(err)
	}
	for _, now := range []bool{true, false} {
		l.run(pipeline.Replay, world{set: now, then: set})
	}
	compared := l.run(pipeline.Drift, world{set: set, then: set})
	if _, err := drift.Of(context.Background(), compared, nil, engine.Replay); err != nil {
		l.t.Fatal(err)
	}
}
