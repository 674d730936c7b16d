package page

import (
	"io"
	"strconv"
	"sync"

	g "maragu.dev/gomponents"

	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

// Served is what the page of a server has around the run that it shows.
type Served struct {
	Pages []Entry // of the server, this one among them
	// Data is what the page's script reads of the server, as JSON: the block "server".
	Data any
}

// Entry leads to a page of the server.
type Entry struct {
	Title, Href string
	Here        bool // it is this page
}

var madeServed = sync.OnceValue(func() *parts { return newParts(asset("assets/page.css")+asset("assets/served.css"), "served", "run") })

// ServedPolicy is the Content-Security-Policy of [WriteServed]'s pages.
func ServedPolicy() string { return madeServed().policy }

// WriteServed writes a run as the page of a server: it asks the server that it comes from, and
// nobody else. See package view for what it asks.
func WriteServed(w io.Writer, r *report.Result, s Served) error {
	v := viewOf(r)
	return written(w, madeServed(), v.Title, shownRun(v, &s), func(out io.Writer) error {
		b := newBlocks(out)
		b.write("server", s.Data)
		if b.err != nil {
			return b.err
		}
		return writeData(out, r, 0)
	})
}

// shown is the line above the head: the pages of the server.
func (s *Served) shown() g.Node {
	return el("nav", class("pages"), attr("aria-label", "Pages"), el("ul", g.Map(s.Pages, func(e Entry) g.Node {
		return el("li", el("a", attr("href", e.Href), g.If(e.Here, attr("aria-current", "page")), shown(e.Title)))
	})))
}

// overview is a row for each suite; nothing where there is one.
func (s *Served) overview(v *view) g.Node {
	if len(v.Result.Suites) < 2 {
		return nil
	}
	rows := make(g.Group, len(v.Result.Suites))
	for i := range rows {
		suite := &v.Result.Suites[i]
		t := suite.Tally()
		counts := countsOf(t)
		recorded := recordedOf(&report.Result{Started: v.Result.Started, Suites: []report.Suite{*suite}})
		rows[i] = el("tr", rowTitle(el("a", attr("href", "#suite="+strconv.Itoa(i)), isolated(suite.Suite)), said(" "), place(isolated(suite.File))),
			el("td", drawn(bar(counts, t.Findings()), counted(counts))),
			numeric(number(t.Broken)), numeric(number(t.Inconclusive)), numeric(number(t.Holds)), numeric(number(t.Pending)),
			el("td", said(recorded)), el("td", g.If(t.Items > 0, said(text.Count(t.Items, "item")))))
	}
	return side("suites", "Suites", table("runs", []string{"Suite", "Verdicts", "Broken", "Inconclusive", "Holds", "Pending", "Fixtures", "To look up"}, rows))
}
