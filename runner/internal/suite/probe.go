package suite

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

// emptyMap is in place of a map of which nothing is looked up any more.
var emptyMap = yaml.Node{Kind: yaml.MappingNode}

// draft is a probe as declared, before defaults and rows are merged.
type draft struct {
	*Probe
	doc *doc
	// declared is the index in the order of declaration.
	declared int
	node     *yaml.Node
	layer    layer
	drafts   []rowDraft
	until    *yaml.Node // its expectation
	when     *yaml.Node // its expectation
	matrix   bool       // rows come from a matrix
	lost     bool       // it has rows that could not be read

	rowVars map[string]int // names that rows have, and how many rows
	rowAt   map[string]int // rows by name; made on first use
	deps    []dep          // of the probe, or of each of its rows
	rowDeps map[int][]dep  // of one row
}

// probeTable has a request's keys and a probe's own.
var probeTable = table[*draft]{what: "a probe", aliases: probeAliases, advice: probeAdvice, rows: func() []field[*draft] {
	return append([]field[*draft]{
		textField("about", "prose", func(p *draft) *string { return &p.About }),
		{key: "capture", shape: lang.Of("a map of names to sources", lang.Schema{
			"type": "object", "propertyNames": lang.Schema{"pattern": namePattern}, "additionalProperties": lang.Ref("source"),
		}), meaning: "values taken out of the answer, for ${probe.name}", read: func(d *doc, n *yaml.Node, p *draft) {
			p.Capture = d.captures(n)
		}},
		{key: "after", shape: shapeProbes, meaning: "probes to finish first", read: func(d *doc, n *yaml.Node, p *draft) {
			p.After = d.refs(d.words(n, "after"))
		}},
		{key: "each", shape: lang.Of("rows, or {file: rows.csv}", lang.Ref("each")), meaning: "one probe per row: an overlay of request keys and vars, or the rows of a CSV or JSON file", read: func(d *doc, n *yaml.Node, p *draft) {
			d.each(n, p)
		}},
		{key: "matrix", shape: lang.Of("a map of names to lists of scalars", lang.Schema{
			"type": "object", "minProperties": 1, "propertyNames": lang.Schema{"pattern": namePattern},
			"additionalProperties": lang.Schema{"type": "array", "minItems": 1, "items": lang.Scalar.Schema},
		}), meaning: "one probe per combination", read: func(d *doc, n *yaml.Node, p *draft) {
			d.matrix(n, p)
		}},
		{key: "repeat", shape: lang.Of("a number, or {times, concurrency, every}", lang.Schema{"anyOf": []any{
			lang.Schema{"type": "integer", "minimum": 1}, lang.Ref("repeat"),
		}}), meaning: "several samples of the same request", read: func(d *doc, n *yaml.Node, p *draft) {
			p.Repeat = d.repeat(n)
		}},
		{key: "until", shape: lang.Of("{expect, every, for, backoff}", lang.Ref("until")), meaning: "ask again until the answer meets this; the last answer is the observation", read: func(d *doc, n *yaml.Node, p *draft) {
			d.untilMet(n, p)
		}},
		{key: "retry", shape: lang.Of("a number, or {times, every}", lang.Schema{"anyOf": []any{
			lang.Schema{"type": "integer", "minimum": 0}, lang.Ref("retry"),
		}}), meaning: "send again after a transport error, never after a status", read: func(d *doc, n *yaml.Node, p *draft) {
			p.Retry = d.retry(n)
		}},
		{key: "when", shape: lang.Of("{probe, expect}", lang.Ref("when")), meaning: "sent only if the answer to another probe meets this", read: func(d *doc, n *yaml.Node, p *draft) {
			d.when(n, p)
		}},
		{key: "wait", shape: lang.Of("a duration, or {told_by, at, as, plus, at_most}", lang.Schema{"anyOf": []any{
			lang.Duration.Schema, lang.Ref("wait"),
		}}), meaning: "send it only that long after what it waits for, or when the limit resets that another answer tells", read: func(d *doc, n *yaml.Node, p *draft) {
			p.Wait = d.wait(n)
		}},
		{key: "cleanup", shape: lang.Flag, meaning: "sent last and always: also after failures, --focus, --fail-fast and Ctrl-C, once what it refers to was made", read: func(d *doc, n *yaml.Node, p *draft) {
			p.Cleanup = d.flag(n, "cleanup")
		}},
		{key: "only", shape: shapeOnly, meaning: "where it may be sent; elsewhere its findings, and those of what needs it, are pending", read: func(d *doc, n *yaml.Node, p *draft) {
			var o only
			onlyTable.read(d, n, &o)
			p.Elsewhere = d.elsewhere(o)
		}},
		{key: "cost", shape: lang.Number, meaning: "what it costs: the diagnosis prefers what is cheap, a live run says the sum first; default 1", read: func(d *doc, n *yaml.Node, p *draft) {
			p.Cost = d.number(n, "cost", 0)
		}},
		{key: "risk", shape: lang.OneOf(risks...), meaning: "none, bans (may lengthen a limit) or writes", read: func(d *doc, n *yaml.Node, p *draft) {
			p.Risk = d.oneOf(n, "risk", risks)
		}},
	}, lift(requestFields(), func(p *draft) *layer { return &p.layer })...)
}}

