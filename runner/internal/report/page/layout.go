package page

import (
	"io"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

// document is a whole page: its head, what it shows, its data, its script.
func document(p *parts, title string, what g.Node, data func(io.Writer) error) g.Node {
	return h.Doctype(g.Group{g.Text("\n"), h.HTML(h.Lang("en"), g.Text("\n"), lines(
		h.Head(g.Text("\n"), lines(
			h.Meta(h.Charset("utf-8")),
			h.Meta(g.Attr("http-equiv", "Content-Security-Policy"), h.Content(p.policy)),
			h.Meta(h.Name("viewport"), h.Content("width=device-width, initial-scale=1")),
			h.Meta(h.Name("color-scheme"), h.Content("light dark")),
			h.Meta(h.Name("referrer"), h.Content("no-referrer")),
			h.Link(h.Rel("icon"), h.Href("data:,")),
			h.TitleEl(shown(title)),
			h.Script(g.Raw(p.early)),
			h.StyleEl(g.Raw(p.style)),
		)),
		h.Body(g.Text("\n"), g.Raw(p.sprite), lines(
			what,
			h.Footer(h.P(g.Text("One file, no network: it holds everything it shows. Secrets are "), h.Code(g.Text("${name}")), g.Text("."))),
		), g.NodeFunc(data), h.Script(g.Raw(p.script)), g.Text("\n")),
	))})
}

// skip leads readers with a keyboard to the findings.
func skip(words string) g.Node { return h.A(h.Class("skip"), h.Href("#findings"), g.Text(words)) }

// brand is the line above a page's headline.
func brand(kind string) g.Node {
	return h.P(h.Class("brand"), g.Text("Assay "), h.Span(g.Text(kind)))
}

// link is an entry of a page's navigation.
type link struct{ ID, Title string }

// navigation leads to the parts of the page; its buttons work with scripts only.
func navigation(links []link) g.Node {
	button := func(id, title string, more ...g.Node) g.Node {
		return h.Button(h.Type("button"), h.ID(id), h.Class("ghost"), g.Group(more), g.Attr("hidden"), g.Text(title))
	}
	return h.Nav(h.Aria("label", "Sections"),
		h.Ul(g.Map(links, func(l link) g.Node { return h.Li(h.A(h.Href("#"+l.ID), g.Text(l.Title))) })),
		h.Span(h.Class("buttons"), button("keys", "Keys", h.Aria("haspopup", "dialog")), button("theme", "Theme")),
	)
}

// drawn is a bar of verdicts; label says the same in words.
func drawn(bar []segment, label string) g.Node {
	return h.SVG(h.Class("bar"), g.Attr("viewBox", "0 0 1000 10"), g.Attr("preserveAspectRatio", "none"), h.Role("img"), h.Aria("label", label),
		g.Map(bar, func(s segment) g.Node {
			return g.El("rect", h.Class(s.Verdict), attribute("x", s.X), attribute("width", s.Width), h.Height("10"))
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
	return h.Div(h.ID("tools"), h.Class("tools"), h.Role("search"), h.Aria("label", "Filter findings"), g.Attr("hidden"), g.Text("\n"),
		lines(
			h.H2(h.ID("findings-title"), g.Text(title)),
			h.Div(h.Class("verdicts"), h.Role("group"), h.Aria("label", "Verdict"), g.Text("\n"), lines(g.Map(counts, chip)...)),
		),
		g.Raw(fields))
}

// chip is the button that filters by a verdict.
func chip(c verdictCount) g.Node {
	return h.Button(h.Type("button"), h.Class("chip "+c.Verdict), h.Data("verdict", c.Verdict), h.Aria("pressed", "false"), g.If(c.N == 0, h.Disabled()),
		icon(c.Verdict), h.B(number(c.N)), g.Text(" "+c.Verdict))
}

// findings is the part of the page that scripts fill; plain is what others see of it.
func findings(tools, list, plain g.Node) g.Node {
	return h.Section(h.ID("findings"), h.Aria("labelledby", "findings-title"), h.TabIndex("-1"), g.Text("\n"), lines(
		tools,
		list,
		h.P(h.Class("more"), h.Button(h.Type("button"), h.ID("more"), g.Attr("hidden"), g.Text("Show more"))),
		h.NoScript(g.Text("\n"), plain),
	))
}

// moreThan says how many findings are left out.
func moreThan(n int) g.Node { return g.If(n > 0, h.P(number(n), g.Text(" more."))) }

// keys lists what the keys do; cells is a line about the keys of a matrix, or nil.
func keys(cells g.Node) g.Node {
	row := func(does string, names ...string) g.Node {
		return h.Div(h.Dt(keycaps(names)), h.Dd(g.Text(does)))
	}
	return h.Dialog(h.ID("keys-dialog"), h.Aria("labelledby", "keys-title"),
		h.H2(h.Span(h.ID("keys-title"), g.Text("Keys")), h.Button(h.Type("button"), h.ID("keys-close"), h.Class("ghost"), g.Text("Close"))),
		h.Dl(lines(
			row("search", "/"),
			row("next, previous finding", "j", "k"),
			cells,
			row("open or close; in the search, go to the first finding", "Enter"),
			row("close the finding, then clear the filters", "Esc"),
			row("from control to control", "Tab"),
			row("these keys", "?"),
		)))
}

// keycaps names keys.
func keycaps(names []string) g.Node {
	return separated(" ", g.Map(names, func(s string) g.Node { return h.Kbd(g.Text(s)) }))
}
