package history_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assay/runner/internal/history"
)

// spells reads an answer a day: l limited, f free. A digit sets the day of the next.
func spells(answers string) (history.Limited, []int) {
	var s history.Spelling
	var firsts []int
	at := 1
	for _, a := range answers {
		if '0' <= a && a <= '9' {
			at = int(a - '0')
			continue
		}
		o := &history.Observation{At: day(at), Limited: a == 'l', Status: 400 + at, Answer: string(a)}
		if s.Add(o) {
			firsts = append(firsts, at)
		}
		at++
	}
	return s.Limited, firsts
}

// spell is one between days; 0 is not seen.
func spell(before, first, last, after, answers int) history.Spell {
	return history.Spell{FreeBefore: day(before), First: day(first), Last: day(last), FreeAfter: day(after), Answers: answers, Status: 400 + last, Answer: "l"}
}

func TestSpells(t *testing.T) {
	for answers, want := range map[string]struct {
		history.Limited
		firsts []int
	}{
		"":      {},
		"ff":    {},
		"l":     {history.Limited{Spells: 1, Last: spell(0, 1, 1, 0, 1), Longest: spell(0, 1, 1, 0, 1)}, []int{1}},
		"lll":   {history.Limited{Spells: 1, Last: spell(0, 1, 3, 0, 3), Longest: spell(0, 1, 3, 0, 3)}, []int{1}},
		"fll":   {history.Limited{Spells: 1, Last: spell(1, 2, 3, 0, 2), Longest: spell(1, 2, 3, 0, 2)}, []int{2}},
		"ffllf": {history.Limited{Spells: 1, Last: spell(2, 3, 4, 5, 2), Longest: spell(2, 3, 4, 5, 2)}, []int{3}},
		// The first answer after it is the one that ends it.
		"lfff": {history.Limited{Spells: 1, Last: spell(0, 1, 1, 2, 1), Longest: spell(0, 1, 1, 2, 1)}, []int{1}},
		// The longest stays where a later one is shorter.
		"lllfl":   {history.Limited{Spells: 2, Last: spell(4, 5, 5, 0, 1), Longest: spell(0, 1, 3, 4, 3)}, []int{1}},
		"lfll":    {history.Limited{Spells: 2, Last: spell(2, 3, 4, 0, 2), Longest: spell(2, 3, 4, 0, 2)}, []int{1}},
		"llfllf":  {history.Limited{Spells: 2, Last: spell(3, 4, 5, 6, 2), Longest: spell(3, 4, 5, 6, 2)}, []int{1}},
		"lfllflf": {history.Limited{Spells: 3, Last: spell(5, 6, 6, 7, 1), Longest: spell(2, 3, 4, 5, 2)}, []int{1}},
	} {
		got, firsts := spells(answers)
		if diff := cmp.Diff(want.Limited, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", answers, diff)
		}
		if diff := cmp.Diff(want.firsts, firsts); diff != "" {
			t.Errorf("%q: first limited on (-want +got):\n%s", answers, diff)
		}
	}
}

// The bounds of a spell hold where the clock went forward, and both ends were seen.
func TestBoundsOfASpell(t *testing.T) {
	const d = 24 * time.Hour
	for name, c := range map[string]struct {
		spell       history.Spell
		least, most time.Duration
		ok, knows   bool
	}{
		"one answer":              {spell(1, 2, 2, 3, 1), 0, 2 * d, true, true},
		"several":                 {spell(1, 2, 5, 6, 3), 3 * d, 5 * d, true, true},
		"no free answer before":   {spell(0, 2, 5, 6, 3), 3 * d, 0, true, false},
		"it goes on":              {spell(1, 2, 5, 0, 3), 3 * d, 0, true, false},
		"bounds that just fit":    {spell(2, 2, 5, 5, 3), 3 * d, 3 * d, true, true},
		"the clock was set back":  {spell(1, 5, 2, 6, 3), -3 * d, 5 * d, false, false},
		"set back after it":       {spell(1, 2, 5, 3, 3), 3 * d, 2 * d, true, false},
		"set back before its end": {spell(4, 2, 5, 5, 3), 3 * d, d, true, false},
	} {
		if least, ok := c.spell.AtLeast(); least != c.least || ok != c.ok {
			t.Errorf("%s: at least %s (%v), want %s (%v)", name, least, ok, c.least, c.ok)
		}
		if most, knows := c.spell.AtMost(); most != c.most || knows != c.knows {
			t.Errorf("%s: at most %s (%v), want %s (%v)", name, most, knows, c.most, c.knows)
		}
	}
}
