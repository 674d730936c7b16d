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

	"assay/runner"
	"assay/runner/drift"
	"assay/runner/judge"
	"assay/runner/plan"
	"assay/runner/record"
	"assay/runner/suite"
)

// reply is an answer of the world that a suite is about.
type reply struct {
	fails  bool // no answer: the connection ends
	status int
	page   bool // text/html
	later  bool // Retry-After
	token  bool // the body holds the token
	nonce  bool // the body is like no other

	// What the source of a transcribed answer told; only a replay has such.
	by       string // "", "captured" with the token's name, "unmasked", "transcribed"
	statuses []int  // which of several it was is not told; empty: nobody told
	untold   bool   // nor the body
	sendsKey bool   // the request refers to the token
}

// claim is a finding, as a value.
type claim struct {
	status  int    // 0: none
	token   string // "", "shown", "hidden"
	failing bool   // error: [reset, protocol]
}

func (c claim) yaml() string {
	var parts []string
	if c.status != 0 {
		parts = append(parts, fmt.Sprintf("status: %d", c.status))
	}
	switch c.token {
	case "shown":
		parts = append(parts, `body: {contains: "${token}"}`)
	case "hidden":
		parts = append(parts, `body: {not: {contains: "${token}"}}`)
	}
	if c.failing {
		parts = append(parts, "error: [reset, protocol]")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// finding is a claim about a reply, with what stands beside it.
type finding struct {
	of      reply
	control *reply
	expect  claim
	unless  *claim
}

const tokenValue = "sesame-open-4711"

// world is how much the runner knows in one run.
type world struct {
	set  bool // the token has a value now
	then bool // it had one when the answers were recorded; live: as now
	live bool
}

// asked reports whether a request could be sent at all.
func (w world) asked(r *reply) bool { return !r.sendsKey || w.then || r.by != "" }

// tells reports whether the runner can know that the token is, or is not, in the body.
func (w world) tells(r *reply) bool {
	return w.set || w.then && r.by == "" || r.by != "" && r.masked()
}

// masked reports whether a recorded answer was looked through for the token: what asked
// with it was.
func (r *reply) masked() bool { return r.by != "unmasked" || r.sendsKey }

func (w world) truth(c claim, r *reply) truth {
	switch {
	case !w.asked(r):
		return unknown
	case r.fails && c.failing:
		return met
	case r.fails:
		return unknown
	}
	out := met
	if c.failing {
		out = unmet
	}
	if c.status != 0 {
		out = out.and(r.statusIs(c.status))
	}
	if c.token != "" {
		shown := unknown
		if !r.untold && w.tells(r) {
			shown = truthOf(r.token)
		}
		if c.token == "hidden" {
			shown = shown.not()
		}
		out = out.and(shown)
	}
	return out
}

// may are the statuses that an answer may have had.
func (r *reply) may() []int {
	if r.by == "transcribed" {
		return r.statuses
	}
	return []int{r.status}
}

func (r *reply) statusIs(want int) truth {
	switch all := r.may(); {
	case !slices.Contains(all, want) && len(all) > 0:
		return unmet
	case len(all) == 1:
		return met
	}
	return unknown
}

// refusal is the kind of refusal that tells nothing, "" none.
func (r *reply) refusal() string {
	if r.fails {
		return "no answer"
	}
	kind := ""
	for i, status := range r.may() {
		one := ""
		switch {
		case status >= 500:
			one = "5xx"
		case status == 429, status >= 400 && r.later:
			one = "limited"
		case status == 403 && r.page:
			one = "page"
		}
		if i > 0 && one != kind {
			return ""
		}
		kind = one
	}
	return kind
}

// besides is what the control got, seen from the probe.
func (w world) besides(f *finding) beside {
	a, b := &f.of, f.control
	switch {
	case b == nil:
		return noControl
	case !w.asked(b):
		return noneKnown
	case a.refusal() != "" && a.refusal() == b.refusal():
		return sameRefusal
	case b.fails:
		return noneKnown
	case a.fails:
		return another
	}
	bodies := unknown
	if !a.untold && !b.untold {
		bodies = truthOf(!a.nonce && !b.nonce && w.shows(a) == w.shows(b))
	}
	statuses := unknown
	common := slices.ContainsFunc(a.may(), func(s int) bool { return slices.Contains(b.may(), s) })
	switch {
	case len(a.may()) == 0 || len(b.may()) == 0:
	case !common:
		statuses = unmet
	case len(a.may()) == 1 && len(b.may()) == 1:
		statuses = met
	}
	switch statuses.and(bodies) {
	case met:
		return theSame
	case unmet:
		return another
	}
	return noneKnown
}

// shows is the token as the runner sees it in a body: by its name where it was masked.
func (w world) shows(r *reply) string {
	switch {
	case !r.token:
		return ""
	case w.set || r.by != "" && r.masked() || r.by == "" && w.then:
		return "${token}"
	}
	return tokenValue
}

func (w world) verdict(f *finding) judge.Outcome {
	unless := unmet
	if f.unless != nil && !f.of.fails { // what did not come meets nothing
		unless = w.truth(*f.unless, &f.of)
	}
	if !w.asked(&f.of) {
		return judge.Inconclusive
	}
	return reference(unless, w.truth(f.expect, &f.of), w.besides(f))
}

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
			if c.one(3) { // as often as not a control gets the like of it
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

// written is a suite of the findings.
func written(all []finding) string {
	var b strings.Builder
	b.WriteString("suite: Property\ntarget: http://127.0.0.1:1\nfixtures: answers.http\nsecrets: {token: TOKEN}\nprobes:\n")
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

// replies are the answers of a suite by probe.
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

// serve answers as the findings say, nothing but that.
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

// fixtures are the replies as they stand in a file.
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

// run judges the suite and holds every verdict against the reference.
func (l *lab) run(mode runner.Mode, w world) runner.Judged {
	l.t.Helper()
	opts := runner.Options{Mode: mode, Load: suite.Options{Target: l.target}, Secret: func(string) (string, bool) { return tokenValue, w.set }}
	documents, err := runner.Open([]string{filepath.Join(l.dir, "property.suite.yaml")}, opts)
	if err != nil {
		l.t.Fatalf("%v\n%s", err, l.text)
	}
	runs, err := runner.ObserveAll(context.Background(), documents, func(d *runner.Document) []*plan.Spec { return d.Plan.Specs }, opts)
	if err != nil {
		l.t.Fatal(err)
	}
	judged := runner.Judged{Run: runs[0], Verdicts: runs[0].Verdicts(documents[0].Plan.Specs)}
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

// TestVerdictsAreThoseOfTheReference makes suites, answers and controls at random, and
// holds every verdict, in every mode, against the reference: a claim that it calls broken
// is never reported otherwise, nor the other way round.
func TestVerdictsAreThoseOfTheReference(t *testing.T) {
	const suites, findings = 12, 25
	for seed := range uint64(suites) {
		for _, set := range []bool{true, false} {
			t.Run(fmt.Sprintf("seed %d, token set %t", seed, set), func(t *testing.T) {
				t.Parallel()
				whole := seed%2 == 0 // a recording is refused where a request got no answer
				all := chance{Rand: rand.New(rand.NewPCG(seed, 1)), whole: whole}.findings(findings)
				l := newLab(t, all, serve(t, all))
				l.run(runner.Live, world{set: set, then: set, live: true})
				if whole {
					l.recorded(set)
				}

				all = chance{Rand: rand.New(rand.NewPCG(seed, 2)), written: true}.findings(findings)
				l = newLab(t, all, "")
				l.write("answers.http", fixtures(all))
				l.run(runner.Replay, world{set: set, then: set})
			})
		}
	}
}

// recorded records the suite, replays it with and without the token, and compares.
func (l *lab) recorded(set bool) {
	l.t.Helper()
	run := l.run(runner.Record, world{set: set, then: set, live: true})
	if _, err := record.Runs(context.Background(), []runner.Judged{run}, record.Options{Tool: "assay test"}); err != nil {
		l.t.Fatal(err)
	}
	for _, now := range []bool{true, false} {
		l.run(runner.Replay, world{set: now, then: set})
	}
	compared := l.run(runner.Drift, world{set: set, then: set, live: true})
	if _, err := drift.Of(context.Background(), compared); err != nil {
		l.t.Fatal(err)
	}
}
