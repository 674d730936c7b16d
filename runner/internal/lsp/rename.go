package lsp

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"strings"

	"assay/runner/internal/fixture"
	"assay/runner/internal/lsp/outline"
	"assay/runner/internal/lsp/protocol"
	"assay/runner/internal/lsp/rpc"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

func (s *server) prepareRename(p *protocol.DocumentParams) (any, error) {
	d, err := s.open(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	symbol, ok := d.symbolAt(d.offset(p.Position))
	if !ok || !renamable(symbol) {
		return nil, nil
	}
	_, span := symbol.isOf(symbol)
	return protocol.PrepareRename{Range: d.span(span), Placeholder: string(d.text[span.From:span.To])}, nil
}

// renamable reports whether a name is one that documents give.
func renamable(s symbol) bool {
	return !declaredNowhere(s.kind) && !strings.Contains(withoutRow(s.name), "*") && (s.kind != ofReference || !slices.Contains(subst.Builtins, s.name))
}

// rename changes a name wherever it stands: in the document, in those that share it, and, of a
// probe, in the fixtures that recorded it.
func rename(s *server, m *rpc.Message) (any, error) {
	var p protocol.DocumentParams
	if err := rpc.Params(m, &p); err != nil {
		return nil, err
	}
	d, err := s.open(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	symbol, ok := d.symbolAt(d.offset(p.Position))
	if !ok || !renamable(symbol) {
		return nil, rpc.Errorf(rpc.RequestFailed, "there is no name here that can be changed")
	}
	if why := suite.WrongName(p.NewName, symbol.kind == ofReference); why != "" {
		return nil, rpc.Errorf(rpc.RequestFailed, "%q cannot be the name of a %s: %s", p.NewName, nounOf(symbol), why)
	}
	family := s.family(d)
	return s.later(m, func(ctx context.Context) (any, error) {
		r := &renaming{symbol: symbol, to: p.NewName, documents: family.documents(ctx)}
		return r.edit(family)
	})
}

func nounOf(s symbol) string {
	if s.kind != ofReference {
		return s.kind
	}
	if isCapture(s.name) {
		return "capture"
	}
	return "var or secret"
}

// renaming is one change of a name.
type renaming struct {
	symbol
	to        string
	documents []*document
}

func (r *renaming) edit(f *family) (*protocol.WorkspaceEdit, error) {
	taken := r.symbol
	taken.name = r.to
	if r.kind == ofReference && isCapture(r.name) {
		probe, _ := splitCapture(r.name)
		taken.name = probe + "." + r.to
	}
	declared := false
	out := &protocol.WorkspaceEdit{Changes: map[string][]protocol.TextEdit{}}
	for _, d := range r.documents {
		if at := declaredIn(&d.buffer, taken); at != nil {
			return nil, rpc.Errorf(rpc.RequestFailed, "there is a %s %q already, on line %d of %s", nounOf(r.symbol), r.to, d.line(at.From)+1, filepath.Base(d.path))
		}
		declared = declared || declaredIn(&d.buffer, r.symbol) != nil
		for _, check := range []func(*document) error{r.globs, r.rows} {
			if err := check(d); err != nil {
				return nil, err
			}
		}
		for _, use := range d.uses(r.symbol) {
			out.Changes[d.uri] = append(out.Changes[d.uri], protocol.TextEdit{Range: d.span(use.span), NewText: r.to})
		}
	}
	if !declared {
		return nil, rpc.Errorf(rpc.RequestFailed, "the %s %q is declared in no file of the workspace; a pack's names cannot be changed", nounOf(r.symbol), r.name)
	}
	if r.kind == ofProbe {
		r.fixtures(f, out)
	}
	return out, nil
}

// globs rejects a name that globs would see differently: the findings that they name would change.
func (r *renaming) globs(d *document) error {
	if r.kind != ofProbe {
		return nil
	}
	old := withoutRow(r.name)
	var wrong error
	d.containing("*", func(n *outline.Node) {
		for _, s := range d.symbolsOf(n) {
			glob := withoutRow(s.name)
			if s.kind != ofProbe || !strings.Contains(glob, "*") || wrong != nil {
				continue
			}
			if was, is := source.Glob(glob, old), source.Glob(glob, r.to); was != is {
				verb := "matches %q and not %q"
				first, second := old, r.to
				if is {
					first, second = r.to, old
				}
				wrong = rpc.Errorf(rpc.RequestFailed, "the glob %q on line %d of %s "+verb+": the rename would change what it names; write ids there first",
					glob, d.line(s.span.From)+1, filepath.Base(d.path), first, second)
			}
		}
	})
	return wrong
}

// rows rejects a var that rows have a variable of the same name beside: which of them a reference
// means depends on the row.
func (r *renaming) rows(d *document) error {
	if r.kind != ofReference || isCapture(r.name) {
		return nil
	}
	for _, probe := range itemsOf(d.root().Get("probes")) {
		for _, name := range rowVars(probe) {
			if name == r.name || name == r.to {
				return rpc.Errorf(rpc.RequestFailed, "rows of the probe %q have a variable %q; change these names by hand", probe.Name, name)
			}
		}
	}
	return nil
}

// fixtures adds the edits of the fixtures that the documents name: entries are named by probes. A
// HAR has no names of probes.
func (r *renaming) fixtures(f *family, out *protocol.WorkspaceEdit) {
	seen := map[string]bool{}
	for _, d := range r.documents {
		for _, name := range d.fixtureNames() {
			path := fixture.Place(filepath.Join(filepath.Dir(d.path), filepath.FromSlash(name)))
			if seen[path] || strings.EqualFold(filepath.Ext(path), ".har") {
				continue
			}
			seen[path] = true
			text, ok := f.text(path)
			if !ok {
				continue
			}
			uri := f.uris[path]
			if uri == "" {
				uri = uriOf(path)
			}
			if edits := r.entries(newBuffer(text)); len(edits) > 0 {
				out.Changes[uri] = append(out.Changes[uri], edits...)
			}
		}
	}
}

// fixtureNames returns the fixtures of a document, those of its environments too.
func (d *document) fixtureNames() []string {
	names := textsOf(d.root().Get("fixtures"))
	for _, e := range itemsOf(d.root().Get("environments")) {
		names = append(names, textsOf(e.Get("fixtures"))...)
	}
	return names
}

// entries returns the edits of the separators of a fixture: "### probe[row] #2 response".
func (r *renaming) entries(b buffer) []protocol.TextEdit {
	var out []protocol.TextEdit
	old := []byte(withoutRow(r.name))
	for line := range b.starts {
		title, ok := bytes.CutPrefix(b.lineText(line), []byte("### "))
		rest, of := bytes.CutPrefix(bytes.TrimLeft(title, " "), old)
		if !ok || !of || len(rest) > 0 && rest[0] != ' ' && rest[0] != '[' {
			continue
		}
		from := b.starts[line] + len("### ") + len(title) - len(bytes.TrimLeft(title, " "))
		out = append(out, protocol.TextEdit{Range: b.span(outline.Span{From: from, To: from + len(old)}), NewText: r.to})
	}
	return out
}
