package suite

import (
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/lang"
	"assay/runner/internal/reset"
	"assay/runner/internal/source"
)

// Wait says how long to wait before a probe is sent.
type Wait struct {
	// ToldBy is the probe whose response names the time; nil: the wait starts when all dependencies of
	// the probe are done.
	ToldBy *Ref
	// From is the source of the time in the response: "header" or "json", with the name or the
	// JSONPath in Arg; "": any header that names a reset (see [reset.Of]).
	From, Arg string
	As        reset.Form    // "": any
	Plus      time.Duration // after that time; with ToldBy it may be negative
	AtMost    time.Duration // the probe is not sent if the wait is longer
	At        source.Pos
}

// atWords say what names the time in a response.
const atWords = "the name of a header, or a JSONPath such as $.error.reset"

// mostWait is the default of AtMost.
const mostWait = 10 * time.Minute

var waitTable = table[*Wait]{what: "wait", rows: func() []field[*Wait] {
	return []field[*Wait]{
		{key: "told_by", shape: lang.Of("a probe", aProbe), meaning: "the probe whose answer names the time, as limiters do; it is finished first", read: func(d *doc, n *yaml.Node, w *Wait) {
			if id, ok := d.text(n, "told_by"); ok {
				w.ToldBy = &Ref{ID: id, At: d.at(n)}
			}
		}},
		{key: "at", shape: lang.Of("a header or a JSONPath", lang.Schema{"type": "string", "minLength": 1}), meaning: "where that answer names it; default: the headers of [limits.md](limits.md)", read: func(d *doc, n *yaml.Node, w *Wait) {
			w.From = "header"
			var ok bool
			switch w.Arg, ok = d.textFor(n, "at", atWords); {
			case !ok:
			case strings.HasPrefix(w.Arg, "$"):
				w.From = "json"
				d.checkJSONPath(d.at(n), "at", w.Arg)
			case !exchange.IsToken(w.Arg):
				d.expected(n, "at", atWords)
			}
		}},
		{key: "as", shape: lang.OneOf(reset.Names()...), meaning: "the form of the time, where it fits two; default: by its size", read: func(d *doc, n *yaml.Node, w *Wait) {
			w.As = reset.Form(d.oneOf(n, "as", reset.Names()))
		}},
		{key: "plus", shape: lang.Of("a duration, also a negative one", lang.Schema{"type": "string", "pattern": `^\s*-?[0-9]`}), meaning: "so much later, or earlier: `-1s` is just before", read: func(d *doc, n *yaml.Node, w *Wait) {
			w.Plus = d.shift(n, "plus")
		}},
		durationField("at_most", "a longer wait is none: the probe is not sent; default 10m", func(w *Wait) *time.Duration { return &w.AtMost }),
	}
}}

// wait reads a probe's wait.
func (d *doc) wait(n *yaml.Node) *Wait {
	w := &Wait{AtMost: mostWait, At: d.at(n)}
	if !isMap(n) {
		w.Plus = d.duration(n, "wait")
		w.AtMost = w.Plus
		return w
	}
	waitTable.read(d, n, w)
	if w.ToldBy == nil && !waitTable.mayMean(d, n, "told_by") {
		d.mistake(n, "wait: whose answer names the time is not said").Next = "add told_by: a probe; or write a duration, as in wait: 2s"
	}
	return w
}

// shift reads a duration that may be negative.
func (d *doc) shift(n *yaml.Node, key string) time.Duration {
	s, ok := d.text(n, key)
	if !ok {
		return 0
	}
	s = strings.TrimSpace(s)
	v, err := expect.ParseDuration(strings.TrimPrefix(s, "-"))
	switch {
	case err != nil || v < 0:
		d.mistake(n, "%s: %q is no duration", key, cut(s)).Next = "write a number and its unit, as in 150ms, 30s or -1s"
		return 0
	case strings.HasPrefix(s, "-"):
		return -v
	}
	return v
}

// checkWait checks the probe whose response p waits for, and makes p wait for it.
func (l *loading) checkWait(p *draft) {
	if p.Wait == nil || p.Wait.ToldBy == nil {
		return
	}
	r := *p.Wait.ToldBy
	l.checkOne(r, "wait.told_by", &users{l: l, of: []referrer{{p, wholeProbe}}})
	if !isGlob(r.ID) {
		l.find(r.ID, func(on *draft, row int) { p.deps = append(p.deps, dep{on, row, r.At}) })
	}
}
