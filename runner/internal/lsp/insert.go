package lsp

import (
	"strings"

	"assay/runner/internal/lsp/outline"
	"assay/runner/internal/lsp/protocol"
)

// addTo returns the edit that adds an entry, of one or more lines, to a map: in its braces, or in
// lines below its last entry.
func (d *document) addTo(n *outline.Node, entry string) protocol.TextEdit {
	items := n.Items()
	if n.InBraces() {
		at := n.Value.To
		if at > n.Value.From && d.text[at-1] == '}' {
			at--
		}
		text := entry
		if len(items) > 0 {
			at = items[len(items)-1].Whole.To
			text = ", " + entry
		}
		return d.inserted(at, text)
	}
	if len(items) == 0 {
		indent := outline.Indent(d.text, n.Key.From) + "  "
		return d.inserted(n.Key.To+1, "\n"+indented(entry, indent))
	}
	last := items[len(items)-1]
	indent := outline.Indent(d.text, items[0].Whole.From)
	return d.inserted(d.lineEnd(last.Whole.To), "\n"+indented(entry, indent))
}

func (d *document) inserted(at int, text string) protocol.TextEdit {
	return protocol.TextEdit{Range: d.span(outline.Span{From: at, To: at}), NewText: text}
}

// lineEnd returns the end of the line of an offset.
func (d *document) lineEnd(offset int) int {
	line := d.line(offset)
	return d.starts[line] + len(d.lineText(line))
}

func indented(entry, indent string) string {
	return indent + strings.ReplaceAll(entry, "\n", "\n"+indent)
}

// merge returns the edits that add the entries of another text to a map, and those of its maps to
// the maps of the same key; ok is false if a key is there with another value.
func (d *document) merge(n *outline.Node, text []byte, more *outline.Node) (edits []protocol.TextEdit, ok bool) {
	var added []string
	for _, item := range more.Items() {
		switch there := n.Get(item.Name); {
		case there == nil:
			added = append(added, strings.TrimSpace(string(text[item.Whole.From:item.Whole.To])))
		case there.Kind == outline.Map && item.Kind == outline.Map:
			below, ok := d.merge(there, text, item)
			if !ok {
				return nil, false
			}
			edits = append(edits, below...)
		default:
			return nil, false
		}
	}
	if len(added) == 0 {
		return edits, true
	}
	between := "\n"
	if n.InBraces() {
		between = ", "
	}
	return append(edits, d.addTo(n, strings.Join(added, between))), true
}
