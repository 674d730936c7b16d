package lint

import (
	"strings"

	"assay/runner/internal/pipeline"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// marks are placeholders of shells ($KEY), of Postman and templates ({{key}}), and of prose (<your
// key>). The name is the first group that matches.
var marks = source.Pattern(`(?:^|[^\w$])\$([A-Za-z_]\w*)|\{\{\s*([A-Za-z_][\w.-]*)\s*\}\}|<\s*([A-Za-z][\w -]{1,60})>`)

// sent is a text that a request sends.
type sent struct {
	place      string // "auth", "the header X-Key", "the body"
	text       string
	at         source.Pos
	credential bool // it stands where a credential does
}

// placeholders warns of placeholders of other tools that requests send as they stand.
func (w *warnings) placeholders(d *pipeline.Document) {
	for _, p := range d.Suite.Probes {
		w.placeholdersIn(p.Request)
		for i := range p.Rows {
			w.placeholdersIn(p.Rows[i].Request)
		}
	}
}

func (w *warnings) placeholdersIn(r *suite.Request) {
	if r == nil {
		return
	}
	eachSent(r, func(s sent) {
		if !mayHaveMark(s.text) {
			return
		}
		for _, at := range marks().FindAllStringSubmatchIndex(s.text, -1) {
			mark := strings.TrimLeft(s.text[at[0]:at[1]], `:=,;"'([ `)
			name, ok := s.meant(at)
			if !ok {
				continue
			}
			next := "declare it under vars:, and write ${" + name + "}"
			if s.credential || names.Spoken(name) || names.Likely(name) || strings.HasSuffix(name, "_key") {
				next = "declare it under secrets:, as `" + name + ": " + strings.ToUpper(name) + "`, and write ${" + name + "}"
			}
			w.warn(s.at, next, "%s sends %q as it stands: only ${…} is filled in", s.place, mark)
			return // one for each text
		}
	})
}

// mayHaveMark reports whether a search for marks is worth it: few texts have one, and a body may be
// large.
func mayHaveMark(text string) bool {
	if strings.Contains(text, "{{") || strings.Contains(text, "<") {
		return true
	}
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, "$")
		if !ok {
			return false
		}
		if after != "" && after[0] != '{' && after[0] != '$' {
			return true
		}
		rest = after
	}
}

// meant returns the name in a mark, and whether it was most likely to be filled in.
func (s *sent) meant(at []int) (name string, ok bool) {
	group := 1
	for at[2*group] < 0 {
		group++
	}
	written := s.text[at[2*group]:at[2*group+1]]
	name = strings.ReplaceAll(strings.TrimPrefix(suite.Slug(written), "your-"), "-", "_")
	if name == "" {
		return "", false
	}
	spoken := names.Spoken(written) || names.Spoken(name)
	switch {
	case s.credential || spoken && group == 2:
		return name, true
	case group == 1: // $NAME: a shell's variable rather than a currency, or a variable of GraphQL
		return name, strings.ToUpper(written) == written && (spoken || strings.Contains(written, "_"))
	case group == 2: // {{name}}: a template's, as imports keep those that have no value
		return "", false
	}
	return name, strings.HasPrefix(strings.ToLower(written), "your ") || spoken && strings.ToUpper(written) == written
}

// eachSent visits the texts of a request that may hold a placeholder.
func eachSent(r *suite.Request, visit func(sent)) {
	params := func(what string, ps []suite.Param, credential func(string) bool) {
		for i := range ps {
			for _, text := range ps[i].Values {
				visit(sent{place: what + " " + ps[i].Name, text: text, at: ps[i].At, credential: credential(ps[i].Name)})
			}
		}
	}
	for _, address := range []string{r.Path, r.URL} {
		visit(sent{place: "the address", text: address, at: r.At})
	}
	params("the parameter", r.Query, names.Credential)
	params("the header", r.Headers, names.Credential)
	params("the cookie", r.Cookies, names.Likely)
	if a := r.Auth; a != nil {
		for _, text := range []string{a.User, a.Password, a.Token, a.Key, a.Secret, a.Session} {
			visit(sent{place: "auth", text: text, at: a.At, credential: true})
		}
	}
	b := r.Body
	if b == nil || b.Kind == "file" {
		return
	}
	visit(sent{place: "the body", text: b.Text, at: b.At})
	params("the field", b.Form, names.Credential)
	for i := range b.Parts {
		part := &b.Parts[i]
		visit(sent{place: "the part " + part.Name, text: part.Value, at: part.At, credential: names.Credential(part.Name)})
	}
}
