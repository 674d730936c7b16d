package lsp

import (
	"context"
	"path/filepath"

	"assay/runner/internal/lsp/outline"
	"assay/runner/internal/lsp/protocol"
	"assay/runner/internal/lsp/rpc"
)

// definition returns where a name is declared; of a declaration of a probe, where its response is
// recorded; of a path, the file.
func (s *server) definition(p *protocol.DocumentParams) (any, error) {
	d, err := s.open(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	symbol, ok := d.symbolAt(d.offset(p.Position))
	if !ok {
		return nil, nil
	}
	if symbol.kind == ofFile {
		return protocol.Location{URI: uriOf(filepath.Join(filepath.Dir(d.path), filepath.FromSlash(symbol.name)))}, nil
	}
	if at := d.declares(symbol); at != nil && *at == symbol.span && symbol.kind == ofProbe {
		return d.recordings(symbol.name), nil
	} else if at != nil {
		return protocol.Location{URI: d.uri, Range: d.span(*at)}, nil
	}
	for _, other := range s.family(d).included() {
		if at := declaredIn(&other.buffer, symbol); at != nil {
			return protocol.Location{URI: other.uri, Range: other.span(*at)}, nil
		}
	}
	return nil, nil
}

// declares returns the span of the declaration of a name in the document, nil if it has none.
func (d *document) declares(s symbol) *outline.Span {
	return declaredIn(&d.buffer, s)
}

func declaredIn(b *buffer, s symbol) *outline.Span {
	var n *outline.Node
	switch {
	case s.kind != ofReference:
		n = b.root().Get(sections[s.kind], withoutRow(s.name))
	case isCapture(s.name):
		probe, capture := splitCapture(s.name)
		n = b.root().Get("probes", withoutRow(probe), "capture", capture)
	default:
		if n = rowVar(s.of.Above(2), s.name); n == nil {
			n = b.root().Get("vars", s.name)
		}
		if n == nil {
			n = b.root().Get("secrets", s.name)
		}
	}
	if n == nil {
		return nil
	}
	span := n.InnerKey(b.text)
	return &span
}

// rowVar returns the first declaration of a variable in the rows of a probe.
func rowVar(probe *outline.Node, name string) *outline.Node {
	for _, row := range itemsOf(probe.Get("each")) {
		if v := row.Get("vars", name); v != nil {
			return v
		}
	}
	return probe.Get("matrix", name)
}

// recordings returns where the responses to a probe are recorded.
func (d *document) recordings(name string) []protocol.Location {
	out := []protocol.Location{}
	if d.last == nil {
		return out
	}
	for _, p := range d.last.Plan.Named(name) {
		if e := d.entry(p); e != nil && e.At.File != nil && len(out) < mostItems {
			at := protocol.Position{Line: max(0, e.At.Line-1)}
			out = append(out, protocol.Location{URI: uriOf(e.At.File.Name), Range: protocol.Range{Start: at, End: at}})
		}
	}
	return out
}

// references returns every use of a name, in the document and in those that share it.
func references(s *server, m *rpc.Message) (any, error) {
	var p protocol.DocumentParams
	if err := rpc.Params(m, &p); err != nil {
		return nil, err
	}
	d, err := s.open(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	symbol, ok := d.symbolAt(d.offset(p.Position))
	if !ok || declaredNowhere(symbol.kind) {
		return []protocol.Location{}, nil
	}
	family := s.family(d)
	return s.later(m, func(ctx context.Context) (any, error) {
		out := []protocol.Location{}
		for _, one := range family.documents(ctx) {
			declared := declaredIn(&one.buffer, symbol)
			for _, use := range one.uses(symbol) {
				if p.Context.IncludeDeclaration || declared == nil || *declared != use.span {
					out = append(out, protocol.Location{URI: one.uri, Range: one.span(use.span)})
				}
			}
		}
		return out, nil
	})
}

// declaredNowhere reports whether a kind of names has no declaration in a document.
func declaredNowhere(kind string) bool {
	return kind == ofFile || kind == ofJSONPath || kind == ofHeader || kind == ofPacked
}
