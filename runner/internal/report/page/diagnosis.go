package page

import (
	"fmt"

	g "maragu.dev/gomponents"

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
		el("ul", class("hypotheses"), g.Map(s.Hypotheses, hypothesis)),
		g.Map(s.Alike, func(ids []string) g.Node {
			return el("p", class("place"), said("Nothing that the suite can try tells apart: "), codes(ids))
		}),
		g.If(len(s.Answers) > 0, el("details", class("kills"), el("summary", said("What the names of answers mean")),
			el("dl", class("facts"), g.Map(s.Answers, func(a report.NamedAnswer) g.Node {
				return el("div", el("dt", code(a.ID)), el("dd", code(a.Example)))
			})))),
	)
}

// experiment says what to send or look up, and what each response would refute.
func experiment(n *report.Next, first bool) g.Node {
	title := g.Group{said("Next experiment")}
	if !first {
		title = g.Group{said("Then"), afterIsolated(", after ", n.If)}
	}
	return el("article", class("next"), lines(
		el("h4", title, said(": "), el("bdi", what(n))),
		paragraph("line", "", n.Request),
		paragraph("", "", n.Ask),
		paragraph("place", "", n.Where),
		el("p", said(text.Count(n.Requests, "request")),
			g.If(n.Cost != 0, said(", cost "+fmt.Sprint(n.Cost))),
			afterIsolated(", risk: ", n.Risk),
			g.If(len(n.Splits) > 0, g.Group{said("; tells apart "), codes(n.Splits)})),
		g.If(len(n.Outcomes) > 0, table("", []string{"If the answer is", "it refutes", "and leaves"}, g.Map(n.Outcomes, outcome))),
	))
}

// what is the probe to send or the item to look up.
func what(n *report.Next) g.Node {
	out := g.Group{}
	switch {
	case n.Probe != "":
		out = append(out, said("send "), code(n.Probe))
	case n.Item != "":
		out = append(out, said("look up "), code(n.Item))
	}
	for _, probe := range n.With {
		out = append(out, said(", with "), code(probe))
	}
	return append(out, after(", needs ", n.Vary))
}

func outcome(o report.NextOutcome) g.Node {
	hypotheses := func(ids []string) g.Node {
		if len(ids) == 0 {
			return el("td", said("nothing"))
		}
		return el("td", codes(ids))
	}
	return el("tr", rowTitle(isolated(o.Answer)), hypotheses(o.Refutes), hypotheses(o.Leaves))
}

func hypothesis(y report.Hypothesis) g.Node {
	unconfirmed := g.Map(y.Unconfirmed, func(u report.Untold) g.Node { return g.Group{code(u.Probe), said(" "), isolated(u.Why)} })
	return el("li", class("hypothesis "+y.Status), lines(
		el("p", class("claim"), badge(y.Status, shown(y.Status)), said(" "), el("b", isolated(y.Claim)), said(" "), code(y.ID), located(y.At)),
		observed(g.Map(y.Because, because)),
		observed(g.Map(y.Untold, untold)),
		g.If(len(unconfirmed) > 0, el("p", class("then"), said("Not confirmed: "), separated("; ", unconfirmed))),
		paragraph("then", "Needs: ", y.Needs),
		paragraph("then", "Then: ", y.Then),
		paragraph("warning", "", y.Warning),
	))
}

// observed lists what responses say about a hypothesis; nothing if none does.
func observed(all g.Group) g.Node { return g.If(len(all) > 0, el("ul", class("because"), all)) }

// because is a prediction and what came.
func because(b report.Because) g.Node {
	name := b.Probe
	if name == "" {
		name = b.Item
	}
	origin := g.Group{shown(b.Provenance), after(" ", b.When), after(" from ", b.Vantage), after(" · ", b.At.String())}
	known := b.Provenance != "" || b.When != "" || b.Vantage != "" || b.At.String() != ""
	return el("li", class(choose(b.Agrees, "agrees", "against")), icon(choose(b.Agrees, report.Holds, report.Broken)), el("span",
		code(name), said(" predicted "), el("b", isolated(b.Predicted)), said(", came "), el("b", isolated(b.Came)),
		unseen(choose(b.Agrees, " (agrees)", " (contradicts)")), g.If(known, g.Group{said(" "), place(origin)})))
}

// untold is a prediction that a response neither meets nor contradicts.
func untold(u report.Untold) g.Node {
	return el("li", class("untold"), icon(report.Inconclusive), el("span", code(u.Probe), said(" "), isolated(u.Why), unseen(" (cannot be told)")))
}
