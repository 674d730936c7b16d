package page

import (
	"strings"
	"time"

	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

// mostPlain is the maximum number of findings in the page as plain text, for readers without
// scripts.
const mostPlain = 200

// view is what the page of one run shows.
type view struct {
	Title    string
	Headline string
	Verdict  string // the class of the headline: the worst verdict
	Meta     []labeled
	Counts   []verdictCount
	Bar      []segment
	Result   *report.Result
	Sections []section
	Plain    []plainFinding
	More     int // findings that Plain leaves out
}

// labeled is a value with its name.
type labeled struct {
	Label, Value string
	Link         string // "": none
}

// verdictCount is how many findings have a verdict.
type verdictCount struct {
	Verdict string
	N       int
}

// segment is a part of the bar, in thousandths of its width.
type segment struct {
	Verdict  string
	X, Width int
}

// section is a part of the page below the findings, one for a kind of result.
type section struct {
	ID, Title string
	Suites    []suiteSection
}

// suiteSection is what one suite has for a section.
type suiteSection struct {
	Name string // "" where the run has one suite
	*sections
}

// plainFinding is a finding that does not hold, as text.
type plainFinding struct {
	Suite string
	report.Finding
}

func viewOf(r *report.Result) *view {
	t := r.Tally()
	v := &view{Result: r, Counts: countsOf(t), Meta: metaOf(r), Sections: sectionsOf(r)}
	v.Headline, v.Verdict = headline(t, r)
	v.Title = v.Headline
	if len(r.Suites) > 0 {
		v.Title += ": " + strings.Join(suiteNames(r), ", ")
	}
	v.Bar = bar(v.Counts, t.Findings())
	for i := range r.Suites {
		s := &r.Suites[i]
		for k := range s.Findings {
			if f := &s.Findings[k]; f.Verdict == report.Broken || f.Verdict == report.Inconclusive {
				if len(v.Plain) == mostPlain {
					v.More++
					continue
				}
				v.Plain = append(v.Plain, plainFinding{s.Suite, *f})
			}
		}
	}
	return v
}

// countsOf lists the verdicts, the worst first.
func countsOf(t report.Tally) []verdictCount {
	return []verdictCount{{report.Broken, t.Broken}, {report.Inconclusive, t.Inconclusive}, {report.Holds, t.Holds}, {report.Pending, t.Pending}}
}

// headline is the run in a few words, and the verdict that colors it.
func headline(t report.Tally, r *report.Result) (words, verdict string) {
	switch {
	case t.Broken > 0:
		words, verdict = text.Count(t.Broken, "finding")+" broken", report.Broken
	case t.Findings() == 0:
		words, verdict = "No findings", report.Pending
	case t.Holds == 0 && t.Inconclusive == 0:
		words, verdict = "Nothing judged", report.Pending
	case t.Inconclusive > 0:
		words, verdict = "Nothing broken, "+text.Count(t.Inconclusive, "finding")+" inconclusive", report.Inconclusive
	case t.Pending > 0:
		words, verdict = "Everything judged holds", report.Holds
	default:
		words, verdict = "Everything holds", report.Holds
	}
	switch {
	case r.Interrupted:
		words = "Interrupted: " + words
	case r.FailedFast:
		words = "Stopped at the first broken finding: " + words
	}
	return words, verdict
}

func metaOf(r *report.Result) []labeled {
	started := r.Started
	if t, err := time.Parse(time.RFC3339, r.Started); err == nil {
		started = t.UTC().Format("2 January 2006, 15:04:05 UTC")
	}
	if r.Mode == report.ModePast {
		return known([]labeled{{Label: "Shows", Value: "kept live runs"}, {Label: "Last run", Value: started}, {Label: "Made by", Value: r.Tool}})
	}
	all := []labeled{
		{Label: "Mode", Value: r.Mode}, {Label: "Started", Value: started}, {Label: "Took", Value: text.Took(r.DurationMS)},
		{Label: "Sent", Value: text.Count(r.Requests, "request")}, {Label: "From", Value: r.Vantage}, {Label: "Fixtures", Value: recordedOf(r)},
	}
	if j := r.Job; j != nil {
		all = append(all, labeled{"Commit", text.Cut(j.Commit, shortHash), linked(j.CommitURL)}, labeled{"Job", j.Server, linked(j.URL)})
	}
	all = append(all, labeled{Label: "Made by", Value: r.Tool})
	if r.NotSelected > 0 {
		all = append(all, labeled{Label: "Not selected", Value: text.Count(r.NotSelected, "finding")})
	}
	if r.NotRun > 0 {
		all = append(all, labeled{Label: "Not run", Value: text.Count(r.NotRun, "finding")})
	}
	return known(all)
}

// known leaves out what has no value.
func known(all []labeled) []labeled {
	out := all[:0]
	for _, one := range all {
		if one.Value != "" {
			out = append(out, one)
		}
	}
	return out
}

func suiteNames(r *report.Result) []string {
	var names []string
	for i := range r.Suites {
		names = append(names, r.Suites[i].Suite)
	}
	return names
}

// bar divides a width of 1000 between the verdicts; each one that occurs is visible.
func bar(counts []verdictCount, all int) []segment {
	const width, least = 1000, 12
	var out []segment
	x := 0
	for _, c := range counts {
		if c.N == 0 {
			continue
		}
		w := max(width*c.N/all, least)
		out = append(out, segment{c.Verdict, x, w})
		x += w
	}
	// The widest segment absorbs the differences from rounding and the minimum width.
	if len(out) > 0 {
		widest := 0
		for i := range out {
			if out[i].Width > out[widest].Width {
				widest = i
			}
		}
		out[widest].Width += width - x
		for i := widest + 1; i < len(out); i++ {
			out[i].X += width - x
		}
	}
	return out
}
