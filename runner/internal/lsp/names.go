package lsp

import (
	"maps"
	"slices"
	"strings"

	"assay/runner/internal/lsp/language"
	"assay/runner/internal/lsp/outline"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// The kinds of names of a document: those that package lang marks, and those of ${references}.
const (
	ofProbe      = "probe"
	ofAnswer     = "answer"
	ofHypothesis = "hypothesis"
	ofFinding    = "finding"
	ofReference  = "reference" // a var, a secret, a capture, a variable of a row
	ofFile       = "file"
	ofJSONPath   = "JSONPath"
	ofHeader     = "header"
	ofPacked     = "finding of a pack"
)

// sections are the maps of a document that declare names, by kind.
var sections = map[string]string{ofProbe: "probes", ofAnswer: "answers", ofHypothesis: "hypotheses", ofFinding: "findings"}

// named is a name with a sentence about it.
type named struct{ name, about string }

// names returns what is declared of a kind: in the text as it is, and in the newest state without
// mistakes, which has what is included.
func (d *document) names(kind string) []named {
	found := map[string]string{}
	if section := d.root().Get(sections[kind]); section != nil {
		for _, n := range section.Items() {
			found[n.Name] = ""
		}
	}
	if d.last != nil {
		d.lastNames(kind, found)
	}
	out := make([]named, 0, len(found))
	for _, name := range slices.Sorted(maps.Keys(found)) {
		out = append(out, named{name, found[name]})
	}
	return out
}

func (d *document) lastNames(kind string, found map[string]string) {
	s := d.last.Suite
	switch kind {
	case ofProbe:
		for _, p := range d.last.Plan.Probes {
			if !p.Of.Token {
				found[p.ID] = d.requestOf(p)
			}
			if p.Row != "" {
				found[p.Of.ID] = p.Of.About
			}
		}
	case ofAnswer:
		for _, a := range s.Answers {
			found[a.ID] = ""
		}
	case ofHypothesis:
		for _, h := range s.Hypotheses {
			found[h.ID] = h.Claim
		}
	case ofFinding:
		for _, f := range s.Findings {
			found[f.ID] = f.Claim
		}
	}
}

// references returns what ${…} may say in an entry of the document.
func (d *document) references(entry *outline.Node) []named {
	found := map[string]string{}
	for _, name := range subst.Builtins {
		found[name] = "made when a request is sent"
	}
	for section, about := range map[string]string{"vars": "a var", "secrets": "a secret"} {
		if n := d.root().Get(section); n != nil {
			for _, item := range n.Items() {
				found[item.Name] = about
			}
		}
	}
	if n := d.root().Get("probes"); n != nil {
		for _, p := range n.Items() {
			for _, c := range itemsOf(p.Get("capture")) {
				found[p.Name+"."+c.Name] = "captured from the response to " + p.Name
			}
		}
	}
	if d.last != nil {
		for i := range d.last.Suite.Vars {
			found[d.last.Suite.Vars[i].Name] = "a var"
		}
		for _, p := range d.last.Suite.Probes {
			for _, c := range p.Capture {
				found[p.ID+"."+c.Name] = "captured from the response to " + p.ID
			}
		}
	}
	for _, name := range rowVars(entry) {
		found[name] = "a variable of the row"
	}
	out := make([]named, 0, len(found))
	for _, name := range slices.Sorted(maps.Keys(found)) {
		out = append(out, named{name, found[name]})
	}
	return out
}

func itemsOf(n *outline.Node) []*outline.Node {
	if n == nil {
		return nil
	}
	return n.Items()
}

// rowVars returns the variables that the rows of a probe have.
func rowVars(probe *outline.Node) []string {
	var names []string
	for _, row := range itemsOf(probe.Get("each")) {
		for _, v := range itemsOf(row.Get("vars")) {
			names = append(names, v.Name)
		}
	}
	for _, v := range itemsOf(probe.Get("matrix")) {
		names = append(names, v.Name)
	}
	return names
}

// symbol is a name at a place: what it is the name of.
type symbol struct {
	kind string
	name string       // of a capture "probe.name"
	span outline.Span // of the name itself
	of   *outline.Node
}

// symbolAt returns the name at an offset, a declaration or a use of it.
func (d *document) symbolAt(offset int) (symbol, bool) {
	p := d.root().At(d.text, offset)
	for _, s := range d.symbolsOf(p.Node) {
		if s.span.Contains(offset) {
			return s, true
		}
	}
	return symbol{}, false
}

// symbolsOf returns the names in the key and in the scalar of a node.
func (d *document) symbolsOf(n *outline.Node) []symbol {
	if n == nil || n.Parent == nil {
		return nil
	}
	var out []symbol
	if n.Key.To > n.Key.From {
		out = d.keySymbols(n)
	}
	if n.Kind == outline.Scalar {
		out = append(out, d.referencesIn(n, n.Inner(d.text))...)
		out = append(out, d.celProbes(n)...)
		if kind := language.At(n.Path()).Names(); kind != "" && !strings.Contains(n.Text, "${") {
			out = append(out, symbol{kind, n.Text, n.Inner(d.text), n})
		}
	}
	return out
}

// keySymbols returns the names in the key of a node.
func (d *document) keySymbols(n *outline.Node) []symbol {
	out := d.referencesIn(n, n.InnerKey(d.text))
	path := n.Path()
	own := func(kind, name string) []symbol {
		return append(out, symbol{kind, name, n.InnerKey(d.text), n})
	}
	if len(path) == 2 {
		switch path[0] {
		case "vars", "secrets":
			return own(ofReference, n.Name)
		}
		for kind, section := range sections {
			if path[0] == section {
				return own(kind, n.Name)
			}
		}
	}
	switch {
	case len(path) == 4 && path[0] == "probes" && path[2] == "capture":
		return own(ofReference, path[1]+"."+n.Name)
	case language.At(path[:len(path)-1]).KeyNames() == ofProbe:
		return own(ofProbe, n.Name)
	}
	return out
}

// referencesIn returns the ${references} in a part of the text.
func (d *document) referencesIn(n *outline.Node, in outline.Span) []symbol {
	var out []symbol
	text := string(d.text[in.From:in.To])
	for at := 0; ; {
		i := strings.Index(text[at:], "${")
		if i < 0 {
			return out
		}
		from := at + i + len("${")
		end := strings.IndexByte(text[from:], '}')
		if end < 0 {
			return out
		}
		at = from + end
		if from > 2 && text[from-3] == '$' {
			continue // $${ is the text
		}
		name := text[from : from+end]
		out = append(out, symbol{ofReference, name, outline.Span{From: in.From + from, To: in.From + at}, n})
		if id, capture, ok := suite.SplitCapture(name); ok { // its parts are names, too
			start := in.From + from
			out[len(out)-1] = symbol{ofReference, name, outline.Span{From: start + len(name) - len(capture), To: start + len(name)}, n}
			out = append(out, symbol{ofProbe, id, outline.Span{From: start, To: start + len(id)}, n})
		}
	}
}

// celProbes returns the probes that CEL expressions look up: answers["id"].
func (d *document) celProbes(n *outline.Node) []symbol {
	path := n.Path()
	if last := path[len(path)-1]; last != "cel" && (last != "-" || len(path) < 2 || path[len(path)-2] != "cel") {
		return nil
	}
	var out []symbol
	in := n.Inner(d.text)
	text := string(d.text[in.From:in.To])
	for at := 0; ; {
		i := strings.Index(text[at:], "answers[")
		if i < 0 {
			return out
		}
		from := at + i + len("answers[")
		for from < len(text) && (text[from] == '\\' || text[from] == '"' || text[from] == '\'') {
			from++
		}
		end := from
		for end < len(text) && text[end] != '"' && text[end] != '\'' && text[end] != '\\' {
			end++
		}
		out = append(out, symbol{ofProbe, text[from:end], outline.Span{From: in.From + from, To: in.From + end}, n})
		at = end
	}
}

// withoutRow returns the id of a probe from that of one of its rows, "id[row]".
func withoutRow(id string) string {
	of, _, _ := strings.Cut(id, "[")
	return of
}
