package page

import (
	"strconv"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

// history is the verdicts and latencies of past runs.
func (s *sections) history() g.Node {
	y := s.History
	var runs g.Node
	if len(y.Runs) > 1 {
		runs = g.Group{g.Text(text.Count(len(y.Runs), "run") + ", oldest first, from "), shown(y.Runs[0].Started), g.Text(". ")}
	}
	return lines(
		h.P(runs,
			g.If(y.Steady > 0, g.Text(text.Count(y.Steady, "finding")+" held whenever judged."))),
		notes(y.Notes),
		lines(g.Map(y.Strips, strip.shown)...),
		g.If(y.More > 0, h.P(g.Text(text.Count(y.More, "more finding")+": see the JSON result."))),
		g.If(len(y.Plots) > 0, g.Group{h.H4(g.Text("Latency")), h.Div(h.Class("plots"), g.Map(y.Plots, plot.shown))}),
	)
}

func (s strip) shown() g.Node {
	return h.Div(h.Class("strip"),
		h.P(code(s.ID), g.If(s.Probe != s.ID, g.Group{g.Text(" "), h.Code(h.Class("quiet"), shown(s.Probe))}),
			g.If(s.Since != "", g.Group{g.Text(" "), place(g.Text("so since "), shown(s.Since))})),
		picture("cells", s.Width, s.Height, s.Label, g.Map(s.Cells, cell.shown)))
}

func (c cell) shown() g.Node {
	return g.El("rect", h.Class("cell "+choose(c.Verdict != "", c.Verdict, "none")), attribute("x", c.X), attribute("y", c.Y),
		h.Width("10"), attribute("height", c.Height), g.Attr("rx", "2"), h.TitleEl(shown(c.Title)))
}

func (p plot) shown() g.Node {
	dots := g.Map(p.Dots, func(d dot) g.Node {
		return g.El("circle", attribute("cx", d.X), attribute("cy", d.Y), g.Attr("r", "3"), h.TitleEl(shown(d.Title)))
	})
	return h.Figure(h.Class("plot"),
		h.FigCaption(code(p.Probe), g.Text(" "), place(g.Text(p.Least+" to "+p.Most+", median "+p.Median+", last "+p.Last))),
		picture("", p.Width, p.Height, p.Label, g.Group{
			g.El("path", h.Class("axis"), g.Attr("d", "M0 71.5H320M0 6.5H320")), g.El("polyline", g.Attr("points", p.Points)), dots,
		}))
}

// picture is an SVG as large as its coordinates; label says in words what it shows.
func picture(class string, width, height int, label string, what g.Node) g.Node {
	return h.SVG(g.If(class != "", h.Class(class)), g.Attr("viewBox", "0 0 "+strconv.Itoa(width)+" "+strconv.Itoa(height)),
		attribute("width", width), attribute("height", height), h.Role("img"), h.Aria("label", report.Printable(label)), what)
}
