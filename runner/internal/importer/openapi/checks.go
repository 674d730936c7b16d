package openapi

import (
	"strconv"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/importer"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// exampleCheck is a value that is sent, to be held against its own schema.
type exampleCheck struct {
	at      source.Pos
	what    string // "GET /books: the query parameter limit"
	file    string
	pointer []string // of the schema
	value   any
	asText  bool // it is sent as text, whatever its type
	madeUp  bool // from the schema
}

// claimCheck is a finding that claims what the document says of a response.
type claimCheck struct {
	at           source.Pos
	method, path string
	statuses     []string // as documented
	finding      *importer.Finding
}

// sent records that a value is sent: of the document, or made up from its schema.
func (r *reader) sent(op operation, what string, schema part, value any, c exampleCheck) {
	if !schema.there() {
		return
	}
	c.at, c.what, c.file, c.pointer = op.place, op.method+" "+op.path+": "+what, schema.path, schema.pointer()
	c.value = plain(value, subst.Finish)
	r.values = append(r.values, c)
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
		why := doc.Refuses(v.file, v.pointer, v.value)
		switch {
		case why == "" || sameText(doc, v):
		case v.madeUp:
			r.Drop(v.at, "put a value that the API knows", "%s is made up, and its own schema refuses it: %s", v.what, why)
		default:
			r.Drop(v.at, "put a value that the API knows", "%s has a value that its own schema refuses: %s", v.what, why)
		}
	}
	for _, c := range r.claims {
		err := unjudged(doc, c)
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

// unjudged returns why no response of one of the statuses can be judged; nil if all can.
func unjudged(doc *expect.OpenAPIDocument, c claimCheck) error {
	for _, status := range c.statuses {
		if err := doc.Response(c.method, c.path, status); err != nil {
			return err
		}
	}
	return nil
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
	status, keys := claimed(op)
	f := r.Expect(p, claim, nil)
	if status != nil {
		f.Expect.Set("status", status)
	}
	if len(keys) == 0 {
		r.Drop(op.place, "say what must hold", "%s %s: the document names no response; its finding is pending", op.method, op.path)
		r.unclaimed(f)
		return
	}
	f.Expect.Set("openapi", true)
	if framing, ok := streamed(op.at("responses").at(keys[0])); ok {
		p.Options.Set("stream", framing)
	}
	r.claims = append(r.claims, claimCheck{op.place, op.method, op.path, keys, f})
}

// claimed returns the status to claim, and the keys of the responses that document it, none if the
// document has no response: all that are successes, else redirects, else all that it has.
func claimed(op operation) (status any, keys []string) {
	byKind := map[byte]importer.List{}
	keysOf := map[byte][]string{}
	byDefault := false
	for _, response := range op.at("responses").sorted() {
		code := response.name()
		kind := byte('4')
		switch status := statusOf(code); {
		case code == "default":
			byDefault = true
		case status == nil:
		default:
			if code[0] == '2' || code[0] == '3' {
				kind = code[0]
			}
			byKind[kind] = append(byKind[kind], status)
			keysOf[kind] = append(keysOf[kind], code)
		}
	}
	for _, kind := range []byte("23") {
		all := byKind[kind]
		if len(all) == 0 {
			continue
		}
		if _, isRange := all[len(all)-1].(string); isRange {
			all = all[len(all)-1:]
		}
		return oneOrAll(all), keysOf[kind]
	}
	if byDefault {
		return "2xx", []string{"default"}
	}
	return oneOrAll(byKind['4']), keysOf['4']
}

// oneOrAll returns the only one of a list, else the list; nil if it is empty.
func oneOrAll(all importer.List) any {
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	return all
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
