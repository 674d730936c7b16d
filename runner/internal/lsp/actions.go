package lsp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"assay/runner/internal/lint"
	"assay/runner/internal/lsp/outline"
	"assay/runner/internal/lsp/protocol"
	"assay/runner/internal/lsp/rpc"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/suite"
)

// actions returns what is offered for a part of a document: fixes of its diagnostics, and, on a
// finding, more to expect.
func (s *server) actions(p *protocol.DocumentParams) (any, error) {
	d, err := s.open(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	out := []protocol.CodeAction{}
	for _, l := range d.known {
		if l.path != d.path || l.Range.End.Line < p.Range.Start.Line || l.Range.Start.Line > p.Range.End.Line {
			continue
		}
		action, ok := d.replacement(l)
		if !ok && l.Code == lint.RuleControl {
			action, ok = d.control(l)
		}
		if ok {
			action.Kind, action.IsPreferred, action.Diagnostics = protocol.QuickFix, true, []protocol.Diagnostic{l.Diagnostic}
			out = append(out, action)
		}
	}
	if finding := d.findingAt(d.offset(p.Range.Start)); finding != nil && d.isSuite() && len(d.responses(finding)) > 0 {
		data, err := json.Marshal(lensData{URI: d.uri, Finding: finding.Name})
		if err != nil {
			return nil, err
		}
		out = append(out, protocol.CodeAction{Title: "Expect more of the recorded response (assay mutate)", Kind: protocol.Rewrite, Data: data})
	}
	return out, nil
}

// findingAt returns the finding at an offset, nil if there is none.
func (d *document) findingAt(offset int) *outline.Node {
	n := d.root().At(d.text, offset).Node.Above(2)
	if n == nil || n.Parent.Name != "findings" {
		return nil
	}
	return n
}

// replacement returns the change of a word to the one that was most likely meant.
func (d *document) replacement(l located) (protocol.CodeAction, bool) {
	var f fix
	if len(l.Data) == 0 || json.Unmarshal(l.Data, &f) != nil || string(d.text[d.offset(l.Range.Start):d.offset(l.Range.End)]) != f.Word {
		return protocol.CodeAction{}, false
	}
	return protocol.CodeAction{
		Title: fmt.Sprintf("Change %s to %s", f.Word, f.By),
		Edit:  d.edit(protocol.TextEdit{Range: l.Range, NewText: f.By}),
	}, true
}

func (d *document) edit(edits ...protocol.TextEdit) *protocol.WorkspaceEdit {
	return &protocol.WorkspaceEdit{Changes: map[string][]protocol.TextEdit{d.uri: edits}}
}

// control returns the change that gives a finding about authentication a control: a probe that is
// there, or a new one, which asks the same without credentials.
func (d *document) control(l located) (protocol.CodeAction, bool) {
	n := d.findingAt(d.offset(l.Range.Start))
	if n == nil || d.last == nil || n.Kind != outline.Map || n.Get("control") != nil {
		return protocol.CodeAction{}, false
	}
	var probe *plan.Probe
	for _, s := range specsOf(d.last.Plan, n.Name) {
		if probe != nil && probe != s.Probe {
			return protocol.CodeAction{}, false // which of several probes it would be a control of is not known
		}
		probe = s.Probe
	}
	if probe == nil || probe.Row != "" || probe.Request == nil {
		return protocol.CodeAction{}, false
	}
	for _, other := range d.last.Plan.Probes {
		if other != probe && other.Request != nil && other.Request.Method == probe.Request.Method && other.Request.URL == probe.Request.URL &&
			string(other.Request.Body) == string(probe.Request.Body) && !d.sendsCredentials(other) {
			return protocol.CodeAction{
				Title: "Add control: " + other.ID, Edit: d.edit(d.addTo(n, "control: "+other.ID)),
			}, true
		}
	}
	id, entry, ok := d.withoutKey(probe)
	if !ok {
		return protocol.CodeAction{}, false
	}
	return protocol.CodeAction{
		Title: "Add a probe without credentials as control: " + id,
		Edit:  d.edit(d.addTo(d.root().Get("probes"), entry), d.addTo(n, "control: "+id)),
	}, true
}

// sendsCredentials reports whether a probe sends a secret, or something in a credential's place.
func (d *document) sendsCredentials(p *plan.Probe) bool {
	r := p.Request
	return r.Auth != nil || len(r.Cookies) > 0 || r.Jar != "" || len(d.credentials(p)) > 0 ||
		slices.ContainsFunc(p.Refs, func(ref string) bool {
			return slices.ContainsFunc(d.last.Suite.Secrets, func(s suite.Secret) bool { return s.Name == ref })
		})
}

// credentials returns the headers of a probe that are credentials.
func (d *document) credentials(p *plan.Probe) []string {
	var out []string
	for _, f := range p.Request.Header {
		if names.Credential(f.Name) {
			out = append(out, f.Name)
		}
	}
	return out
}

// copied are the keys of a probe that its control has, too.
var copied = []string{"method", "path", "url", "query", "json", "form", "body", "file", "graphql"}

// withoutKey returns a probe that asks what another does, without its credentials; ok is false if
// that cannot be written, as the document has no such probe or it has no credentials of its own.
func (d *document) withoutKey(p *plan.Probe) (id, entry string, ok bool) {
	n := d.root().Get("probes", p.ID)
	id = p.ID + "-without-key"
	if n == nil || n.Parent.InBraces() || d.root().Get("probes", id) != nil {
		return "", "", false
	}
	lines := []string{id + ":"}
	for _, key := range copied {
		if item := n.Get(key); item != nil {
			own := strings.ReplaceAll(string(d.text[item.Whole.From:item.Whole.To]), "\n"+outline.Indent(d.text, item.Whole.From), "\n")
			lines = append(lines, strings.Split(own, "\n")...)
		}
	}
	var headers []string
	for _, h := range itemsOf(n.Get("headers")) {
		if !names.Credential(h.Name) {
			headers = append(headers, string(d.text[h.Whole.From:h.Whole.To]))
		}
	}
	for _, name := range d.credentials(p) {
		headers = append(headers, name+": null")
	}
	if len(headers) > 0 {
		lines = append(lines, "headers: {"+strings.Join(headers, ", ")+"}")
	}
	if of := d.root().Get("request", "auth"); of != nil || n.Get("auth") != nil {
		lines = append(lines, "auth: null")
	}
	return id, strings.Join(lines, "\n  "), true
}

// resolveAction makes the edit of an action once it is chosen.
func resolveAction(s *server, m *rpc.Message) (any, error) {
	var action protocol.CodeAction
	if err := rpc.Params(m, &action); err != nil {
		return nil, err
	}
	var data lensData
	if len(action.Data) == 0 {
		return &action, nil
	}
	if err := json.Unmarshal(action.Data, &data); err != nil {
		return nil, rpc.Errorf(rpc.InvalidParams, "the data of an action is not ours: %v", err)
	}
	d, err := s.open(data.URI)
	if err != nil {
		return nil, err
	}
	return s.strengthen(m, d, &action, data.Finding)
}
