package history_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/history"
)

// answered is an answer to a request that was sent so many milliseconds after the start, and
// took so many; told, in milliseconds, is the reset that it tells, -1 none.
type answered struct {
	sent, took int
	limited    bool
	told       int
}

// A told reset is judged by the next request that was sent after it was told.
func TestPromises(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	type truths = map[history.Truth]int
	refused := func(sent, told int) answered { return answered{sent, 10, true, told} }
	free := func(sent int) answered { return answered{sent, 10, false, -1} }
	for name, c := range map[string]struct {
		answers []answered
		want    truths
		open    bool
	}{
		"free just after it":                   {[]answered{refused(0, 5000), free(5100)}, truths{history.True: 1}, false},
		"refused before it, free after it":     {[]answered{refused(0, 5000), refused(4700, 300), free(5100)}, truths{history.True: 1}, false},
		"refused before it without a time":     {[]answered{refused(0, 5000), refused(4700, -1), free(5100)}, truths{history.True: 1}, false},
		"free within a second before it":       {[]answered{refused(0, 5000), free(4300)}, truths{history.True: 1}, false},
		"free a second before it":              {[]answered{refused(0, 5000), free(4010)}, truths{history.Late: 1}, false},
		"free at once":                         {[]answered{refused(0, 5000), free(100)}, truths{history.Late: 1}, false},
		"refused just after it, now near":      {[]answered{refused(0, 5000), refused(5100, 0)}, truths{history.Early: 1}, true},
		"refused at the very moment, now near": {[]answered{refused(0, 5000), refused(5010, 0)}, truths{history.Early: 1}, true},
		"refused just after it, by a second":   {[]answered{refused(0, 5000), refused(5100, 1000)}, truths{history.Untrue: 1}, true},
		"the later of two told together":       {[]answered{{0, 100, true, 5000}, {60, 100, true, 9000}, free(5300)}, truths{history.Late: 1}, false},
		"the earlier of two told together":     {[]answered{{0, 100, true, 5000}, {60, 100, true, 1000}, refused(1500, -1), free(5300)}, truths{history.True: 1}, false},
		"told again, and sooner":               {[]answered{refused(0, 5000), refused(1000, 1000), refused(2500, -1)}, truths{history.Untrue: 1}, false},
		"refused just after it, for long":      {[]answered{refused(0, 5000), refused(5100, 5000)}, truths{history.Untrue: 1}, true},
		"refused just after it, nothing told":  {[]answered{refused(0, 5000), refused(5100, -1)}, truths{history.Untrue: 1}, false},
		"refused a second after it":            {[]answered{refused(0, 5000), refused(6010, 0)}, truths{history.Untrue: 1}, true},
		"every ask lengthens it":               {[]answered{refused(0, 5000), refused(1000, 5000), refused(2000, 5000), free(7100)}, truths{history.True: 1}, false},
		"sent before it was told":              {[]answered{{0, 100, true, 5000}, {50, 100, false, -1}, {60, 100, true, 5000}, free(5300)}, truths{history.True: 1}, false},
		"nobody asked":                         {[]answered{refused(0, 5000)}, nil, true},
		"nothing told":                         {[]answered{refused(0, -1), free(5000)}, nil, false},
		"free throughout":                      {[]answered{free(0), free(10)}, nil, false},
		"several":                              {[]answered{refused(0, 1000), free(1100), refused(2000, 1000), refused(3100, 9000), free(3200)}, truths{history.True: 1, history.Untrue: 1, history.Late: 1}, false},
	} {
		var p history.Promises
		for _, a := range c.answers {
			took := time.Duration(a.took) * time.Millisecond
			o := &history.Observation{Limited: a.limited, Duration: took, At: start.Add(time.Duration(a.sent)*time.Millisecond + took)}
			if a.told >= 0 {
				o.Told = &history.Told{Header: "Retry-After", Wait: time.Duration(a.told) * time.Millisecond}
			}
			p.Add(o)
		}
		if diff := cmp.Diff(c.want, p.Counts); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if open := p.Next.Header != ""; open != c.open {
			t.Errorf("%s: a promise is open: %v, want %v", name, open, c.open)
		}
	}
}

// A free answer to a request that was sent before the refusal came does not end the spell.
func TestASpellOutlastsWhatWasSentBefore(t *testing.T) {
	var s history.Spelling
	s.Add(&history.Observation{At: day(2), Limited: true})
	first := s.Add(&history.Observation{At: day(2).Add(time.Second), Duration: 2 * time.Second})
	if first || s.Spells != 1 || !s.Last.FreeAfter.IsZero() {
		t.Errorf("first %v, got %+v", first, s.Limited)
	}
	// One that is refused too belongs to it.
	s.Add(&history.Observation{At: day(2).Add(time.Second), Duration: 2 * time.Second, Limited: true})
	if want := (history.Spell{First: day(2), Last: day(2).Add(time.Second), Answers: 2}); s.Spells != 1 || s.Last != want {
		t.Errorf("got %+v, want %+v", s.Last, want)
	}
}
