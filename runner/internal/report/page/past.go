package page

import (
	"strconv"

	g "maragu.dev/gomponents"

	pasts "assay/runner/internal/history"
	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

// history is the verdicts and latencies of past runs.
func (s *sections) history() g.Node {
	y := s.History
	var runs g.Node
	if len(y.Runs) > 1 {
		runs = g.Group{said(text.Count(len(y.Runs), "run") + ", oldest first, from "), shown(y.Runs[0].Started), said(". ")}
	}
	return lines(
		el("p", runs,
			g.If(y.Steady > 0, said(text.Count(y.Steady, "finding")+" held whenever judged."))),
		notes(y.Notes),
		g.Iff(len(y.Limits) > 0, func() g.Node { return limits(y.Limits) }),
		lines(g.Map(y.Strips, strip.shown)...),
		g.If(y.More > 0, el("p", said(text.Count(y.More, "more finding")+": see the JSON result."))),
		g.If(len(y.Plots) > 0, g.Group{el("h4", said("Latency")), el("div", class("plots"), g.Map(y.Plots, plot.shown))}),
	)
}

// limits is what responses told of the limits that probes met, and what was observed of it.
func limits(all []report.PastLimit) g.Node {
	rows := make(g.Group, len(all))
	for i := range all {
		l := &all[i]
		observed := g.Group{el("p", said("last: "), shown(l.Last.String()))}
		if l.Longest.First != l.Last.First {
			observed = append(observed, el("p", said("longest: "), shown(l.Longest.String())))
		}
		told := g.Group{}
		if l.Told != nil {
			told = append(told, el("p", verdict(l.Told), said(" "), shown(l.Told.String()+l.Truths.String())))
		}
		if l.Next != nil {
			told = append(told, el("p", verdict(l.Next), said(" "), shown(l.Next.String())))
		}
		if len(told) == 0 {
			told = append(told, said("nothing"))
		}
		goesOn := l.Last.FreeAfter == ""
		rows[i] = el("tr", rowTitle(code(l.Probe), said(" "), place(isolated(l.Target))),
			el("td", badge(choose(goesOn, report.Broken, report.Holds), said(choose(goesOn, "limited", "lifted"))), said(" "), shown(l.Met())),
			el("td", told), el("td", observed))
	}
	return g.Group{el("h4", said("Limits: told and observed")), table("limits", []string{"Probe", "Met", "Told", "Observed"}, rows)}
}

// verdict is a badge that says whether a told reset was true.
func verdict(t *report.PastTold) g.Node {
	switch pasts.Truth(t.Truth) {
	case pasts.True:
		return badge(report.Holds, said("true"))
	case pasts.Open:
		return badge(report.Pending, said("open"))
	}
	return badge(report.Broken, shown(t.Truth))
}

func (s strip) shown() g.Node {
	return el("div", class("strip"),
		el("p", code(s.ID), g.If(s.Probe != s.ID, g.Group{said(" "), el("code", class("quiet"), shown(s.Probe))}),
			g.If(s.Since != "", g.Group{said(" "), place(said("so since "), shown(s.Since))})),
		picture("cells", s.Width, s.Height, s.Label, g.Map(s.Cells, cell.shown)))
}

func (c cell) shown() g.Node {
	return el("rect", class("cell "+choose(c.Verdict != "", c.Verdict, "none")), attribute("x", c.X), attribute("y", c.Y),
		attribute("width", 10), attribute("height", c.Height), attr("rx", "2"), el("title", shown(c.Title)))
}

func (p plot) shown() g.Node {
	dots := g.Map(p.Dots, func(d dot) g.Node {
		return el("circle", attribute("cx", d.X), attribute("cy", d.Y), attr("r", "3"), el("title", shown(d.Title)))
	})
	return el("figure", class("plot"),
		el("figcaption", code(p.Probe), said(" "), place(said(p.Least+" to "+p.Most+", median "+p.Median+", last "+p.Last))),
		picture("", p.Width, p.Height, p.Label, g.Group{
			el("path", class("axis"), attr("d", "M0 71.5H320M0 6.5H320")), el("polyline", attr("points", p.Points)), dots,
		}))
}

// picture is an SVG as large as its coordinates; label says in words what it shows.
func picture(kind string, width, height int, label string, what g.Node) g.Node {
	return el("svg", class(kind), attr("viewBox", "0 0 "+strconv.Itoa(width)+" "+strconv.Itoa(height)),
		attribute("width", width), attribute("height", height), attr("role", "img"), attr("aria-label", report.Printable(label)), what)
}