var risks = []string{"none", "bans", "writes"}

// lift turns fields of a part into fields of the whole.
func lift[T, P any](fields []field[P], part func(T) P) []field[T] {
	out := make([]field[T], len(fields))
	for i, f := range fields {
		read := f.read
		out[i] = field[T]{key: f.key, shape: f.shape, meaning: f.meaning, nullable: f.nullable, read: func(d *doc, n *yaml.Node, t T) {
			read(d, n, part(t))
		}}
	}
	return out
}

// oneOf reads one of a few words; the first one after an error.
func (d *doc) oneOf(n *yaml.Node, key string, words []string) string {
	want := lang.OneOf(words...).Words
	s, ok := d.textFor(n, key, want)
	if !ok {
		return words[0]
	}
	for _, w := range words {
		if s == w {
			return s
		}
	}
	p := d.expected(n, key, want)
	p.Word, p.DidYouMean = s, d.nearest(s, words)
	return words[0]
}

// readProbes reads request: and probes: of all documents. A later document overrides a probe of the
// same id, as [merged] has it.
func (l *loading) readProbes(docs []*top) {
	for _, t := range docs {
		if t.request == nil {
			continue
		}
		own := layer{Request: &Request{At: t.doc.at(t.request)}}
		requestTable.read(t.doc, t.request, &own)
		if t.doc.pack != nil {
			t.doc.pack.defaults = own
			continue
		}
		l.defaults = *own.over(&l.defaults)
		l.declared = append([]*origin{{t.doc, t.request}}, l.declared...)
	}
	for _, t := range docs {
		first := len(l.probes) == 0 && t.probes.text != nil // entriesIn finds what is written twice
		t.doc.entriesIn(&t.probes, func(e source.Entry) {
			var earlier *draft
			if !first {
				earlier = l.probe(e.Key)
			}
			if earlier != nil && !t.overrides(earlier.doc) {
				return
			}
			p := t.doc.readProbe(e)
			if earlier != nil {
				p.declared = earlier.declared
				l.probes[p.declared] = p
				if p.declared < l.mapped {
					l.byID[p.ID] = p
				}
			} else {
				p.declared = len(l.probes)
				l.probes = append(withRoom(l.probes, &t.probes), p)
			}
		})
	}
	l.known = nil // captures are known now
	l.suite.Probes = make([]*Probe, len(l.probes))
	for i, p := range l.probes {
		l.suite.Probes[i] = p.Probe
	}
}

func (d *doc) readProbe(e source.Entry) *draft {
	once := d.pieced != nil && d.isReadOnce(e.Value)
	if d.pieced != nil && !once {
		e.Value = source.Copy(e.Value)
	}
	p := d.blocks.drafts.New()
	p.Probe, p.layer.Request, p.doc, p.node = d.blocks.probes.New(), d.blocks.requests.New(), d, e.Value
	p.ID, p.At, p.Cost, p.Risk = e.Key, d.at(e.KeyNode), 1, "none"
	p.layer.At = p.At
	if isMap(e.Value) {
		probeTable.read(d, e.Value, p)
	} else {
		probeTable.noMap(d, e.Value).Next = probeMeant(e)
	}
	if p.Repeat != nil && p.Until != nil {
		d.mistake(e.KeyNode, "the probe %q has both repeat: and until:", p.ID).Next = "keep one: samples of an answer, or the last of several"
	}
	p.countRows()
	if once {
		p.node = &emptyMap
		if p.layer.body != nil {
			p.layer.body.node = nil
		}
	}
	return p
}

// probeMeant says how what is no probe was probably meant; "" if nothing is known.
func probeMeant(e source.Entry) string {
	method, path, both := strings.Cut(e.Value.Value, " ")
	switch {
	case probeTable.has(e.Key):
		return "indent it by two blanks if it is about the probe above it"
	case isNull(e.Value):
		return "indent its keys by two blanks: path:, method:, …"
	case e.Value.Kind != yaml.ScalarNode:
		return ""
	case strings.HasPrefix(method, "/"):
		return "write {path: " + cut(method) + "}"
	case both && strings.HasPrefix(path, "/"):
		return "write {method: " + cut(method) + ", path: " + cut(path) + "}"
	}
	return ""
}

// readOnce are the keys of a probe whose nodes nobody reads again, unless they have a reference: a
// mistake in it is found later.
var readOnce = []string{
	"about", "after", "body", "cookies", "cost", "form", "headers", "jar", "json", "method", "path", "query", "redirects", "risk", "stream", "timeout", "url",
}

// isReadOnce reports whether no node of a probe is read again: its JSON body is merged with none.
func (d *doc) isReadOnce(n *yaml.Node) bool {
	if !isMap(n) || findText(n, "${") != nil {
		return false
	}
	for i := 0; i < len(n.Content); i += 2 {
		if key := n.Content[i].Value; !slices.Contains(readOnce, key) || key == "json" && d.defaults.body != nil {
			return false
		}
	}
	return true
}
