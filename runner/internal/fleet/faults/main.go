//go:build unix

package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

// scenario is a fault, and how often it happens unless -times says otherwise.
type scenario struct {
	name  string
	run   func(command string, times int) *tally
	times int
}

var scenarios = []scenario{
	{"kills", kills, 100}, {"restarts", restarts, 20}, {"losses", losses, 5}, {"partition", partition, 1},
	{"full", fullStore, 3}, {"slow", slow, 3}, {"budgets", budgets, 5}, {"skew", skew, 3},
}

func main() {
	command := flag.String("fleet", "bin/assay-fleet", "the command assay-fleet")
	only := flag.String("only", "", "names of scenarios, separated by commas: kills, restarts, losses, partition, full, slow, budgets, skew, speed")
	times := flag.Int("times", 0, "how often, instead of the scenario's own number")
	inFlight := flag.Int("concurrency", 32, "requests in flight together where speed is measured")
	flag.Parse()
	if _, err := os.Stat(*command); err != nil {
		fmt.Fprintf(os.Stderr, "faults: -fleet: %v; build it first: go build -o bin/ ./runner/cmd/...\n", err)
		os.Exit(2)
	}
	bad := false
	fmt.Println("| fault | times | runs | probes | hold | inconclusive | requests | twice | beyond the budget | false | not ended | longest run |")
	fmt.Println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
	for _, s := range scenarios {
		if *only != "" && !strings.Contains(","+*only+",", ","+s.name+",") {
			continue
		}
		n := s.times
		if *times > 0 {
			n = *times
		}
		t := s.run(*command, n)
		fmt.Printf("| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %s |\n", t.what, t.times, t.runs, t.probes, t.holds, t.open, t.requests,
			t.twice, t.beyond, t.falsely, t.hung, t.longest.Round(100*time.Millisecond))
		for _, note := range t.notes[:min(len(t.notes), 10)] {
			fmt.Fprintln(os.Stderr, "  "+note)
		}
		bad = bad || t.twice+t.beyond+t.falsely+t.hung > 0
	}
	if strings.Contains(*only, "speed") {
		speed(*command, max(*times, 1), *inFlight)
	}
	if bad {
		os.Exit(1)
	}
}
