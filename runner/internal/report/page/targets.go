package page

import (
	"io"

	"assay/runner/internal/drift"
	"assay/runner/internal/report"
)

// mostResponses is the maximum number of probes that a page lists for each target.
const mostResponses = 500

// targetsView is what the page of several targets shows.
type targetsView struct {
	*report.TargetComparison
	Title string
	Pairs []pairView
	// Shown are the responses to the listed probes, which the script reads.
	Shown []shownResponses
}

// pairView is a target compared with the first.
type pairView struct {
	Name, First string
	Sentence    string
	Worst       string // a verdict, for its color
	Suites      []pairSuite
}

// pairSuite is one suite of it.
type pairSuite struct {
	Suite, File string
	Findings    []report.ComparedFinding // whose verdicts differ
	Index       int                      // of the target
	Probes      []pairProbe
	More        int // probes with differences that are not listed
	Unknown     []string
}

// pairProbe is a probe whose responses differ.
type pairProbe struct {
	Probe   string
	Changes []report.Drift
	Number  int // in Shown
}

// shownResponses are the responses of two targets.
type shownResponses struct {
	Names  [2]string              `json:"names"`
	Values [2]*report.Observation `json:"responses"`
}

// targetsData is what the script reads first: where the blocks of responses begin.
type targetsData struct {
	Starts []int `json:"starts"`
}

// WriteTargets writes a comparison of targets as one HTML file.
func WriteTargets(w io.Writer, c *report.TargetComparison) error {
	v := targetsViewOf(c)
	return written(w, madeTargets(), v.Title, shownTargets(v), func(out io.Writer) error {
		b := newBlocks(out)
		b.write("targets", targetsData{Starts: writeList(b, "responses-0", v.Shown)})
		return b.err
	})
}

func targetsViewOf(c *report.TargetComparison) *targetsView {
	v := &targetsView{TargetComparison: c, Title: "Targets compared"}
	for _, p := range c.Pairs() {
		t := p.Tally()
		one := pairView{Name: p.Target, First: c.Targets[0].Name, Sentence: t.Sentence(c.Targets[0].Name, p.Target), Worst: report.Holds}
		switch {
		case t.Breaks > 0 || t.Classes[string(drift.Breaking)] > 0:
			one.Worst = report.Broken
		case t.Mends+t.Unknown+t.Uncompared > 0 || t.Probes == 0:
			one.Worst = report.Inconclusive
		}
		for i := range c.Suites {
			one.Suites = append(one.Suites, v.suite(&c.Suites[i], p))
		}
		v.Pairs = append(v.Pairs, one)
	}
	if len(v.Pairs) == 1 {
		v.Title = v.Pairs[0].Name + " against " + v.Pairs[0].First
	}
	return v
}

// suite returns what differs in a suite, and adds the responses to those that are shown.
func (v *targetsView) suite(s *report.ComparedSuite, p report.Pair) pairSuite {
	out := pairSuite{Suite: s.Suite, File: s.File, Findings: s.Differing(p), Unknown: s.Unknown(p, false), Index: p.Index()}
	for i := range s.Probes {
		probe := &s.Probes[i]
		changes := told(probe.Others[p.Index()-1].Changes)
		switch {
		case len(changes) == 0:
		case len(out.Probes) == mostResponses:
			out.More++
		default:
			out.Probes = append(out.Probes, pairProbe{probe.Probe, changes, len(v.Shown)})
			v.Shown = append(v.Shown, shownResponses{
				[2]string{v.Targets[0].Name, p.Target}, [2]*report.Observation{probe.Responses[0], probe.Responses[p.Index()]},
			})
		}
	}
	return out
}

// told returns the changes if some of them are not volatile.
func told(changes []report.Drift) []report.Drift {
	for i := range changes {
		if changes[i].Class != string(drift.Volatile) {
			return changes
		}
	}
	return nil
}
