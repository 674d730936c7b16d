package integration

import (
	"os"
	"strings"
	"testing"

	"assay/runner/internal/judge"
)

// The reference semantics of a finding, written again as plainly as possible: docs/format.md shows
// the same as a table, and the tests check the runner's verdicts against it.

// truth is the result of an expectation.
type truth int8

const (
	met truth = iota
	unmet
	unknown
)

// and is a conjunction: one unmet part decides.
func (a truth) and(b truth) truth {
	switch {
	case a == unmet || b == unmet:
		return unmet
	case a == unknown || b == unknown:
		return unknown
	}
	return met
}

func (a truth) not() truth {
	switch a {
	case met:
		return unmet
	case unmet:
		return met
	}
	return unknown
}

func truthOf(ok bool) truth {
	if ok {
		return met
	}
	return unmet
}

// beside is the response of a finding's control.
type beside int8

const (
	noControl beside = iota
	another
	theSame
	sameRefusal
	noneKnown
)

// reference returns the verdict of a finding; unless is unmet if the finding has none.
func reference(unless, expect truth, control beside) judge.Outcome {
	switch {
	case unless != unmet || expect == unknown:
		return judge.Inconclusive
	case expect == unmet && control == sameRefusal:
		return judge.Inconclusive
	case expect == unmet:
		return judge.Broken
	case control == noControl || control == another:
		return judge.Holds
	}
	return judge.Inconclusive
}

// TestVerdictTable checks the table of docs/format.md against the reference.
func TestVerdictTable(t *testing.T) {
	page, err := os.ReadFile("../../../docs/format.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(page), "<!-- verdicts -->\n")
	text, _, ok := strings.Cut(text, "<!-- end -->")
	if !ok {
		t.Fatal("docs/format.md has no table between <!-- verdicts --> and <!-- end -->")
	}
	words := map[string][]truth{
		"absent or not met": {unmet}, "met": {met}, "not met": {unmet}, "not known": {unknown}, "any": {met, unmet, unknown},
	}
	controls := map[string]beside{
		"no control": noControl, "control got another answer": another, "control got the same answer": theSame,
		"both got the same refusal": sameRefusal, "control got none, or not known": noneKnown,
	}
	rows := strings.Split(strings.TrimSpace(text), "\n")
	head := cells(rows[0])
	seen := map[[3]int8]bool{}
	for _, row := range rows[2:] {
		row := cells(row)
		for i, verdict := range row[2:] {
			control, known := controls[head[i+2]]
			if !known || words[row[1]] == nil || len(words[row[0]]) != 1 {
				t.Fatalf("the reference does not know %q, %q or %q", head[i+2], row[0], row[1])
			}
			unless := words[row[0]][0]
			for _, expect := range words[row[1]] {
				seen[[3]int8{int8(unless), int8(expect), int8(control)}] = true
				if want := reference(unless, expect, control); verdict != string(want) {
					t.Errorf("unless %s, expect %s, %s: the table says %s, the reference %s", row[0], row[1], head[i+2], verdict, want)
				}
			}
		}
	}
	if len(seen) != 3*3*len(controls) {
		t.Errorf("the table tells %d of %d cases", len(seen), 3*3*len(controls))
	}
}

func cells(row string) []string {
	out := strings.Split(strings.Trim(strings.TrimSpace(row), "|"), "|")
	for i := range out {
		out[i] = strings.Trim(out[i], " `")
	}
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], "`", "")
		out[i] = strings.TrimSuffix(out[i], " is")
	}
	return out
}
