package page

import (
	"strconv"

	g "maragu.dev/gomponents"

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
		lines(g.Map(y.Strips, strip.shown)...),
		g.If(y.More > 0, el("p", said(text.Count(y.More, "more finding")+": see the JSON result."))),
		g.If(len(y.Plots) > 0, g.Group{el("h4", said("Latency")), el("div", class("plots"), g.Map(y.Plots, plot.shown))}),
	)
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
