package page

import (
	"strconv"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"assay/runner/internal/report"
)

// shown is a text from outside: control characters and those that reorder text are made visible.
func shown(s string) g.Node { return g.Text(report.Printable(s)) }

// isolated is a text from outside whose direction does not change that of its surroundings.
func isolated(s string) g.Node { return g.El("bdi", shown(s)) }

func code(s string) g.Node { return h.Code(shown(s)) }

// codes lists texts, separated by commas.
func codes(all []string) g.Node {
	return separated(", ", g.Map(all, code))
}

// separated is nodes with a text between them.
func separated(by string, nodes g.Group) g.Node {
	var out g.Group
	for i, node := range nodes {
		if i > 0 {
			out = append(out, g.Text(by))
		}
		out = append(out, node)
	}
	return out
}

// lines writes each node on a line of its own: people and tools compare pages as text.
func lines(nodes ...g.Node) g.Node {
	var out g.Group
	for _, node := range nodes {
		if node != nil {
			out = append(out, node, g.Raw("\n"))
		}
	}
	return out
}

// after is a text from outside behind fixed words; nothing if there is none.
func after(words, s string) g.Node {
	return g.If(s != "", g.Group{g.Text(words), shown(s)})
}

// afterIsolated is as after.
func afterIsolated(words, s string) g.Node {
	return g.If(s != "", g.Group{g.Text(words), isolated(s)})
}

// paragraph is a text from outside; nothing if there is none.
func paragraph(class, words, s string) g.Node {
	return g.If(s != "", h.P(g.If(class != "", h.Class(class)), afterIsolated(words, s)))
}

// located is a place in a file, behind what is there; nothing if it is unknown.
func located(at report.Place) g.Node {
	return g.If(at.String() != "", g.Group{g.Text(" "), place(shown(at.String()))})
}

// place is a note in small letters.
func place(what ...g.Node) g.Node { return h.Span(h.Class("place"), g.Group(what)) }

func badge(class string, what ...g.Node) g.Node {
	return h.Span(h.Class("badge "+class), g.Group(what))
}

// icon draws a symbol of the sprite.
func icon(name string) g.Node {
	return h.SVG(h.Class("icon"), h.Aria("hidden", "true"), g.El("use", h.Href("#i-"+name)))
}

// unseen is for screen readers only.
func unseen(s string) g.Node { return h.Span(h.Class("sr"), g.Text(s)) }

func number(n int) g.Node { return g.Text(strconv.Itoa(n)) }

// attribute is an attribute whose value is a number.
func attribute(name string, n int) g.Node { return g.Attr(name, strconv.Itoa(n)) }

// choose is one of two texts.
func choose(yes bool, one, other string) string {
	if yes {
		return one
	}
	return other
}

// side is a section of the page below the findings.
func side(id, title string, what ...g.Node) g.Node {
	return h.Section(h.ID(id), h.Class("side"), h.Aria("labelledby", id+"-title"), h.TabIndex("-1"), g.Text("\n"),
		lines(h.H2(h.ID(id+"-title"), g.Text(title))), lines(what...))
}

// table is a table that scrolls where it is too wide; a class of "" is none.
func table(class string, titles []string, rows g.Group) g.Node {
	return h.Div(h.Class("scroll"), h.Table(g.If(class != "", h.Class(class)),
		h.THead(h.Tr(g.Map(titles, columnTitle))),
		h.TBody(g.Text("\n"), lines(rows...)),
	))
}

func columnTitle(s string) g.Node { return h.Th(h.Scope("col"), g.Text(s)) }

func rowTitle(what ...g.Node) g.Node { return h.Th(h.Scope("row"), g.Group(what)) }
