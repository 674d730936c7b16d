package openapi

import (
	"cmp"
	"strconv"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/importer"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// exampleCheck is a value of the document, to be held against its own schema.
type exampleCheck struct {
	at      source.Pos
	what    string // "GET /books: the query parameter limit"
	file    string
	pointer []string // of the schema
	value   any
	asText  bool // it is sent as text, whatever its type
}

// claimCheck is a finding that claims what the document says of a response.
type claimCheck struct {
	at           source.Pos
	method, path string
	status       string // as documented
	finding      *importer.Finding
}

// given records that a value of the document is sent.
func (r *reader) given(op operation, what string, schema part, value any, asText bool) {
	if !schema.there() {
		return
	}
	r.values = append(r.values, exampleCheck{
		at: op.place, what: op.method + " " + op.path + ": " + what, file: schema.path, pointer: schema.pointer(), value: plain(value, subst.Finish), asText: asText,
	})
}

// check reads the document as those do who judge responses by it. It lists the values that their
// own schemas refuse, and takes out what no response can be judged by.
func (r *reader) check() {
	r.Read = expect.NewShared()
	doc, err := expect.ReadOpenAPI(r.From.Name, r.From.Text, r.Read)
	if err != nil {
		return // the suite is refused for it, and that part is taken out
	}
	for _, v := range r.values {
		if why := doc.Refuses(v.file, v.pointer, v.value); why != "" && !sameText(doc, v) {
			r.Drop(v.at, "put a value that the API knows", "%s has a value that its own schema refuses: %s", v.what, why)
		}
	}
	for _, c := range r.claims {
		err := doc.Response(c.method, c.path, c.status)
		if err == nil {
			continue
		}
		var rest importer.Map
		for _, e := range c.finding.Expect {
			if e.Key != "openapi" {
				rest = append(rest, e)
			}
		}
		r.Drop(c.at, "mend the document", "%s %s: no response can be judged by the document: %v", c.method, c.path, err)
		if c.finding.Expect = rest; len(rest) == 0 {
			r.unclaimed(c.finding)
		}
	}
	r.values, r.claims = nil, nil
}

// sameText reports whether the schema takes another value of the same text: the example "7" of an
// integer is sent as 7 is.
func sameText(doc *expect.OpenAPIDocument, v exampleCheck) bool {
	text, ok := v.value.(string)
	if !ok || !v.asText {
		return false
	}
	value, err := exchange.ParseJSON([]byte(text))
	return err == nil && doc.Refuses(v.file, v.pointer, value) == ""
}

// unclaimed makes a finding pending.
func (r *reader) unclaimed(f *importer.Finding) {
	f.Expect = importer.MapOf("status", importer.MapOf("lt", 500))
	f.More.Set("pending", "the document says nothing that can be claimed: say what must hold")
}

// finding adds the claim that the operation is answered as documented.
func (r *reader) finding(p *importer.Probe, op operation) {
	claim := op.method + " " + op.path + " is answered as the document says"
	status, key := claimed(op)
	var expect importer.Map
	if status != nil {
		expect.Set("status", status)
	}
	if key != "" {
		expect.Set("openapi", true)
	}
	if framing, ok := streamed(op.at("responses").at(key)); ok {
		p.Options.Set("stream", framing)
	}
	f := r.Expect(p, claim, expect)
	if key == "" {
		r.Drop(op.place, "say what must hold", "%s %s: the document names no response; its finding is pending", op.method, op.path)
		r.unclaimed(f)
		return
	}
	r.claims = append(r.claims, claimCheck{op.place, op.method, op.path, key, f})
}

// claimed returns the status to claim, nil for none, and the key of the response that documents it,
// "" if the document has no response: its first success or redirect, else all that it has.
func claimed(op operation) (status any, key string) {
	var others importer.List
	byDefault := false
	for _, response := range op.at("responses").sorted() {
		code := response.name()
		switch status := statusOf(code); {
		case code == "default":
			byDefault = true
		case status == nil:
		case code[0] == '2' || code[0] == '3':
			return status, code
		default:
			others = append(others, status)
			key = cmp.Or(key, code)
		}
	}
	switch {
	case byDefault:
		return "2xx", "default"
	case len(others) == 1:
		return others[0], key
	case len(others) > 1:
		return others, key
	}
	return nil, ""
}

// statusOf returns a key of responses as a status to expect: 404, "4xx"; nil for any other key.
func statusOf(code string) any {
	if len(code) != 3 || code[0] < '1' || code[0] > '5' {
		return nil
	}
	if n, err := strconv.Atoi(code); err == nil {
		return n
	}
	if strings.EqualFold(code[1:], "xx") {
		return strings.ToLower(code)
	}
	return nil
}

// streamed returns the value of stream: for a response; false if it can be something else.
func streamed(response part) (any, bool) {
	var framing any
	for _, kind := range response.at("content").entries() {
		switch f, ok := exchange.FramingOf(exchange.Header{{Name: "Content-Type", Value: kind.name()}}); {
		case !ok || framing != nil && framing != any(string(f)):
			return nil, false
		default:
			framing = string(f)
		}
	}
	if framing == "" {
		framing = true
	}
	return framing, framing != nil
}
