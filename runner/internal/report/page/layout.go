package page

import (
	"io"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"
)

// document is a whole page: its head, what it shows, its data, its script.
func document(p *parts, title string, what g.Node, data func(io.Writer) error) g.Node {
	return g.Group{raw("<!doctype html>\n"), el("html", attr("lang", "en"), said("\n"), lines(
		el("head", said("\n"), lines(
			el("meta", attr("charset", "utf-8")),
			el("meta", attr("http-equiv", "Content-Security-Policy"), attr("content", p.policy)),
			el("meta", attr("name", "viewport"), attr("content", "width=device-width, initial-scale=1")),
			el("meta", attr("name", "color-scheme"), attr("content", "light dark")),
			el("meta", attr("name", "referrer"), attr("content", "no-referrer")),
			el("link", attr("rel", "icon"), attr("href", "data:,")),
			el("title", shown(title)),
			g.If(p.early != "", el("script", raw(p.early))),
			el("style", raw(p.style)),
		)),
		el("body", said("\n"), raw(p.sprite), lines(
			what,
			el("footer", el("p", said(choose(p.server, "This page asks assay view on this machine, and nobody else. Secrets are ", "One file, no network: it holds everything it shows. Secrets are ")),
				el("code", said("${name}")), said("."))),
		), g.NodeFunc(data), g.If(p.script != "", el("script", raw(p.script))), said("\n")),
	))}
}

// skip leads readers with a keyboard to the findings.
func skip(words string) g.Node { return skipTo("findings", words) }

func skipTo(id, words string) g.Node {
	return el("a", class("skip"), attr("href", "#"+id), said(words))
}

// brand is the line above a page's headline.
func brand(kind string) g.Node {
	return el("p", class("brand"), said("Assay "), el("span", said(kind)))
}

// link is an entry of a page's navigation.
type link struct{ ID, Title string }

// navigation leads to the parts of the page; its buttons work with scripts only.
func navigation(links []link) g.Node {
	button := func(id, title string, more ...g.Node) g.Node {
		return el("button", attr("type", "button"), attr("id", id), class("ghost"), g.Group(more), boolean("hidden"), said(title))
	}
	return el("nav", attr("aria-label", "Sections"),
		el("ul", g.Map(links, func(l link) g.Node { return el("li", el("a", attr("href", "#"+l.ID), said(l.Title))) })),
		el("span", class("buttons"), button("keys", "Keys", attr("aria-haspopup", "dialog")), button("theme", "Theme")),
	)
}

// drawn is a bar of verdicts; label says the same in words.
func drawn(bar []segment, label string) g.Node {
	return el("svg", class("bar"), attr("viewBox", "0 0 1000 10"), attr("preserveAspectRatio", "none"), attr("role", "img"), attr("aria-label", label),
		g.Map(bar, func(s segment) g.Node {
			return el("rect", class(s.Verdict), attribute("x", s.X), attribute("width", s.Width), attr("height", "10"))
		}))
}

// counted says how many findings have each verdict.
func counted(counts []verdictCount) string {
	words := make([]string, len(counts))
	for i, c := range counts {
		words[i] = strconv.Itoa(c.N) + " " + c.Verdict
	}
	return strings.Join(words, ", ")
}

// tools are the filters, which scripts show.
func tools(title string, counts []verdictCount, fields string) g.Node {
	return el("div", attr("id", "tools"), class("tools"), attr("role", "search"), attr("aria-label", "Filter findings"), boolean("hidden"), said("\n"),
		lines(
			el("h2", attr("id", "findings-title"), said(title)),
			el("div", class("verdicts"), attr("role", "group"), attr("aria-label", "Verdict"), said("\n"), lines(g.Map(counts, chip)...)),
		),
		raw(fields))
}

// chip is the button that filters by a verdict.
func chip(c verdictCount) g.Node {
	return el("button", attr("type", "button"), class("chip "+c.Verdict), attr("data-verdict", c.Verdict), attr("aria-pressed", "false"),
		g.If(c.N == 0, boolean("disabled")),
		icon(c.Verdict), el("b", number(c.N)), said(" "+c.Verdict))
}

// findings is the part of the page that scripts fill; plain is what others see of it.
func findings(tools, list, plain g.Node) g.Node {
	return el("section", attr("id", "findings"), attr("aria-labelledby", "findings-title"), attr("tabindex", "-1"), said("\n"), lines(
		tools,
		list,
		el("p", class("more"), el("button", attr("type", "button"), attr("id", "more"), boolean("hidden"), said("Show more"))),
		el("noscript", said("\n"), plain),
	))
}

// moreThan says how many findings are left out.
func moreThan(n int) g.Node { return g.If(n > 0, el("p", number(n), said(" more."))) }

// row says what keys do.
func row(does string, names ...string) g.Node {
	return el("div", el("dt", keycaps(names)), el("dd", said(does)))
}

// keys lists what the keys do; more is a line about the keys of one kind of page, or nil.
func keys(more g.Node) g.Node {
	return keysDialog(
		row("search", "/"),
		row("next, previous finding", "j", "k"),
		more,
		row("open or close; in the search, go to the first finding", "Enter"),
		row("close the finding, then clear the filters", "Esc"),
		row("from control to control", "Tab"),
		row("these keys", "?"),
	)
}

// keysDialog is the dialog that lists keys.
func keysDialog(rows ...g.Node) g.Node {
	return el("dialog", attr("id", "keys-dialog"), attr("aria-labelledby", "keys-title"),
		el("h2", el("span", attr("id", "keys-title"), said("Keys")), el("button", attr("type", "button"), attr("id", "keys-close"), class("ghost"), said("Close"))),
		el("dl", lines(rows...)))
}

// keycaps names keys.
func keycaps(names []string) g.Node {
	return separated(" ", g.Map(names, func(s string) g.Node { return el("kbd", said(s)) }))
}
