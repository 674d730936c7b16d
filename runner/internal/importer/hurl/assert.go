package hurl

import (
	"strconv"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
)

// asserts reads captures, and all asserts on an answer.
func (r *reader) asserts(p *importer.Probe, e *entry) importer.Map {
	var expect importer.Map
	if e.response == nil {
		return nil
	}
	if n, err := strconv.Atoi(e.response.status); err == nil {
		expect.Expect("status", n)
	}
	if proto := protocol(e.response.version); proto != "" {
		expect.Expect("proto", proto)
	}
	for _, c := range e.response.captures {
		r.capture(p, c)
	}
	for _, h := range e.response.headers {
		q := query{key: "headers", entry: r.text(h.key)}
		want := importer.Equal(importer.Quoted(r.text(h.value)))
		if !q.once() {
			want = importer.MapOf("any", want) // of all fields of that name
		}
		expect.ExpectAt(r.at(h.line), q.key, importer.MapOf(q.entry, want))
	}
	for _, a := range e.response.asserts {
		var one importer.Map
		if why := r.assert(&one, a.value); why != "" {
			r.Drop(r.at(a.line), "say it under expect:", "the assert %s is left out: %s", a.value, why)
		}
		for _, e := range one {
			expect.ExpectAt(r.at(a.line), e.Key, e.Value)
		}
	}
	if b := e.response.body; b != nil {
		r.wholeBody(&expect, b)
	}
	for _, c := range p.Capture {
		if from, ok := c.Value.(importer.Map); ok {
			isThere(&expect, from, c.At)
		}
	}
	r.implied(&expect)
	return expect
}

// implied adds what fails an entry in Hurl without an assert: a redirect beyond max-redirs.
func (r *reader) implied(expect *importer.Map) {
	if status, ok := expect.Get("status").(int); r.follows && (!ok || status/100 == 3) {
		followed := importer.Map{{Key: "status", Value: importer.List{301, 302, 303, 307, 308}}, {Key: "headers", Value: importer.MapOf("Location", "present")}}
		expect.Expect("none", importer.List{followed})
	}
}

// isThere expects a captured part to be present: in Hurl a capture without a match fails the entry.
// It adds nothing if the expectation implies the part.
func isThere(expect *importer.Map, from importer.Map, line source.Pos) {
	at, _ := from[0].Value.(string)
	var there any = "present"
	if pattern := from.Get("regex"); pattern != nil {
		there = importer.MapOf("matches", pattern)
	}
	keys := map[string]string{"json": "json", "xml": "xml", "header": "headers", "cookie": "cookies"}
	switch from[0].Key {
	case "regex":
		expect.ExpectAt(line, "body", there)
		return
	case "status", "body": // always
		if there != any("present") {
			expect.ExpectAt(line, from[0].Key, there)
		}
		return
	case "json":
		if !definite(at) {
			there = importer.MapOf("count", importer.MapOf("ge", 1))
		} else if m, ok := there.(importer.Map); ok {
			there = append(importer.MapOf("type", "string"), m...)
		}
	}
	key := keys[from[0].Key]
	known, _ := expect.Get(key).(importer.Map)
	for _, e := range known {
		if strings.EqualFold(e.Key, at) && e.Value != any("absent") && there == any("present") {
			return
		}
	}
	expect.ExpectAt(line, key, importer.MapOf(at, there))
}

// protocol converts a version of HTTP to Go's name, "" for any other text.
func protocol(version string) string {
	switch version {
	case "1.0", "1.1":
		return "HTTP/" + version
	case "2", "3":
		return "HTTP/" + version + ".0"
	}
	return ""
}

// wholeBody expects an answer to have that body. Hurl compares the text, of JSON too.
func (r *reader) wholeBody(expect *importer.Map, b *body) {
	if b.kind == "text" {
		expect.Expect("body", importer.Equal(r.bodyText(b)))
		return
	}
	sum, why := r.digest(b.kind, b.text)
	if why != "" {
		r.Drop(r.at(b.line), "expect its sha256:", "the body in %s that is asserted is left out: %s", b.kind, why)
		return
	}
	expect.Expect("sha256", sum)
}
