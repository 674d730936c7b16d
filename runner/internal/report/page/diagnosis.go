package page

import (
	"fmt"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

// diagnosis is the next experiments, and the hypotheses with what was observed about them.
func (s *sections) diagnosis() g.Node {
	var experiments g.Group
	for i := range s.Next {
		experiments = append(experiments, experiment(&s.Next[i], i == 0))
	}
	return lines(
		paragraph("warning", "The live diagnosis stopped: ", s.Stopped),
		lines(experiments...),
		h.Ul(h.Class("hypotheses"), g.Map(s.Hypotheses, hypothesis)),
		g.Map(s.Alike, func(ids []string) g.Node {
			return h.P(h.Class("place"), g.Text("Nothing that the suite can try tells apart: "), codes(ids))
		}),
		g.If(len(s.Answers) > 0, h.Details(h.Class("kills"), h.Summary(g.Text("What the names of answers mean")),
			h.Dl(h.Class("facts"), g.Map(s.Answers, func(a report.NamedAnswer) g.Node {
				return h.Div(h.Dt(code(a.ID)), h.Dd(code(a.Example)))
			})))),
	)
}

// experiment says what to send or look up, and what each response would refute.
func experiment(n *report.Next, first bool) g.Node {
	title := g.Group{g.Text("Next experiment")}
	if !first {
		title = g.Group{g.Text("Then"), afterIsolated(", after ", n.If)}
	}
	return h.Article(h.Class("next"), lines(
		h.H4(title, g.Text(": "), g.El("bdi", what(n))),
		paragraph("line", "", n.Request),
		paragraph("", "", n.Ask),
		paragraph("place", "", n.Where),
		h.P(g.Text(text.Count(n.Requests, "request")),
			g.If(n.Cost != 0, g.Text(", cost "+fmt.Sprint(n.Cost))),
			afterIsolated(", risk: ", n.Risk),
			g.If(len(n.Splits) > 0, g.Group{g.Text("; tells apart "), codes(n.Splits)})),
		g.If(len(n.Outcomes) > 0, table("", []string{"If the answer is", "it refutes", "and leaves"}, g.Map(n.Outcomes, outcome))),
	))
}

// what is the probe to send or the item to look up.
func what(n *report.Next) g.Node {
	out := g.Group{}
	switch {
	case n.Probe != "":
		out = append(out, g.Text("send "), code(n.Probe))
	case n.Item != "":
		out = append(out, g.Text("look up "), code(n.Item))
	}
	for _, probe := range n.With {
		out = append(out, g.Text(", with "), code(probe))
	}
	return append(out, after(", needs ", n.Vary))
}

func outcome(o report.NextOutcome) g.Node {
	hypotheses := func(ids []string) g.Node {
		if len(ids) == 0 {
			return h.Td(g.Text("nothing"))
		}
		return h.Td(codes(ids))
	}
	return h.Tr(rowTitle(isolated(o.Answer)), hypotheses(o.Refutes), hypotheses(o.Leaves))
}

func hypothesis(y report.Hypothesis) g.Node {
	unconfirmed := g.Map(y.Unconfirmed, func(u report.Untold) g.Node { return g.Group{code(u.Probe), g.Text(" "), isolated(u.Why)} })
	return h.Li(h.Class("hypothesis "+y.Status), lines(
		h.P(h.Class("claim"), badge(y.Status, shown(y.Status)), g.Text(" "), h.B(isolated(y.Claim)), g.Text(" "), code(y.ID), located(y.At)),
		observed(g.Map(y.Because, because)),
		observed(g.Map(y.Untold, untold)),
		g.If(len(unconfirmed) > 0, h.P(h.Class("then"), g.Text("Not confirmed: "), separated("; ", unconfirmed))),
		paragraph("then", "Needs: ", y.Needs),
		paragraph("then", "Then: ", y.Then),
		paragraph("warning", "", y.Warning),
	))
}

// observed lists what responses say about a hypothesis; nothing if none does.
func observed(all g.Group) g.Node { return g.If(len(all) > 0, h.Ul(h.Class("because"), all)) }

// because is a prediction and what came.
func because(b report.Because) g.Node {
	name := b.Probe
	if name == "" {
		name = b.Item
	}
	origin := g.Group{shown(b.Provenance), after(" ", b.When), after(" from ", b.Vantage), after(" · ", b.At.String())}
	known := b.Provenance != "" || b.When != "" || b.Vantage != "" || b.At.String() != ""
	return h.Li(h.Class(choose(b.Agrees, "agrees", "against")), icon(choose(b.Agrees, report.Holds, report.Broken)), h.Span(
		code(name), g.Text(" predicted "), h.B(isolated(b.Predicted)), g.Text(", came "), h.B(isolated(b.Came)),
		unseen(choose(b.Agrees, " (agrees)", " (contradicts)")), g.If(known, g.Group{g.Text(" "), place(origin)})))
}

// untold is a prediction that a response neither meets nor contradicts.
func untold(u report.Untold) g.Node {
	return h.Li(h.Class("untold"), icon(report.Inconclusive), h.Span(code(u.Probe), g.Text(" "), isolated(u.Why), unseen(" (cannot be told)")))
}
