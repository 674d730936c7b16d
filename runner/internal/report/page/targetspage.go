package page

import (
	"fmt"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"

	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

// shownTargets is what the page of several targets shows.
func shownTargets(v *targetsView) g.Node {
	var links []link
	var pairs g.Group
	for i := range v.Pairs {
		id := "pair-" + strconv.Itoa(i+1)
		links = append(links, link{id, v.Pairs[i].Name})
		pairs = append(pairs, pairSection(id, &v.Pairs[i]))
	}
	links = append(links, link{"targets-sent", "Targets"})
	heads := g.Map(v.Pairs, func(p pairView) g.Node {
		return el("h1", class(p.Worst), icon(p.Worst), el("span", isolated(p.Name), said(" against "), isolated(p.First)))
	})
	return lines(
		skipTo("pair-1", "Skip to the differences"),
		el("header", class("top wide"), said("\n"), lines(
			el("div", class("glance"), lines(brand("targets compared"), lines(heads...), g.If(v.Interrupted, el("p", class("warning"), said("Interrupted: the rest was not asked."))))),
			navigation(links))),
		el("main", class("wide"), said("\n"), lines(
			el("div", attr("id", "tools"), class("tools"), attr("role", "search"), attr("aria-label", "Filter differences"), boolean("hidden"), said("\n"), raw(asset("assets/targets/fields.html"))),
			lines(pairs...), side("targets-sent", "Targets", targetsTable(v)))),
		keysDialog(
			row("search", "/"),
			row("next, previous probe", "j", "k"),
			row("open or close", "Enter"),
			row("from control to control", "Tab"),
			row("these keys", "?"),
		),
	)
}

// pairSection is one target compared with the first.
func pairSection(id string, p *pairView) g.Node {
	return side(id, p.Name+" against "+p.First,
		el("p", class("tally"), isolated(p.Sentence), said(".")),
		lines(g.Map(p.Suites, func(s pairSuite) g.Node { return pairSuiteNode(&s, p) })...))
}

func pairSuiteNode(s *pairSuite, p *pairView) g.Node {
	same := len(s.Findings)+len(s.Probes)+len(s.Unknown) == 0
	findings := g.Map(s.Findings, func(f report.ComparedFinding) g.Node {
		return el("tr", rowTitle(isolated(f.Claim), said(" "), place(shown(f.ID), located(f.At))), verdictCell(&f.Cells[0]), verdictCell(&f.Cells[s.Index]))
	})
	return el("article", class("compared-suite"), said("\n"), lines(
		el("h3", isolated(s.Suite), said(" "), place(shown(s.File))),
		g.If(same, el("p", class("place"), said("Nothing differs."))),
		g.If(len(findings) > 0, table("three", []string{"Finding", p.First, p.Name}, findings)),
		lines(g.Map(s.Probes, func(one pairProbe) g.Node { return probeDetails(&one, p) })...),
		g.If(s.More > 0, el("p", said(text.Count(s.More, "more probe")+" with differences: see the JSON result."))),
		g.If(len(s.Unknown) > 0, g.Group{el("h4", said("Not compared")), el("ul", class("unknowns"), g.Map(s.Unknown, func(why string) g.Node { return el("li", isolated(why)) }))}),
	))
}

func verdictCell(c *report.ComparedCell) g.Node {
	return el("td", badge(c.Verdict, shown(c.Verdict)), paragraph("note", "", c.Cause))
}

// probeDetails is a probe whose responses differ; the script puts them side by side once it is
// open.
func probeDetails(one *pairProbe, p *pairView) g.Node {
	counts := map[string]int{}
	var classes []string
	for i := range one.Changes {
		if class := one.Changes[i].Class; counts[class] == 0 {
			classes = append(classes, class)
		}
		counts[one.Changes[i].Class]++
	}
	badges := g.Map(classes, func(class string) g.Node {
		return g.Group{said(" "), badge(class, said(fmt.Sprintf("%d %s", counts[class], class)))}
	})
	return el("details", class("compared"), attribute("data-responses", one.Number), attr("data-classes", strings.Join(classes, " ")), g.If(counts["breaking"] > 0, boolean("open")),
		el("summary", el("code", shown(one.Probe)), badges), said("\n"),
		changesTable(one.Changes, p.First, p.Name))
}

// targetsTable is what was sent to each target.
func targetsTable(v *targetsView) g.Node {
	var rows g.Group
	for i, t := range v.Targets {
		addresses := map[string]bool{}
		var shownAt g.Group
		for k := range v.Suites {
			if a := v.Suites[k].Addresses[i]; !addresses[a] {
				addresses[a] = true
				shownAt = append(shownAt, isolated(a))
			}
		}
		rows = append(rows, el("tr", rowTitle(isolated(t.Name)), el("td", separated(", ", shownAt)),
			numeric(number(t.Requests), g.If(t.Control > 0, said(fmt.Sprintf(" (%d as control)", t.Control))))))
	}
	return table("", []string{"Target", "Address", "Requests"}, rows)
}
