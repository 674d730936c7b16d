package page

import (
	"fmt"
	"strconv"

	g "maragu.dev/gomponents"

	"assay/runner/internal/report"
)

// shownMatrix is what the page of several runs shows.
func shownMatrix(v *matrixView) g.Node {
	links := []link{{"findings", "Matrix"}, {"runs", "Runs"}}
	var sources g.Node
	if len(v.Sources) > 0 {
		links = append(links, link{"sources", "Transcribed"})
		sources = side("sources", "Transcribed",
			el("p", said("Nothing was sent for cells with a number: a document reports the response.")),
			el("ol", class("sources"), g.Map(v.Sources, func(s string) g.Node { return el("li", isolated(s)) })))
	}
	glance := el("div", class("glance"), lines(brand("contract matrix"), el("h1", el("span", shown(v.Headline)))))
	return lines(
		skip("Skip to the matrix"),
		el("header", class("top wide"), said("\n"), lines(glance, drawn(v.Bar, counted(v.Counts)), navigation(links))),
		el("main", class("wide"), said("\n"), lines(
			findings(
				tools("Findings × runs", v.Counts, asset("assets/matrix/fields.html")),
				el("div", attr("id", "grid"), class("grid"), boolean("hidden")),
				plainMatrix(v),
			),
			side("runs", "Runs", runs(v.Runs)),
			sources,
		)),
		keys(row("from cell to cell", "←", "↑", "↓", "→")),
	)
}

// plainMatrix is the first rows, for readers without scripts.
func plainMatrix(v *matrixView) g.Node {
	names := g.Map(v.Runs, func(r runView) g.Node { return el("th", attr("scope", "col"), isolated(r.Name)) })
	return lines(
		el("h2", said("Findings × runs")),
		el("p", said("Scripts are off: filters and responses need them. "+report.Legend+".")),
		el("div", class("grid"), el("table", class("matrix"),
			el("thead", el("tr", columnTitle("finding"), names)),
			el("tbody", said("\n"), lines(g.Map(v.Plain, plainRow)...)),
		)),
		moreThan(v.More),
	)
}

func plainRow(r report.Row) g.Node {
	return el("tr", rowTitle(code(r.Name), said(" "), place(isolated(r.Suite))), g.Map(r.Cells, func(c report.Cell) g.Node {
		return el("td", class(choose(c.Verdict != "", c.Verdict, "gap")), said(c.Mark()), g.If(c.Status > 0, said(" "+strconv.Itoa(c.Status))))
	}))
}

// runs is a row for each run.
func runs(all []runView) g.Node {
	rows := g.Map(all, func(r runView) g.Node {
		label := fmt.Sprintf("%d broken, %d inconclusive, %d holds, %d pending", r.Broken, r.Inconclusive, r.Holds, r.Pending)
		return el("tr", rowTitle(el("b", isolated(r.Name))), el("td", drawn(r.Bar, label)),
			numeric(number(r.Broken)), numeric(number(r.Inconclusive)), numeric(number(r.Holds)),
			el("td", isolated(r.Target)), el("td", shown(r.Mode)), el("td", shown(r.Started)))
	})
	return table("runs", []string{"Run", "Verdicts", "Broken", "Inconclusive", "Holds", "Target", "Mode", "Started"}, rows)
}
