package check_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	_ "assay/runner/cel"
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/source"
)

func compile(t *testing.T, text string) *expect.Expectation {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	problems := &source.Problems{}
	e := expect.Compile(n.Content[0], &expect.Scope{File: &source.File{Name: "test.yaml", Text: []byte(text)}, Problems: problems, AnswerIDs: []string{"a"}, Shared: expect.NewShared()})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return e
}

// sized is an answer whose body is JSON of so many bytes.
func sized(n int) *exchange.Observation {
	return &exchange.Observation{Status: 200, Body: []byte(`{"a":"` + strings.Repeat("x", n-8) + `"}`)}
}

// A judgement that reads all of a fair body ends with the run. Others are made all the same.
func TestWhatIsWatchedOfFairBodies(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	const fair = 4 << 10
	const schema, operator, cel, search = "schema: {type: object}", "json: {$: {schema: {type: object}}}", "cel: status == 200", "json: {$..a: present}"
	for _, c := range []struct {
		text    string
		o       *exchange.Observation
		watched bool
	}{
		{"any: [{" + schema + "}]", sized(fair + 1), true}, {"any: [{" + schema + "}]", sized(fair), false}, {schema, sized(fair), false}, {schema, sized(fair + 1), true}, {operator, sized(fair), false}, {operator, sized(fair + 1), true}, {cel, sized(fair), false}, {cel, sized(fair + 1), true},
		{search, sized(fair), false}, {search, sized(fair + 1), true}, {"json: {'$[?@.a].b': absent}", sized(fair + 1), true}, {"json: {$.a: present}", sized(fair + 1), false},
	} {
		e := compile(t, c.text)
		w := &expect.World{
			Guard: expect.NewGuard(ended, time.Hour), Answer: func(string) *expect.Expectation { return compile(t, "status: 200") },
		}
		got := e.Judge(c.o, w)
		if (got.Late == expect.RunEnded) != c.watched || (e.Parts(c.o, w) == nil) != c.watched {
			t.Errorf("%s of %d bytes: late %v, parts %v, want watched %v", c.text, len(c.o.Body), got.Late, e.Parts(c.o, w) == nil, c.watched)
		}
		w.Guard = expect.NewGuard(t.Context(), time.Hour)
		if r := e.Judge(c.o, w); r.Late != 0 || len(r.Unknowns) > 0 {
			t.Errorf("%s of %d bytes: %+v, with time left", c.text, len(c.o.Body), r)
		}
	}
}

// Answers may cost more as they are named by others, up to ten.
func TestHowDeepAnswersCost(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	deep := compile(t, "schema: {type: object}")
	w := &expect.World{Guard: expect.NewGuard(ended, time.Hour), Answer: func(string) *expect.Expectation { return deep }}
	for bytes, watched := range map[int]bool{4 << 10: false, 4<<10 + 1: true} {
		if got := compile(t, "a").Judge(sized(bytes), w); (got.Late != 0) != watched {
			t.Errorf("%d bytes: %+v, want watched %v", bytes, got, watched)
		}
	}
	self := compile(t, "a")
	w.Answer = func(string) *expect.Expectation { return self }
	if got := self.Judge(sized(20), w); got.Late != expect.RunEnded {
		t.Errorf("an answer of itself: %+v, want watched", got)
	}
	w.Answer = func(string) *expect.Expectation { return nil }
	if got := compile(t, "a").Judge(sized(20), w); got.Late != 0 || got.Outcome != expect.Unknown {
		t.Errorf("an answer that is none: %+v", got)
	}
}

// A guard without a limit has the usual one; one under another context shares how many were late.
func TestLimitsOfGuards(t *testing.T) {
	e := compile(t, "json: {$.a: present}")
	for _, limit := range []time.Duration{0, -1, time.Hour} {
		g := expect.NewGuard(t.Context(), limit)
		if r := e.Judge(sized(1<<20), &expect.World{Guard: g}); r.Outcome != expect.Met {
			t.Errorf("a limit of %v: %+v", limit, r)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if r := e.Judge(sized(1<<20), &expect.World{Guard: g.Under(ended)}); r.Late != expect.RunEnded {
			t.Errorf("under a context that ended: %+v", r)
		}
	}
	out, late := expect.Watch(expect.NewGuard(t.Context(), time.Hour), func() int { return 7 })
	if out != 7 || late != 0 {
		t.Errorf("watching gives %d, late %v", out, late)
	}
}
