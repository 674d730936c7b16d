package page

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	g "maragu.dev/gomponents"

	pasts "assay/runner/internal/history"
	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

// mostStatus is the maximum number of findings of a suite on the status page; what does not hold,
// or did not on one of the days, comes first.
const mostStatus = 200

// madeStatus makes the parts of the status page, which has no script.
var madeStatus = sync.OnceValue(func() *parts {
	style := asset("assets/page.css") + asset("assets/status.css")
	return &parts{sprite: asset("assets/sprite.html"), style: style, policy: policy("script-src 'none'", style)}
})

// WriteStatus writes a status as one HTML file without scripts, to publish.
func WriteStatus(w io.Writer, s *report.Status) error {
	words, verdict := headline(s.Tally(), &report.Result{})
	return written(w, madeStatus(), words, shownStatus(s, words, verdict), func(io.Writer) error { return nil })
}

func shownStatus(s *report.Status, words, verdict string) g.Node {
	t := s.Tally()
	updated := s.Updated
	if at, err := time.Parse(time.RFC3339, s.Updated); err == nil {
		updated = at.UTC().Format("2 January 2006, 15:04 UTC")
	}
	suites := make(g.Group, len(s.Suites))
	for i := range s.Suites {
		suites[i] = suiteStatus(&s.Suites[i])
	}
	return lines(
		el("header", class("top"), said("\n"), lines(
			el("div", class("glance "+verdict), said("\n"), lines(brand("contract status"), el("h1", icon(verdict), el("span", said(words))))),
			drawn(bar(countsOf(t), t.Findings()), counted(countsOf(t))),
			el("dl", class("meta"), fact(labeled{Label: "Last run", Value: updated}), fact(labeled{Label: "Findings", Value: counted(countsOf(t))})),
		)),
		el("main", said("\n"), lines(suites...)),
	)
}

func suiteStatus(s *report.SuiteStatus) g.Node {
	var shownFirst, steady []*report.FindingStatus
	for i := range s.Findings {
		f := &s.Findings[i]
		if f.Verdict == report.Holds && f.Broke+f.Unsure == 0 || f.Verdict == report.Pending {
			steady = append(steady, f)
			continue
		}
		shownFirst = append(shownFirst, f)
	}
	all := slices.Concat(shownFirst, steady)
	rows := make(g.Group, min(len(all), mostStatus))
	for i := range rows {
		rows[i] = el("li", class("state "+all[i].Verdict), lines(
			el("p", class("says"), badge(all[i].Verdict, said(all[i].Verdict)), said(" "), isolated(all[i].Claim)),
			el("p", class("place"), code(all[i].ID), since(all[i].Since), said(judged(all[i]))),
			days(all[i].Days, "finding "+all[i].ID),
		))
	}
	return el("section", class("side"), lines(
		el("h2", isolated(s.Suite), said(" "), badge(s.Verdict, said(s.Verdict))),
		g.If(s.Target != "", el("p", class("place"), isolated(s.Target))),
		days(s.Days, "suite "+s.Suite),
		el("ul", class("states"), said("\n"), lines(rows...)),
		moreThan(len(all)-len(rows)),
	))
}

// since says since when a verdict is what it is.
func since(at string) g.Node {
	return g.If(at != "", g.Group{said(" since "), shown(report.Day(at))})
}

// judged says how often a finding held in the runs of its days.
func judged(f *report.FindingStatus) string {
	n := f.Held + f.Broke + f.Unsure
	if n == 0 {
		return ""
	}
	said := fmt.Sprintf("; held in %d of %s", f.Held, text.Count(n, "run"))
	if f.Broke > 0 {
		said += fmt.Sprintf(", broken in %d", f.Broke)
	}
	return said
}

// The size of a day's bar.
const (
	dayWidth, dayHeight = 6, 20
	dayGap              = 1
)

// dayBars are the verdicts of days, the worst first. Bars are tall where something broke and low
// where no run could tell, so that they are legible without colors.
var dayBars = []struct {
	mark    rune
	verdict string
	height  int
}{
	{pasts.MarkBroken, report.Broken, dayHeight},
	{pasts.MarkInconclusive, report.Inconclusive, dayHeight - 10},
	{pasts.MarkHolds, report.Holds, dayHeight - 6},
	{pasts.MarkNone, "none", 4},
}

// days draws the last days, one shape for all of a verdict: a page has many findings. Days before
// the first that is known are drawn as not judged. It says the known ones in words.
func days(of *report.PastDays, what string) g.Node {
	if of == nil {
		return nil
	}
	var shapes g.Group
	var words []string
	before := max(0, report.MostDays-len(of.Marks))
	marks := strings.Repeat(string(pasts.MarkNone), before) + of.Marks
	for _, b := range dayBars {
		var path strings.Builder
		for i, mark := range marks {
			if mark == b.mark {
				fmt.Fprintf(&path, "M%d %dh%dv%dh-%dz", i*dayWidth, dayHeight-b.height, dayWidth-dayGap, b.height, dayWidth-dayGap)
			}
		}
		if path.Len() > 0 {
			shapes = append(shapes, el("path", class("cell "+b.verdict), attr("d", path.String())))
		}
		if n := strings.Count(of.Marks, string(b.mark)); n > 0 {
			words = append(words, fmt.Sprintf("%d %s", n, choose(b.mark == pasts.MarkNone, "not judged", b.verdict)))
		}
	}
	label := fmt.Sprintf("%s, %s up to %s, the worst verdict of each: %s", what, text.Count(len(of.Marks), "day"), of.Last, strings.Join(words, ", "))
	return picture("calendar", report.MostDays*dayWidth, dayHeight, label, append(shapes, el("title", shown(label))))
}
