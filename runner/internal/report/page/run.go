package page

import (
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"assay/runner/internal/report"
)

// shownRun is what the page of one run shows.
func shownRun(v *view) g.Node {
	links := []link{{"findings", "Findings"}}
	for _, s := range v.Sections {
		links = append(links, link{s.ID, s.Title})
	}
	return lines(
		skip("Skip to the findings"),
		h.Header(h.Class("top"), g.Text("\n"), lines(glance(v), drawn(v.Bar, counted(v.Counts)), h.Dl(h.Class("meta"), g.Map(v.Meta, fact)), navigation(links))),
		h.Main(g.Text("\n"), lines(
			findings(tools("Findings", v.Counts, asset("assets/run/fields.html")), h.Div(h.ID("list")), plainRun(v)),
			g.Map(v.Sections, section.shown),
		)),
		keys(nil),
	)
}

// glance is the run in a few words.
func glance(v *view) g.Node {
	suites := g.Map(suiteNames(v.Result), func(name string) g.Node { return h.B(isolated(name)) })
	return h.Div(h.Class("glance "+v.Verdict), g.Text("\n"), lines(
		brand("contract report"),
		h.H1(icon(v.Verdict), h.Span(shown(v.Headline))),
		h.P(h.Class("of"), separated(", ", suites)),
	))
}

// fact is a value of the head with its name.
func fact(l labeled) g.Node {
	value := isolated(l.Value)
	if l.Link != "" {
		value = h.A(h.Href(l.Link), h.Rel("noreferrer"), value)
	}
	return h.Div(h.Dt(g.Text(l.Label)), h.Dd(value))
}

// plainRun is the findings that do not hold, for readers without scripts.
func plainRun(v *view) g.Node {
	list := lines(g.Map(v.Plain, plainFinding.shown)...)
	if len(v.Plain) == 0 {
		list = h.P(g.Text("There are none."))
	}
	return lines(
		h.H2(g.Text("Findings that do not hold")),
		h.P(g.Text("Scripts are off: filters and answers need them. What follows is complete as text.")),
		list, moreThan(v.More),
	)
}

func (f plainFinding) shown() g.Node {
	return h.Article(h.Class("plain"), lines(
		h.H3(g.Text(f.Verdict+": "), isolated(f.Claim)),
		h.P(isolated(f.Suite), g.Text(", finding "), code(f.ID), g.Text(", probe "), code(f.Probe), after(", ", f.At.String())),
		paragraph("", "because: ", f.Reason),
		paragraph("", "needs: ", f.Decide),
	), lines(g.Map(f.Failures, plainFailure)...))
}

func plainFailure(f report.Failure) g.Node {
	line := func(words string, value g.Node) g.Node { return g.Group{h.Br(), g.Text(words), value} }
	return h.P(h.B(isolated(f.Subject)), g.Text(" "), shown(f.At.String()),
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
	name := h.H3(h.Class("sr"), g.Text("In this run"))
	if s.Name != "" {
		name = h.H3(h.Class("suite-name"), isolated(s.Name))
	}
	return h.Div(h.Class("of-suite"), lines(
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
	return g.If(len(all) > 0, h.Ul(h.Class("notes"), g.Map(all, func(s string) g.Node { return h.Li(isolated(s)) })))
}
