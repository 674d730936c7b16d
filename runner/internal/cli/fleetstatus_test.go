package cli

import (
	"strings"
	"testing"

	"assay/runner/internal/fleet"
)

// A watch of a thousand suites leaves as many budgets: the text has the first ones and counts the
// rest.
func TestStatusCountsManyBudgets(t *testing.T) {
	var out strings.Builder
	p := &process{out: &out}
	if err := p.showStatus(&fleet.Status{Budgets: make([]fleet.Budget, 1020)}, "text"); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "\nbudget of"); n != 20 || !strings.Contains(out.String(), "\nand 1000 budgets more, of runs of the last two hours; --output json has them\n") {
		t.Errorf("%d budgets are listed:\n%s", n, out.String())
	}
}

// Runs that do not answer are not counted with those under way.
func TestStatusNamesRunsThatDoNotAnswer(t *testing.T) {
	for silent, want := range [][]string{
		{"2 runs under way\n"},
		{"1 run under way\n", "1 run does not answer: it was lost, or killed, within the last two minutes\n"},
		{"0 runs under way\n", "2 runs do not answer: they were lost, or killed, within the last two minutes\n"},
	} {
		var out strings.Builder
		p := &process{out: &out}
		runs := []string{"one", "two"}
		if err := p.showStatus(&fleet.Status{Server: "nats://127.0.0.1:4222", Runs: runs, SilentRuns: runs[:silent]}, "text"); err != nil {
			t.Fatal(err)
		}
		if want := "0 agents at nats://127.0.0.1:4222\n" + strings.Join(want, ""); out.String() != want {
			t.Errorf("got\n%s\nwant\n%s", out.String(), want)
		}
	}
}

// An agent that does not answer is not counted with those that do.
func TestStatusNamesAgentsThatDoNotAnswer(t *testing.T) {
	var out strings.Builder
	p := &process{out: &out}
	card := func(name string) fleet.Card {
		return fleet.Card{Name: name, Vantage: "office", Version: "1", Protocol: fleet.Protocol}
	}
	s := &fleet.Status{
		Server: "nats://127.0.0.1:4222",
		Agents: []fleet.Agent{{Card: card("o1"), Silent: true}, {Card: card("o2")}},
		Queues: []fleet.Queue{{Vantage: "office", Waiting: 1, Taken: 2}},
	}
	if err := p.showStatus(s, "text"); err != nil {
		t.Fatal(err)
	}
	const want = `1 agent at nats://127.0.0.1:4222
  o2 at office, assay 1, 0 requests sent
  o1 at office does not answer: it was lost, or ended, within the last minute
queue of office: 1 job waiting, 2 taken
0 runs under way
`
	if got := out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
