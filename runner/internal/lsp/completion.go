package lsp

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"assay/runner/internal/lsp/language"
	"assay/runner/internal/lsp/outline"
	"assay/runner/internal/lsp/protocol"
	"assay/runner/internal/packs"
)

// mostItems bounds the proposals of one completion; more come as one types on.
const mostItems = 500

// completing is one request for proposals.
type completing struct {
	*document
	offset int
	at     outline.Place
	out    protocol.CompletionList
}

func (s *server) completion(p *protocol.DocumentParams) (any, error) {
	d, err := s.open(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	c := &completing{document: d, offset: d.offset(p.Position)}
	c.out.Items = []protocol.CompletionItem{}
	c.at = d.root().At(d.text, c.offset)
	switch {
	case c.inReference():
		c.references()
	case c.at.Part == outline.OnKey, c.at.Part == outline.Inside && c.at.Node.Kind != outline.List:
		c.keys()
	default:
		c.values()
	}
	if len(c.out.Items) > mostItems {
		c.out.Items, c.out.IsIncomplete = c.out.Items[:mostItems], true
	}
	return &c.out, nil
}

// typed returns what is written of the word before the cursor.
func (c *completing) typed() string {
	if c.at.Word.From > c.offset {
		return ""
	}
	return string(c.text[c.at.Word.From:c.offset])
}

// add proposes a text for the word at the cursor.
func (c *completing) add(kind int, label, detail, about, text string, in outline.Span) {
	item := protocol.CompletionItem{Label: label, Kind: kind, Detail: detail, FilterText: label}
	if about != "" {
		item.Documentation = protocol.Markdown(about)
	}
	item.TextEdit = &protocol.TextEdit{Range: c.span(in), NewText: text}
	c.out.Items = append(c.out.Items, item)
}

// inReference reports whether the cursor is behind a ${ that is not closed before it.
func (c *completing) inReference() bool {
	line := c.text[bytes.LastIndexByte(c.text[:c.offset], '\n')+1 : c.offset]
	i := bytes.LastIndex(line, []byte("${"))
	return i >= 0 && bytes.IndexByte(line[i:], '}') < 0 && (i == 0 || line[i-1] != '$')
}

func (c *completing) references() {
	from := bytes.LastIndex(c.text[:c.offset], []byte("${")) + len("${")
	to, end := c.offset, "}"
	for to < len(c.text) && isName(c.text[to]) {
		to++
	}
	if to < len(c.text) && c.text[to] == '}' {
		end = ""
	}
	for _, n := range c.document.references(c.at.Node.Above(2)) {
		c.add(protocol.KindVariable, n.name, n.about, "", n.name+end, outline.Span{From: from, To: to})
	}
}

func isName(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b == '-' || b == '.'
}

// keys proposes the keys of the map at the cursor that it does not have.
func (c *completing) keys() {
	of := c.at.Node
	if c.at.Part == outline.OnKey {
		of = of.Parent
	}
	place := language.At(of.Path())
	end := ": "
	if c.at.Part == outline.OnKey && c.at.Node.Kind != outline.Bare {
		end = ""
	}
	switch place.KeyNames() {
	case ofProbe:
		for _, n := range c.names(ofProbe) {
			c.add(protocol.KindReference, n.name, n.about, "", n.name+end, c.at.Word)
		}
	case ofJSONPath:
		c.paths(of, end)
	case ofHeader:
		c.headers(of, end)
	}
	for _, k := range place.Keys() {
		if n := of.Get(k.Name); n == nil || n == c.at.Node {
			c.add(protocol.KindProperty, k.Name, "", k.Meaning, k.Name+end, c.at.Word)
		}
	}
	if of.Kind == outline.Empty && of.Parent != nil { // it may become a list
		c.listed(place, language.At(append(of.Path(), "-")))
	}
}

// listed proposes items for a list that is not begun.
func (c *completing) listed(_, items language.Place) {
	if kind := items.Names(); kind == ofProbe || kind == ofAnswer || kind == ofHypothesis {
		for _, n := range c.names(kind) {
			c.add(protocol.KindReference, "- "+n.name, n.about, "", "- "+n.name, c.at.Word)
		}
	}
}

// values proposes what the scalar at the cursor may be.
func (c *completing) values() {
	path := c.at.Node.Path()
	if c.at.Part == outline.Inside {
		path = append(path, "-")
	}
	place := language.At(path)
	for _, word := range place.Words() {
		c.add(protocol.KindEnumMember, word, "", "", word, c.at.Word)
	}
	switch kind := place.Names(); kind {
	case ofProbe, ofAnswer, ofHypothesis:
		for _, n := range c.names(kind) {
			c.add(protocol.KindReference, n.name, n.about, "", c.quoted(n.name), c.at.Word)
		}
	case ofJSONPath:
		c.paths(c.at.Node, "")
	case ofHeader:
		c.headers(c.at.Node, "")
	case ofPacked:
		c.packed()
	case ofFile:
		c.files()
	}
}

// packed proposes the findings of the pack that is included at the cursor.
func (c *completing) packed() {
	n := c.at.Node
	for n != nil && n.Get("pack") == nil {
		n = n.Parent
	}
	if n == nil {
		return
	}
	text, _ := packs.Text(n.Get("pack").Text)
	for _, f := range itemsOf(outline.Read([]byte(text)).Get("findings")) {
		about := ""
		if claim := f.Get("claim"); claim != nil {
			about = claim.Text
		}
		c.add(protocol.KindReference, f.Name, about, "", f.Name, c.at.Word)
	}
}

// files proposes files beside the document, and below the folder that is typed.
func (c *completing) files() {
	typed := c.typed()
	folder := typed[:strings.LastIndexByte(typed, '/')+1]
	at := filepath.Join(filepath.Dir(c.path), filepath.FromSlash(folder))
	entries, err := os.ReadDir(at)
	if err != nil {
		return
	}
	for _, e := range entries {
		name := folder + e.Name()
		switch {
		case strings.HasPrefix(e.Name(), "."), filepath.Join(at, e.Name()) == c.path:
			continue
		case e.IsDir():
			name += "/"
		}
		c.add(protocol.KindFile, name, "", "", c.quoted(name), c.at.Word)
	}
}

// quoted returns a text with quotes where YAML needs them at the cursor.
func (c *completing) quoted(text string) string {
	if c.inQuotes() || !strings.ContainsAny(text, "[]{},#&*!|>'\"%@`") && !strings.Contains(text, ": ") {
		return text
	}
	if inFlow := c.at.Node.Flow || c.at.Part == outline.Inside; !inFlow && strings.IndexAny(text, "[]{},#&*!|>'\"%@`") > 0 && !strings.Contains(text, " #") && !strings.Contains(text, ": ") {
		return text
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// inQuotes reports whether the word at the cursor has quotes.
func (c *completing) inQuotes() bool {
	from := c.at.Word.From
	return from > 0 && (c.text[from-1] == '"' || c.text[from-1] == '\'')
}

// headers proposes the headers that were recorded.
func (c *completing) headers(of *outline.Node, end string) {
	var seen []string
	for _, r := range c.responses(of) {
		for _, f := range r.Header {
			if !slices.ContainsFunc(seen, func(s string) bool { return strings.EqualFold(s, f.Name) }) {
				seen = append(seen, f.Name)
				c.add(protocol.KindField, f.Name, c.shown(f.Value), "", f.Name+end, c.at.Word)
			}
		}
	}
}
