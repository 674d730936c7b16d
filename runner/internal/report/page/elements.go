package page

import (
	"strconv"

	g "maragu.dev/gomponents"

	"assay/runner/internal/report"
)

// The constructors of package gomponents are repeated in place of each call unless they are kept
// from it: the package is then four times as large, and takes three times as long to compile.

//go:noinline
func el(name string, what ...g.Node) g.Node { return g.El(name, what...) }

//go:noinline
func attr(name, value string) g.Node { return g.Attr(name, value) }

// boolean is an attribute that has no value.
//
//go:noinline
func boolean(name string) g.Node { return g.Attr(name) }

// class is the attribute of that name; nothing for "".
func class(names string) g.Node {
	if names == "" {
		return nil
	}
	return attr("class", names)
}

// said is a text of the page itself.
//
//go:noinline
func said(s string) g.Node { return g.Text(s) }

// raw is markup of the page itself.
//
//go:noinline
func raw(s string) g.Node { return g.Raw(s) }

// shown is a text from outside: control characters and those that reorder text are made visible.
func shown(s string) g.Node { return said(report.Printable(s)) }

// isolated is a text from outside whose direction does not change that of its surroundings.
func isolated(s string) g.Node { return el("bdi", shown(s)) }

func code(s string) g.Node { return el("code", shown(s)) }

// codes lists texts, separated by commas.
func codes(all []string) g.Node {
	return separated(", ", g.Map(all, code))
}

// separated is nodes with a text between them.
func separated(by string, nodes g.Group) g.Node {
	var out g.Group
	for i, node := range nodes {
		if i > 0 {
			out = append(out, said(by))
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
			out = append(out, node, raw("\n"))
		}
	}
	return out
}

// after is a text from outside behind fixed words; nothing if there is none.
func after(words, s string) g.Node {
	return g.If(s != "", g.Group{said(words), shown(s)})
}

// afterIsolated is as after.
func afterIsolated(words, s string) g.Node {
	return g.If(s != "", g.Group{said(words), isolated(s)})
}

// paragraph is a text from outside; nothing if there is none.
func paragraph(kind, words, s string) g.Node {
	return g.If(s != "", el("p", class(kind), afterIsolated(words, s)))
}

// located is a place in a file, behind what is there; nothing if it is unknown.
func located(at report.Place) g.Node {
	return g.If(at.String() != "", g.Group{said(" "), place(shown(at.String()))})
}

// place is a note in small letters.
func place(what ...g.Node) g.Node { return el("span", class("place"), g.Group(what)) }

func badge(kind string, what ...g.Node) g.Node {
	return el("span", class("badge "+kind), g.Group(what))
}

// icon draws a symbol of the sprite.
func icon(name string) g.Node {
	return el("svg", class("icon"), attr("aria-hidden", "true"), el("use", attr("href", "#i-"+name)))
}

// unseen is for screen readers only.
func unseen(s string) g.Node { return el("span", class("sr"), said(s)) }

func number(n int) g.Node { return said(strconv.Itoa(n)) }

// attribute is an attribute whose value is a number.
func attribute(name string, n int) g.Node { return attr(name, strconv.Itoa(n)) }

// choose is one of two texts.
func choose(yes bool, one, other string) string {
	if yes {
		return one
	}
	return other
}

// side is a section of the page below the findings.
func side(id, title string, what ...g.Node) g.Node {
	return el("section", attr("id", id), class("side"), attr("aria-labelledby", id+"-title"), attr("tabindex", "-1"), said("\n"),
		lines(el("h2", attr("id", id+"-title"), said(title))), lines(what...))
}

// table is a table that scrolls where it is too wide.
func table(kind string, titles []string, rows g.Group) g.Node {
	return el("div", class("scroll"), el("table", class(kind),
		el("thead", el("tr", g.Map(titles, columnTitle))),
		el("tbody", said("\n"), lines(rows...)),
	))
}

func columnTitle(s string) g.Node { return el("th", attr("scope", "col"), said(s)) }

func rowTitle(what ...g.Node) g.Node { return el("th", attr("scope", "row"), g.Group(what)) }
