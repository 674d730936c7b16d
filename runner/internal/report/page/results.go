package page

import (
	"strconv"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

// drift is how responses differ from the fixtures, and which side the findings are on.
func (s *sections) drift() g.Node {
	unchanged := choose(len(s.Drift) == 0, ": nothing changed", "")
	return lines(
		g.If(s.DriftOf > 0, h.P(h.Class("place"), g.Text(text.Count(s.DriftOf, "probe")+" compared with the fixtures"+unchanged+"."))),
		g.If(s.Unsaid != "", h.P(h.Class("place"), g.Text("Fixture stale: "), isolated(s.Unsaid), g.Text("."))),
		lines(g.Map(s.Standings, s.between)...),
		lines(g.Map(s.Drift, drifted)...),
		g.If(s.DriftMore > 0, h.P(g.Text(text.Count(s.DriftMore, "more change")+": see the JSON result."))),
	)
}

// between is a finding between its fixture and the response; nil where Unsaid counts it.
func (s *sections) between(t report.Standing) g.Node {
	if s.Unsaid != "" && t.Unsaid() {
		return nil
	}
	rows := g.Map(t.Rows, func(r report.StandingRow) g.Node {
		return h.Tr(rowTitle(code(r.Path)), h.Td(code(r.Says)), h.Td(code(r.Fixture)), h.Td(code(r.Now)))
	})
	return h.Article(h.Class("drifted"),
		h.H4(badge(choose(t.So == "fixture stale", "value", "breaking"), shown(t.So)), g.Text(" "), isolated(t.Claim), located(t.At)),
		table("three", []string{"Where", "The finding says", "Fixture", "Now"}, rows))
}

// drifted is the changes that some probes have in common.
func drifted(d report.DriftGroup) g.Node {
	title := g.Group{g.Text("probe "), code(d.Title())}
	if len(d.Probes) > 1 {
		title = g.Group{isolated(d.Title())}
	}
	rows := g.Map(d.Changes, func(c report.Drift) g.Node {
		return h.Tr(h.Td(badge(c.Class, shown(c.Class))), rowTitle(code(c.Path)), h.Td(code(c.Was)), h.Td(code(c.Is), paragraph("note", "", c.Note)))
	})
	return h.Article(h.Class("drifted"), h.H4(title), table("", []string{"Kind", "Where", "Fixture", "Now"}, rows))
}

// mutation is how many mutants the findings noticed, and those that none did.
func (s *sections) mutation() g.Node {
	m := s.Mutation
	vacuous := g.Map(m.Vacuous, func(k report.Kills) g.Node {
		return h.Li(code(k.ID), g.Text(" "), isolated(k.Claim), afterIsolated(": ", k.Note))
	})
	kills := g.Map(m.Strongest, func(k report.Kills) g.Node {
		return h.Tr(rowTitle(code(k.ID), g.Text(" "), isolated(k.Claim)), numeric(number(k.Kills), g.If(k.Of > 0, g.Text(" of "+strconv.Itoa(k.Of)))))
	})
	return lines(
		h.P(h.Class("score"), h.B(g.Text(m.Percent)), g.Text(" killed: "+strconv.Itoa(m.Killed)+" of "+text.Count(m.Mutants, "mutant")),
			g.If(m.Equivalent > 0, g.Text("; "+strconv.Itoa(m.Equivalent)+" equivalent left out"))),
		h.Progress(attribute("max", m.Mutants), attribute("value", m.Killed), h.Aria("label", "mutants killed")),
		g.If(len(vacuous) > 0, g.Group{h.H4(g.Text("Findings that killed nothing")), h.Ul(vacuous)}),
		g.Iff(len(m.Worst) > 0, m.survivors),
		g.If(len(kills) > 0, h.Details(h.Class("kills"), h.Summary(g.Text("What each finding kills")), table("", []string{"Finding", "Kills"}, kills))),
	)
}

func (m *mutation) survivors() g.Node {
	rows := g.Map(m.Worst, func(s report.Survivor) g.Node {
		change := h.Td(shown(s.Operator), g.If(s.Count > 1, g.Text(" ("+strconv.Itoa(s.Count)+" times)")),
			g.If(s.Was != "", h.P(h.Class("note"), code(s.Was), g.Text(" to "), code(s.Is))))
		notices := h.Td(g.If(s.Suggest != "", h.Pre(h.Class("suggest"), h.TabIndex("0"), shown(s.Suggest))))
		return h.Tr(h.Td(code(s.Probe)), change, rowTitle(code(s.At)), notices)
	})
	return lines(
		h.H4(g.Text("Mutants that no finding noticed")),
		table("", []string{"Probe", "Change", "Touched", "An expectation that notices"}, rows),
		g.If(m.More > 0, h.P(g.Text(text.Count(m.More, "more survivor")+": see the JSON result."))),
	)
}

// numeric is a cell of a column of numbers.
func numeric(what ...g.Node) g.Node { return h.Td(h.Class("number"), g.Group(what)) }

// coverage is which documented statuses of an API came.
func (s *sections) coverage() g.Node {
	rows := g.Map(s.OpenAPI.Operations, func(o report.APIOperation) g.Node {
		documented := g.Map(o.Statuses, func(a report.APIStatus) g.Node {
			came := choose(a.Answers > 0, " × "+strconv.Itoa(a.Answers), " never")
			return g.Group{badge(choose(a.Answers > 0, report.Holds, report.Pending), shown(a.Status), g.Text(came)), g.Text(" ")}
		})
		others := g.Map(o.Undocumented, func(status int) g.Node { return g.Group{badge(report.Broken, number(status)), g.Text(" ")} })
		return h.Tr(rowTitle(h.Code(h.B(shown(o.Method)), g.Text(" "), shown(o.Path)), g.If(o.ID != "", g.Group{g.Text(" "), place(shown(o.ID))})), h.Td(documented), h.Td(others))
	})
	return g.Group{
		h.P(h.Class("place"), shown(s.OpenAPI.File)),
		table("", []string{"Operation", "Documented statuses, and how often each came", "Came undocumented"}, rows),
	}
}

// checklist is what only a person can look up.
func (s *sections) checklist() g.Node {
	return h.Ul(h.Class("items"), g.Map(s.Checklist, func(i report.Item) g.Node {
		answer := h.P(g.Text("Answer: "), h.B(isolated(i.Answer)), g.If(i.Answered != "", g.Group{g.Text(" ("), shown(i.Answered), g.Text(")")}))
		return h.Li(h.Class(choose(i.Answer != "", "answered", "open")), lines(
			h.P(h.B(isolated(i.Ask)), g.Text(" "), code(i.ID)),
			h.P(h.Class("place"), g.If(i.Where != "", isolated(i.Where)), after(" · ", i.At.String())),
			g.If(i.Answer != "", answer),
		))
	}))
}
