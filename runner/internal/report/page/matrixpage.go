package page

import (
	"strconv"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"assay/runner/internal/report"
)

// shownMatrix is what the page of several runs shows.
func shownMatrix(v *matrixView) g.Node {
	links := []link{{"findings", "Matrix"}, {"runs", "Runs"}}
	var sources g.Node
	if len(v.Sources) > 0 {
		links = append(links, link{"sources", "Transcribed"})
		sources = side("sources", "Transcribed",
			h.P(g.Text("Nothing was sent for cells with a number: a document reports the response.")),
			h.Ol(h.Class("sources"), g.Map(v.Sources, func(s string) g.Node { return h.Li(isolated(s)) })))
	}
	glance := h.Div(h.Class("glance"), lines(brand("contract matrix"), h.H1(h.Span(shown(v.Headline)))))
	return lines(
		skip("Skip to the matrix"),
		h.Header(h.Class("top wide"), g.Text("\n"), lines(glance, drawn(v.Bar, counted(v.Counts)), navigation(links))),
		h.Main(h.Class("wide"), g.Text("\n"), lines(
			findings(tools("Findings × runs", v.Counts, asset("assets/matrix/fields.html")), h.Div(h.ID("grid"), h.Class("grid"), g.Attr("hidden")), plainMatrix(v)),
			side("runs", "Runs", runs(v.Runs)),
			sources,
		)),
		keys(h.Div(h.Dt(keycaps([]string{"←", "↑", "↓", "→"})), h.Dd(g.Text("from cell to cell")))),
	)
}

// plainMatrix is the first rows, for readers without scripts.
func plainMatrix(v *matrixView) g.Node {
	names := g.Map(v.Runs, func(r runView) g.Node { return h.Th(h.Scope("col"), isolated(r.Name)) })
	return lines(
		h.H2(g.Text("Findings × runs")),
		h.P(g.Text("Scripts are off: filters and responses need them. "+report.Legend+".")),
		h.Div(h.Class("grid"), h.Table(h.Class("matrix"), h.THead(h.Tr(columnTitle("finding"), names)), h.TBody(g.Text("\n"), lines(g.Map(v.Plain, plainRow)...)))),
		moreThan(v.More),
	)
}

func plainRow(r report.Row) g.Node {
	return h.Tr(rowTitle(code(r.Name), g.Text(" "), place(isolated(r.Suite))), g.Map(r.Cells, func(c report.Cell) g.Node {
		return h.Td(h.Class(choose(c.Verdict != "", c.Verdict, "gap")), g.Text(c.Mark()), g.If(c.Status > 0, g.Text(" "+strconv.Itoa(c.Status))))
	}))
}

// runs is a row for each run.
func runs(all []runView) g.Node {
	rows := g.Map(all, func(r runView) g.Node {
		label := strconv.Itoa(r.Broken) + " broken, " + strconv.Itoa(r.Inconclusive) + " inconclusive, " + strconv.Itoa(r.Holds) + " holds, " + strconv.Itoa(r.Pending) + " pending"
		return h.Tr(rowTitle(h.B(isolated(r.Name))), h.Td(drawn(r.Bar, label)), numeric(number(r.Broken)), numeric(number(r.Inconclusive)), numeric(number(r.Holds)),
			h.Td(isolated(r.Target)), h.Td(shown(r.Mode)), h.Td(shown(r.Started)))
	})
	return table("runs", []string{"Run", "Verdicts", "Broken", "Inconclusive", "Holds", "Target", "Mode", "Started"}, rows)
}
