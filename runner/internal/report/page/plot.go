package page

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

// history is a suite's history as the page shows it: the findings whose verdict
// changed or does not hold now; the others are counted.
type history struct {
	Runs   []report.PastRun
	Strips []strip
	Steady int // findings that held in every run
	More   int // strips beyond the maximum
	Plots  []plot
	Limits []report.PastLimit
	Notes  []string
}

// strip is one finding's verdicts as cells of an SVG.
type strip struct {
	report.Strip
	Width, Height int
	Cells         []cell
	Label         string // for those who do not see it
}

// cell is one run of a strip. Broken cells are tallest, so that a strip is legible without colors.
type cell struct {
	X, Y, Height int
	Verdict      string
	Title        string
}

// plot is one probe's latency as a line over the runs.
type plot struct {
	Probe         string
	Width, Height int
	Points        string // of the line
	Dots          []dot
	Least, Most   string
	Last, Median  string
	Label         string
}

type dot struct {
	X, Y  int
	Title string
}

const (
	cellWidth, cellHeight = 12, 22
	mostCells             = 60 // the newest runs
	plotWidth, plotHeight = 320, 72
	plotEdge              = 6
)

func historyOf(h *report.History) *history {
	out := &history{Runs: h.Runs[max(0, len(h.Runs)-mostCells):], Notes: h.Notes, Limits: h.Limits[:min(len(h.Limits), mostStrips)]}
	if len(h.Limits) > 0 {
		out.Notes = nil // the sentences about them, which the table has
	}
	for _, s := range h.Findings {
		if steady(s.Verdicts) {
			out.Steady++
			continue
		}
		if len(out.Strips) == mostStrips {
			out.More++
			continue
		}
		out.Strips = append(out.Strips, stripOf(s, h.Runs))
	}
	for _, l := range h.Latency {
		if len(out.Plots) == mostPlots {
			break
		}
		if p, ok := plotOf(l, h.Runs); ok {
			out.Plots = append(out.Plots, p)
		}
	}
	return out
}

// steady reports whether a finding held whenever it was judged.
func steady(verdicts []string) bool {
	return !slices.ContainsFunc(verdicts, func(v string) bool { return v != "" && v != report.Holds && v != report.Pending })
}

func stripOf(s report.Strip, runs []report.PastRun) strip {
	out := strip{Strip: s, Height: cellHeight}
	counts := map[string]int{}
	newest := s.Verdicts[max(0, len(s.Verdicts)-mostCells):]
	for i, v := range newest {
		title := v
		if v == "" {
			title = "not judged"
		}
		counts[title]++
		height := map[string]int{report.Holds: 10, report.Broken: cellHeight, report.Inconclusive: 16}[v]
		if height == 0 {
			height = 5
		}
		out.Cells = append(out.Cells, cell{
			X: i * cellWidth, Y: cellHeight - height, Height: height, Verdict: v, Title: when(runs, len(newest)-i) + title,
		})
	}
	out.Width = max(len(out.Cells), 1) * cellWidth
	var words []string
	for _, v := range []string{report.Holds, report.Broken, report.Inconclusive, report.Pending, "not judged"} {
		if counts[v] > 0 {
			words = append(words, fmt.Sprintf("%d %s", counts[v], v))
		}
	}
	out.Label = "verdicts of " + text.Count(len(out.Cells), "run") + ", oldest first: " + strings.Join(words, ", ")
	return out
}

// when names the run at this distance from the end, as the start of a title; "" if unknown.
func when(runs []report.PastRun, fromEnd int) string {
	if fromEnd > len(runs) || runs[len(runs)-fromEnd].Started == "" {
		return ""
	}
	return runs[len(runs)-fromEnd].Started + ": "
}

// plotOf draws a probe's latency; false if fewer than two runs have one.
func plotOf(l report.Latency, runs []report.PastRun) (plot, bool) {
	p := plot{Probe: l.Probe, Width: plotWidth, Height: plotHeight}
	newest := l.MS[max(0, len(l.MS)-mostCells):]
	var known []float64
	for _, ms := range newest {
		if ms > 0 {
			known = append(known, ms)
		}
	}
	if len(known) < 2 {
		return p, false
	}
	last := known[len(known)-1]
	slices.Sort(known)
	most := known[len(known)-1]
	step := float64(plotWidth-2*plotEdge) / float64(max(len(newest)-1, 1))
	var points []string
	for i, ms := range newest {
		if ms <= 0 {
			continue
		}
		x := plotEdge + int(float64(i)*step)
		y := plotHeight - plotEdge - int(ms/most*float64(plotHeight-2*plotEdge))
		points = append(points, fmt.Sprintf("%d,%d", x, y))
		p.Dots = append(p.Dots, dot{x, y, when(runs, len(newest)-i) + text.Took(ms)})
	}
	p.Points = strings.Join(points, " ")
	p.Least, p.Most, p.Last, p.Median = text.Took(known[0]), text.Took(most), text.Took(last), text.Took(known[len(known)/2])
	p.Label = fmt.Sprintf("latency of %s over %s: from %s to %s, %s in the median, %s last",
		l.Probe, text.Count(len(p.Dots), "run"), p.Least, p.Most, p.Median, p.Last)
	return p, true
}

func percent(share float64) string {
	return strconv.FormatFloat(math.Round(1000*share)/10, 'f', -1, 64) + " %"
}
