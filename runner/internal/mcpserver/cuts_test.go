package mcpserver_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// Agents read all of an answer: lists end after 20, a message after 300 characters, and the
// answer says how many are not listed.
func TestLongAnswersAreCut(t *testing.T) {
	const many, listed = 25, 20
	l := newLab(t, 0)
	var findings, members strings.Builder
	for i := range many {
		fmt.Fprintf(&findings, "  f%02d: {claim: %q, probe: order, expect: {status: 201}}\n", i, fmt.Sprintf("It is made, %d: %s", i, strings.Repeat("long ", 100)))
		fmt.Fprintf(&members, ", \"m%02d\": %q", i, strings.Repeat("x", 400))
	}
	numbers := make([]string, many)
	for i := range numbers {
		numbers[i] = fmt.Sprint(i)
	}
	long := strings.ReplaceAll(shop, "TARGET", "http://127.0.0.1:1")
	var asked, predicted, all strings.Builder
	for i := range many {
		fmt.Fprintf(&asked, "  p%02d: {path: /p/%d}\n", i, i)
		fmt.Fprintf(&predicted, "  h%02d: {claim: It is there, predicts: {p%02d: {status: 200}}}\n", i, i)
		fmt.Fprintf(&all, "p%02d: {status: 404}, ", i)
		fmt.Fprintf(&findings, "  v%02d: {claim: It answers, probe: none, expect: {status: [1xx, 2xx, 3xx, 4xx, 5xx]}}\n", i)
	}
	fmt.Fprintf(&predicted, "  none: {claim: None of them is there, predicts: {%s}}\n", strings.TrimSuffix(all.String(), ", "))
	long = strings.Replace(long, "findings:\n", "findings:\n  rows: {claim: It is there, probe: rows, expect: {status: 200}}\n"+findings.String(), 1)
	long = strings.Replace(long, "hypotheses:\n", "hypotheses:\n"+predicted.String(), 1)
	long = strings.Replace(long, "probes:\n", "probes:\n"+asked.String()+"  rows: {path: \"/rows/${n}\", matrix: {n: ["+strings.Join(numbers, ", ")+"]}}\n", 1)
	l.write("shop.suite.yaml", long)
	answer := strings.Replace(strings.ReplaceAll(recorded, "TARGET", "http://127.0.0.1:1"), `"state": "open"`, `"state": "open"`+members.String(), 1)
	l.write("shop.fixture", answer)

	var ran struct {
		Broken, Inconclusive, More int
		Open                       []struct{ Claim string }
	}
	l.value("run", nil, &ran)
	if len(ran.Open) != listed || ran.More != ran.Broken+ran.Inconclusive-listed || ran.Broken < many {
		t.Errorf("run lists %d and leaves out %d of %d", len(ran.Open), ran.More, ran.Broken+ran.Inconclusive)
	}
	if claim := ran.Open[1].Claim; utf8.RuneCountInString(claim) != 300 || !strings.HasSuffix(claim, "…") {
		t.Errorf("a claim has %d characters: %s", utf8.RuneCountInString(claim), claim)
	}

	var explained struct {
		Rows []string
		More int `json:"more_rows"`
	}
	l.value("explain", map[string]any{"finding": "rows"}, &explained)
	if len(explained.Rows) != listed || explained.More != many-1-listed {
		t.Errorf("explain lists %d further rows and leaves out %d", len(explained.Rows), explained.More)
	}

	var survivors struct {
		Mutants, Killed, More int
		Survivors             []struct{}
		Vacuous               []string
		MoreVacuous           int `json:"more_vacuous"`
	}
	l.value("survivors", nil, &survivors)
	if len(survivors.Survivors) != listed || survivors.More == 0 {
		t.Errorf("survivors lists %d, and %d are left out", len(survivors.Survivors), survivors.More)
	}
	if len(survivors.Vacuous) != listed || survivors.MoreVacuous != many-listed {
		t.Errorf("survivors lists %d vacuous findings and leaves out %d", len(survivors.Vacuous), survivors.MoreVacuous)
	}

	var planned struct {
		Hypotheses     []struct{}
		MoreHypotheses int `json:"more_hypotheses"`
		Next           []struct{}
		MoreNext       int `json:"more_next"`
	}
	l.value("next_experiment", nil, &planned)
	if len(planned.Hypotheses) != listed || planned.MoreHypotheses != many+3-listed {
		t.Errorf("next_experiment lists %d hypotheses and leaves out %d", len(planned.Hypotheses), planned.MoreHypotheses)
	}
	if len(planned.Next) != listed || planned.MoreNext == 0 {
		t.Errorf("next_experiment lists %d experiments and leaves out %d", len(planned.Next), planned.MoreNext)
	}

	var fault struct{ Next string }
	l.value("explain", map[string]any{"finding": "quite another"}, &fault)
	if n := strings.Count(fault.Next, ", ") + 1; n != listed || !strings.Contains(fault.Next, "more findings") {
		t.Errorf("%d findings are named: %s", n, fault.Next)
	}

	l.write("shop.suite.yaml", strings.ReplaceAll(long, ", probe: order,", ", prob: order,"))
	var linted struct {
		Errors, Warnings, More int
		Problems               []struct{}
	}
	l.value("lint", nil, &linted)
	if len(linted.Problems) != listed || linted.More != linted.Errors+linted.Warnings-listed || linted.Errors < many {
		t.Errorf("lint lists %d and leaves out %d of %d", len(linted.Problems), linted.More, linted.Errors+linted.Warnings)
	}
}

// value calls a tool and reads its answer.
func (l *lab) value(tool string, arguments map[string]any, into any) {
	l.t.Helper()
	_, text, _ := strings.Cut(l.call(tool, arguments), "\n")
	if err := json.Unmarshal([]byte(text), into); err != nil {
		l.t.Fatalf("%s: %v in %s", tool, err, text)
	}
}
