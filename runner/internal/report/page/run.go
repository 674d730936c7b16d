package page

import (
	g "maragu.dev/gomponents"

	"assay/runner/internal/report"
)

// shownRun is what the page of one run shows; s is nil for a file.
func shownRun(v *view, s *Served) g.Node {
	var pages, suites, more g.Node
	if s != nil {
		pages, suites, more = s.shown(), s.overview(v), row("run again, or ask live", "r")
	}
	links := []link{{"findings", "Findings"}}
	if suites != nil {
		links = append(links, link{"suites", "Suites"})
	}
	for _, s := range v.Sections {
		links = append(links, link{s.ID, s.Title})
	}
	return lines(
		skip("Skip to the findings"),
		pages,
		el("header", class("top"), said("\n"), lines(glance(v), drawn(v.Bar, counted(v.Counts)), el("dl", class("meta"), g.Map(v.Meta, fact)), navigation(links))),
		el("main", said("\n"), lines(
			findings(tools("Findings", v.Counts, asset("assets/run/fields.html")), el("div", attr("id", "list")), plainRun(v)),
			suites,
			g.Map(v.Sections, section.shown),
		)),
		keys(more),
	)
}

// glance is the run in a few words.
func glance(v *view) g.Node {
	suites := g.Map(suiteNames(v.Result), func(name string) g.Node { return el("b", isolated(name)) })
	return el("div", class("glance "+v.Verdict), said("\n"), lines(
		brand(choose(v.Result.Mode == report.ModePast, "contract history", "contract report")),
		el("h1", icon(v.Verdict), el("span", shown(v.Headline))),
		el("p", class("of"), separated(", ", suites)),
	))
}

// fact is a value of the head with its name.
func fact(l labeled) g.Node {
	value := isolated(l.Value)
	if l.Link != "" {
		value = el("a", attr("href", l.Link), attr("rel", "noreferrer"), value)
	}
	return el("div", el("dt", said(l.Label)), el("dd", value))
}

// plainRun is the findings that do not hold, for readers without scripts.
func plainRun(v *view) g.Node {
	list := lines(g.Map(v.Plain, plainFinding.shown)...)
	if len(v.Plain) == 0 {
		list = el("p", said("There are none."))
	}
	return lines(
		el("h2", said("Findings that do not hold")),
		el("p", said("Scripts are off: filters and answers need them. What follows is complete as text.")),
		list, moreThan(v.More),
	)
}

func (f plainFinding) shown() g.Node {
	return el("article", class("plain"), lines(
		el("h3", said(f.Verdict+": "), isolated(f.Claim)),
		el("p", isolated(f.Suite), said(", finding "), code(f.ID), said(", probe "), code(f.Probe), after(", ", f.At.String())),
		paragraph("", "because: ", f.Reason),
		paragraph("", "needs: ", f.Decide),
	), lines(g.Map(f.Failures, plainFailure)...))
}

func plainFailure(f report.Failure) g.Node {
	line := func(words string, value g.Node) g.Node { return g.Group{el("br"), said(words), value} }
	return el("p", el("b", isolated(f.Subject)), said(" "), shown(f.At.String()),
		line("expected: ", code(f.Expected)),
		line("actual: ", code(f.Actual)),
		g.If(f.Fixture != "", line("fixture: ", code(f.Fixture))),
		g.If(f.Detail != "", line("", shown(f.Detail))),
		g.If(f.Next != "", line("next: ", shown(f.Next))))
}

// shown is a section with what each suite has for it.
func (s section) shown() g.Node {
	return side(s.ID, s.Title, g.Map(s.Suites, suiteSection.shown)...)
}

func (s suiteSection) shown() g.Node {
	name := el("h3", class("sr"), said("In this run"))
	if s.Name != "" {
		name = el("h3", class("suite-name"), isolated(s.Name))
	}
	return el("div", class("of-suite"), lines(
		name,
		g.Iff(len(s.Hypotheses)+len(s.Next) > 0, s.diagnosis),
		g.Iff(len(s.Drift)+s.DriftOf+len(s.Standings) > 0, s.drift),
		g.Iff(s.Mutation != nil, s.mutation),
		g.Iff(s.History != nil, s.history),
		g.Iff(s.OpenAPI != nil, s.coverage),
		g.Iff(len(s.Checklist) > 0, s.checklist),
		notes(s.Notes),
	))
}

// notes lists sentences; nothing if there are none.
func notes(all []string) g.Node {
	return g.If(len(all) > 0, el("ul", class("notes"), g.Map(all, func(s string) g.Node { return el("li", isolated(s)) })))
}
