package expect_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// sized is an answer whose body is JSON of so many bytes.
func sized(n int) *exchange.Observation {
	return &exchange.Observation{Status: 200, Body: []byte(`{"a":"` + strings.Repeat("x", n-8) + `"}`)}
}

// A judgement that may take long ends with the run: of a large body, of what nests deep or is
// searched for, of markup and of shares. Others are made all the same.
func TestWhatIsWatched(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	nested := func(key string, n int) string {
		return strings.Repeat("{"+key+": [", n) + "{status: 404}" + strings.Repeat("]}", n)
	}
	repeat := func(sizes ...int) *exchange.Observation {
		o := sized(sizes[0])
		for _, n := range sizes {
			o.Samples = append(o.Samples, sized(n))
		}
		o.Samples[0] = o
		return o
	}
	named := compile(t, "status: 200")
	const large, path = 64 << 10, "json: {$.a: present}"
	for _, c := range []struct {
		text    string
		o       *exchange.Observation
		watched bool
	}{
		{"status: 200", sized(large + 1), false}, {"headers: {A: absent}", sized(large + 1), false}, {"error: timeout", sized(large + 1), false}, {path, sized(large), false}, {path, sized(large + 1), true},
		{"answer: a", sized(large), false}, {"answer: a", sized(large + 1), true}, {"any: [{status: 200}]", sized(large), false}, {"any: [{status: 200}]", sized(large + 1), true}, {"share: {'1': {status: 200}}", sized(20), true}, {"xml: {//a: absent}", sized(20), true},
		{"json: {$..a: present}", sized(20), false}, {"json: {$..a..b: absent}", sized(20), true}, {"json: {$.a: present, $..a..b: absent}", sized(20), true}, {"json: {'$..[?@.a]': absent}", sized(20), true}, {"json: {$..a: present, $..b: absent}", sized(20), false},
		{path, repeat(20, 20), false}, {path, repeat(20, large+1), true}, {path, repeat(large+1, 20), true}, {path, repeat(20, 20, large+1), true},
		{nested("none", 10), sized(20), false}, {nested("none", 10), repeat(20, 20), false}, {nested("none", 11), sized(20), true}, {nested("all", 10), sized(20), false}, {nested("any", 11), sized(20), true},
	} {
		e := naming(t, c.text)
		w := &expect.World{Guard: expect.NewGuard(ended, time.Hour), Answer: func(string) *expect.Expectation { return named }}
		got := e.Judge(c.o, w)
		if (got.Late == expect.RunEnded) != c.watched || (e.Parts(c.o, w) == nil) != c.watched {
			t.Errorf("%.100s of %d bytes: late %v, parts %v, want watched %v", c.text, len(c.o.Body), got.Late, e.Parts(c.o, w) == nil, c.watched)
		}
		w.Guard = expect.NewGuard(t.Context(), time.Hour)
		if r := e.Judge(c.o, w); r.Late != 0 {
			t.Errorf("%.100s of %d bytes: %+v, with time left", c.text, len(c.o.Body), r)
		}
	}
	w := &expect.World{Guard: expect.NewGuard(ended, 0)}
	share := compile(t, "share: {'1': {status: 200}}")
	if r := share.Judge(&exchange.Observation{Missing: exchange.Missing{Kind: exchange.NeverRecorded}}, w); r.Late != 0 {
		t.Errorf("what was not observed is not judged: %+v", r)
	}
	if r := share.Judge(nil, w); r.Late != 0 || r.Missing.Kind != exchange.NotObserved {
		t.Errorf("nothing is not judged: %+v", r)
	}
	for n, watched := range map[int]bool{1: false, 10: false, 11: true} {
		w := chain(t, n)
		w.Guard = expect.NewGuard(ended, 0)
		if r := naming(t, "a").Judge(jsonAnswer(404, "{}"), w); (r.Late == expect.RunEnded) != watched {
			t.Errorf("answers %d deep: %+v, want watched %v", n, r, watched)
		}
	}
	self := naming(t, "a")
	w.Answer = func(string) *expect.Expectation { return self }
	if r := self.Judge(sized(20), w); r.Late != expect.RunEnded {
		t.Errorf("an answer of itself: %+v, want watched", r)
	}
	w.Answer = func(string) *expect.Expectation { return nil }
	if r := self.Judge(sized(20), w); r.Late != 0 || r.Outcome != expect.Unknown {
		t.Errorf("an answer that is none: %+v", r)
	}
}
