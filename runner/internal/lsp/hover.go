package lsp

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/lsp/language"
	"assay/runner/internal/lsp/outline"
	"assay/runner/internal/lsp/protocol"
	"assay/runner/internal/plan"
	"assay/runner/internal/report"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
	"assay/runner/internal/value"
)

func (s *server) hover(p *protocol.DocumentParams) (any, error) {
	d, err := s.open(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	offset := d.offset(p.Position)
	at := d.root().At(d.text, offset)
	span, about := at.Word, ""
	if symbol, ok := d.symbolAt(offset); ok {
		span, about = symbol.span, d.about(symbol)
	}
	if about == "" && at.Part == outline.OnKey {
		about = d.aboutKey(at.Node)
	}
	if about == "" && at.Part == outline.OnValue && language.At(at.Node.Path()).Names() == ofJSONPath {
		about = d.valuesAt(at.Node, at.Node.Text)
	}
	if about = strings.TrimSpace(about); about == "" {
		return nil, nil
	}
	return &protocol.Hover{Contents: protocol.Markdown(s.Masks.String(report.Printable(about))), Range: d.span(span)}, nil
}

// aboutKey returns the meaning of a key, and what was recorded of the part that it judges.
func (d *document) aboutKey(n *outline.Node) string {
	place := language.At(n.Parent.Path())
	switch place.KeyNames() {
	case ofJSONPath:
		return d.valuesAt(n, n.Name)
	case ofHeader:
		return d.headersAt(n)
	}
	about := place.Meaning(n.Name)
	if about != "" {
		about = "**" + n.Name + "**: " + about + "\n\n"
	}
	if n.Name == "status" && about != "" {
		for _, r := range d.responses(n) {
			about += fmt.Sprintf("recorded for `%s`: %d\n\n", r.probe.ID, r.Status)
		}
	}
	return about
}

func (d *document) headersAt(n *outline.Node) string {
	var b strings.Builder
	for _, r := range d.responses(n) {
		values := r.Header.Values(n.Name)
		if len(values) == 0 {
			fmt.Fprintf(&b, "recorded for `%s`: absent\n\n", r.probe.ID)
		}
		for _, v := range values {
			fmt.Fprintf(&b, "recorded for `%s`: `%s`\n\n", r.probe.ID, d.shown(v))
		}
	}
	return b.String()
}

// about describes what a name is the name of.
func (d *document) about(s symbol) string {
	if s.kind == ofReference {
		return d.aboutReference(s.name)
	}
	if d.last == nil {
		return ""
	}
	switch s.kind {
	case ofProbe:
		var b strings.Builder
		for i, p := range d.last.Plan.Named(s.name) {
			if i == mostProbes {
				b.WriteString("…\n")
				break
			}
			b.WriteString(d.aboutProbe(p))
		}
		return b.String()
	case ofFinding:
		for _, f := range d.last.Suite.Findings {
			if f.ID == s.name {
				return "**" + f.ID + "**: " + f.Claim
			}
		}
	case ofHypothesis:
		for _, h := range d.last.Suite.Hypotheses {
			if h.ID == s.name {
				return "**" + h.ID + "**: " + h.Claim
			}
		}
	case ofAnswer:
		for _, a := range d.last.Suite.Answers {
			if a.ID == s.name {
				return "an answer that this API is known to give:\n\n```yaml\n" + d.declaration(a.At.Line, a.At.File.Text) + "\n```"
			}
		}
	}
	return ""
}

// declaration returns the lines of an entry that begins at a line.
func (d *document) declaration(line int, of []byte) string {
	b := newBuffer(of)
	const most = 20
	out := []string{string(b.lineText(line - 1))}
	indent := len(out[0]) - len(strings.TrimLeft(out[0], " "))
	for i := line; i < len(b.starts) && len(out) < most; i++ {
		text := string(b.lineText(i))
		if len(text)-len(strings.TrimLeft(text, " ")) <= indent {
			break
		}
		out = append(out, text)
	}
	return strings.Join(out, "\n")
}

func (d *document) aboutProbe(p *plan.Probe) string {
	about := "**" + p.ID + "** `" + d.requestOf(p) + "`"
	if p.Of.About != "" {
		about += ": " + p.Of.About
	}
	switch e := d.entry(p); {
	case e == nil:
		about += "\n\nnothing is recorded for it"
	case e.Observation.Failure != nil:
		about += "\n\nrecorded: no response, " + string(e.Observation.Failure.Kind)
	default:
		about += "\n\nrecorded: " + strconv.Itoa(e.Observation.Status) + " " + e.Observation.Reason + ", " + strconv.FormatInt(e.Observation.Size, 10) + " bytes"
	}
	return about + "\n\n"
}

// aboutReference describes what a ${reference} stands for.
func (d *document) aboutReference(name string) string {
	for _, builtin := range subst.Builtins {
		if name == builtin {
			return "`${" + name + "}`: made when a request is sent"
		}
	}
	if d.last == nil {
		return ""
	}
	for _, s := range d.last.Suite.Secrets {
		if s.Name == name {
			return "`${" + name + "}`: a secret, the environment variable " + s.Env
		}
	}
	for i := range d.last.Suite.Vars {
		if v := &d.last.Suite.Vars[i]; v.Name == name {
			switch {
			case slices.ContainsFunc(d.last.Suite.VarCredentials, func(u suite.VarUse) bool { return u.Var.Name == name }):
				return "`${" + name + "}`: a var that requests use as a credential"
			case v.Make != "":
				return "`${" + name + "}`: made anew by each run, `" + v.Make + "`"
			}
			return "`${" + name + "}`: a var, `" + d.shown(subst.Text(v.Value)) + "`"
		}
	}
	id, capture, ok := suite.SplitCapture(name)
	if !ok {
		return ""
	}
	about := ""
	for i, p := range d.last.Plan.Named(id) {
		if i == mostProbes {
			break
		}
		for _, c := range p.Of.Capture {
			if c.Name == capture {
				about += "`${" + name + "}`: captured from the response to `" + p.ID + "`, " + c.From + " " + c.Arg + d.captured(p, c) + "\n\n"
			}
		}
	}
	return about
}

// captured returns what a capture takes out of the recorded response, if that is no secret.
func (d *document) captured(p *plan.Probe, c suite.Capture) string {
	e := d.entry(p)
	if e == nil || c.From != "json" || c.Secret {
		return ""
	}
	query, err := value.Query(c.Arg)
	body, wrong := d.masked(e).JSON()
	if err != nil || wrong != nil {
		return ""
	}
	if nodes := query.Select(body); len(nodes) == 1 {
		return "; recorded: `" + d.shownJSON(nodes[0]) + "`"
	}
	return ""
}
