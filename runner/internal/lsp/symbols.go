package lsp

import (
	"github.com/aymanbagabas/go-udiff"

	"assay/runner/internal/lsp/outline"
	"assay/runner/internal/lsp/protocol"
	"assay/runner/internal/lsp/rpc"
	"assay/runner/internal/yamlfmt"
)

// listed says of which sections the entries are in the outline, and as what.
var listed = map[string]int{
	"vars": protocol.SymbolVariable, "secrets": protocol.SymbolKey, "answers": protocol.SymbolProperty, "environments": protocol.SymbolProperty,
	"probes": protocol.SymbolFunction, "findings": protocol.SymbolEvent, "hypotheses": protocol.SymbolProperty, "checklist": protocol.SymbolProperty,
}

func (s *server) symbols(p *protocol.DocumentParams) (any, error) {
	d, err := s.open(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	out := []protocol.DocumentSymbol{}
	for _, n := range d.root().Items() {
		one := d.symbol(n, protocol.SymbolNamespace)
		if kind := listed[n.Name]; kind != 0 {
			for _, entry := range n.Items() {
				below := d.symbol(entry, kind)
				if n.Name != "vars" && n.Name != "secrets" {
					below.Detail = detailOf(entry)
				}
				one.Children = append(one.Children, below)
			}
		}
		if one.Name != "" {
			out = append(out, one)
		}
	}
	return out, nil
}

func (d *document) symbol(n *outline.Node, kind int) protocol.DocumentSymbol {
	one := protocol.DocumentSymbol{Name: n.Name, Kind: kind, Range: d.span(n.Whole), SelectionRange: d.span(n.Key)}
	if n.Kind == outline.Scalar {
		one.Detail = n.Text
	}
	return one
}

// detailOf returns the sentence or the address of an entry.
func detailOf(n *outline.Node) string {
	for _, key := range []string{"claim", "about", "path", "url", "ask", "target"} {
		if v := n.Get(key); v != nil && v.Kind == outline.Scalar {
			return v.Text
		}
	}
	return ""
}

// formatting lays the document out as assay fmt does.
func (s *server) formatting(p *protocol.DocumentParams) (any, error) {
	d, err := s.open(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	out, err := yamlfmt.Format(d.text)
	if err != nil {
		return nil, rpc.Errorf(rpc.RequestFailed, "the document cannot be formatted: %v", err)
	}
	edits := []protocol.TextEdit{}
	for _, e := range udiff.Lines(string(d.text), string(out)) {
		edits = append(edits, protocol.TextEdit{Range: d.span(outline.Span{From: e.Start, To: e.End}), NewText: e.New})
	}
	return edits, nil
}
