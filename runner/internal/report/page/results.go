package page

import (
	"strconv"

	g "maragu.dev/gomponents"

	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

// drift is how responses differ from the fixtures, and which side the findings are on.
func (s *sections) drift() g.Node {
	unchanged := choose(len(s.Drift) == 0, ": nothing changed", "")
	return lines(
		g.If(s.DriftOf > 0, el("p", class("place"), said(text.Count(s.DriftOf, "probe")+" compared with the fixtures"+unchanged+"."))),
		g.If(s.Unsaid != "", el("p", class("place"), said("Fixture stale: "), isolated(s.Unsaid), said("."))),
		lines(g.Map(s.Standings, s.between)...),
		lines(g.Map(s.Drift, drifted)...),
		g.If(s.DriftMore > 0, el("p", said(text.Count(s.DriftMore, "more change")+": see the JSON result."))),
	)
}

// between is a finding between its fixture and the response; nil where Unsaid counts it.
func (s *sections) between(t report.Standing) g.Node {
	if s.Unsaid != "" && t.Unsaid() {
		return nil
	}
	rows := g.Map(t.Rows, func(r report.StandingRow) g.Node {
		return el("tr", rowTitle(code(r.Path)), el("td", code(r.Says)), el("td", code(r.Fixture)), el("td", code(r.Now)))
	})
	return el("article", class("drifted"),
		el("h4", badge(choose(t.Stale(), "value", "breaking"), shown(t.So)), said(" "), isolated(t.Claim), located(t.At)),
		table("three", []string{"Where", "The finding says", "Fixture", "Now"}, rows))
}

// drifted is the changes that some probes have in common.
func drifted(d report.DriftGroup) g.Node {
	title := g.Group{said("probe "), code(d.Title())}
	if len(d.Probes) > 1 {
		title = g.Group{isolated(d.Title())}
	}
	return el("article", class("drifted"), el("h4", title), changesTable(d.Changes, "Fixture", "Now"))
}

// changesTable lists differences; was and is name the two sides.
func changesTable(changes []report.Drift, was, is string) g.Node {
	rows := g.Map(changes, func(c report.Drift) g.Node {
		return el("tr", el("td", badge(c.Class, shown(c.Class))), rowTitle(code(c.Path)), el("td", code(c.Was)), el("td", code(c.Is), paragraph("note", "", c.Note)))
	})
	return table("", []string{"Kind", "Where", was, is}, rows)
}

// mutation is how many mutants the findings noticed, and those that none did.
func (s *sections) mutation() g.Node {
	m := s.Mutation
	vacuous := g.Map(m.Vacuous, func(k report.Kills) g.Node {
		return el("li", code(k.ID), said(" "), isolated(k.Claim), afterIsolated(": ", k.Note))
	})
	kills := g.Map(m.Strongest, func(k report.Kills) g.Node {
		return el("tr", rowTitle(code(k.ID), said(" "), isolated(k.Claim)), numeric(number(k.Kills), g.If(k.Of > 0, said(" of "+strconv.Itoa(k.Of)))))
	})
	return lines(
		el("p", class("score"), el("b", said(m.Percent)), said(" killed: "+strconv.Itoa(m.Killed)+" of "+text.Count(m.Mutants, "mutant")),
			g.If(m.Equivalent > 0, said("; "+strconv.Itoa(m.Equivalent)+" equivalent left out"))),
		el("progress", attribute("max", m.Mutants), attribute("value", m.Killed), attr("aria-label", "mutants killed")),
		g.If(len(vacuous) > 0, g.Group{el("h4", said("Findings that killed nothing")), el("ul", vacuous)}),
		g.Iff(len(m.Worst) > 0, m.survivors),
		g.If(len(kills) > 0, el("details", class("kills"), el("summary", said("What each finding kills")), table("", []string{"Finding", "Kills"}, kills))),
	)
}

func (m *mutation) survivors() g.Node {
	rows := g.Map(m.Worst, func(s report.Survivor) g.Node {
		change := el("td", shown(s.Operator), g.If(s.Count > 1, said(" ("+strconv.Itoa(s.Count)+" times)")),
			g.If(s.Was != "", el("p", class("note"), code(s.Was), said(" to "), code(s.Is))))
		notices := el("td", g.If(s.Suggest != "", el("pre", class("suggest"), attr("tabindex", "0"), shown(s.Suggest))))
		return el("tr", el("td", code(s.Probe)), change, rowTitle(code(s.At)), notices)
	})
	return lines(
		el("h4", said("Mutants that no finding noticed")),
		table("", []string{"Probe", "Change", "Touched", "An expectation that notices"}, rows),
		g.If(m.More > 0, el("p", said(text.Count(m.More, "more survivor")+": see the JSON result."))),
	)
}

// numeric is a cell of a column of numbers.
func numeric(what ...g.Node) g.Node { return el("td", class("number"), g.Group(what)) }

// coverage is which documented statuses of an API came.
func (s *sections) coverage() g.Node {
	rows := g.Map(s.OpenAPI.Operations, func(o report.APIOperation) g.Node {
		documented := g.Map(o.Statuses, func(a report.APIStatus) g.Node {
			came := choose(a.Answers > 0, " × "+strconv.Itoa(a.Answers), " never")
			return g.Group{badge(choose(a.Answers > 0, report.Holds, report.Pending), shown(a.Status), said(came)), said(" ")}
		})
		others := g.Map(o.Undocumented, func(status int) g.Node { return g.Group{badge(report.Broken, number(status)), said(" ")} })
		name := g.Group{el("code", el("b", shown(o.Method)), said(" "), shown(o.Path)), g.If(o.ID != "", g.Group{said(" "), place(shown(o.ID))})}
		return el("tr", rowTitle(name), el("td", documented), el("td", others))
	})
	return g.Group{
		el("p", class("place"), shown(s.OpenAPI.File)),
		table("", []string{"Operation", "Documented statuses, and how often each came", "Came undocumented"}, rows),
	}
}

// checklist is what only a person can look up.
func (s *sections) checklist() g.Node {
	return el("ul", class("items"), g.Map(s.Checklist, func(i report.Item) g.Node {
		answer := el("p", said("Answer: "), el("b", isolated(i.Answer)), g.If(i.Answered != "", g.Group{said(" ("), shown(i.Answered), said(")")}))
		return el("li", class(choose(i.Answer != "", "answered", "open")), lines(
			el("p", el("b", isolated(i.Ask)), said(" "), code(i.ID)),
			el("p", class("place"), g.If(i.Where != "", isolated(i.Where)), after(" · ", i.At.String())),
			g.If(i.Answer != "", answer),
		))
	}))
}
