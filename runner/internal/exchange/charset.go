package exchange

import (
	"bytes"
	"mime"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
)

// Text is the body in UTF-8, without a byte order mark, decoded once. The charset comes from the
// first of these, in the order of the WHATWG standards: a byte order mark, the Content-Type's
// charset, the document itself (XML declaration, <meta>). A body is returned unchanged if it is not
// text, names no charset or names an unknown one; so JSON is UTF-8 unless the header says
// otherwise.
func (o *Observation) Text() []byte {
	return o.read().textOf(o)
}

func (p *parsed) textOf(o *Observation) []byte {
	p.text.Do(func() { p.inUTF8 = Decode(o.Body, o.Header.Get("Content-Type")).Text })
	return p.inUTF8
}

// Decoded is a body as text, and how to turn a changed text into a body again.
type Decoded struct {
	Text    []byte // in UTF-8, without a byte order mark
	mark    []byte // the byte order mark that the body began with
	charset encoding.Encoding
}

// Encode returns text in the body's original charset, with its byte order mark. The error names a
// character that the charset lacks.
func (d *Decoded) Encode(text []byte) ([]byte, error) {
	if d.charset != nil {
		var err error
		if text, err = d.charset.NewEncoder().Bytes(text); err != nil {
			return nil, err
		}
	}
	return append(d.mark[:len(d.mark):len(d.mark)], text...), nil
}

// Decode does what [Observation.Text] does, for a body without an observation.
func Decode(body []byte, contentType string) Decoded {
	if len(body) == 0 {
		return Decoded{Text: body}
	}
	kind, label := mediaType(contentType)
	if kind == binary {
		return Decoded{Text: body}
	}
	if mark, name := byteOrderMark(body); mark > 0 {
		d := convert(body[mark:], name)
		d.mark = body[:mark]
		return d
	}
	if label == "" && kind == markup {
		label = declared(body)
	}
	return convert(body, label)
}

// kind is what a media type says about a body.
type kind int

const (
	binary kind = iota
	text
	markup // text that may name its charset itself
)

// mediaType reads a Content-Type. A body without one is text: only a byte order
// mark changes it.
func mediaType(contentType string) (kind, string) {
	if contentType == "" || contentType == "application/json" {
		return text, ""
	}
	name, params, err := mime.ParseMediaType(contentType)
	if err != nil && name == "" {
		return text, ""
	}
	label := params["charset"]
	switch {
	case name == "text/event-stream":
		return binary, "" // always UTF-8, and its events are found by their offsets
	case strings.HasSuffix(name, "/xml"), strings.HasSuffix(name, "+xml"), name == "text/html":
		return markup, label
	case strings.HasPrefix(name, "text/"), strings.HasSuffix(name, "json"), strings.HasSuffix(name, "javascript"),
		name == "application/x-www-form-urlencoded", strings.HasSuffix(name, "yaml"), name == "application/graphql":
		return text, label
	}
	if label != "" {
		return text, label // only text has a charset
	}
	return binary, ""
}

// byteOrderMark is the length of the mark that b begins with, and its charset.
func byteOrderMark(b []byte) (length int, name string) {
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return 3, "utf-8"
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return 2, "utf-16le"
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return 2, "utf-16be"
	}
	return 0, ""
}

// head is how many bytes of a document are searched for its charset.
const head = 1024

var xmlDeclaration = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)
})

// declared returns the charset that a document names in itself, "" if it names none. UTF-16 without
// a byte order mark is recognized by the zeros around its first "<".
func declared(body []byte) string {
	top := body[:min(len(body), head)]
	switch {
	case bytes.HasPrefix(top, []byte("<\x00")):
		return "utf-16le"
	case bytes.HasPrefix(top, []byte("\x00<")):
		return "utf-16be"
	}
	if m := xmlDeclaration().FindSubmatch(top); m != nil {
		if label := string(m[1]); !strings.HasPrefix(strings.ToLower(label), "utf-16") {
			return label
		}
		return "" // it could not be read if it were
	}
	// If the document names none, this guesses windows-1252, which is right only if the text is not
	// valid UTF-8.
	_, name, _ := charset.DetermineEncoding(top, "")
	if name == "windows-1252" && utf8.Valid(body) {
		return ""
	}
	return name
}

// convert decodes body from the charset with that label.
func convert(body []byte, label string) Decoded {
	if label == "" || strings.EqualFold(label, "utf-8") {
		return Decoded{Text: body}
	}
	e, name := charset.Lookup(label)
	if e == nil || e == encoding.Nop || name == "utf-8" || name == "replacement" {
		return Decoded{Text: body}
	}
	out, err := e.NewDecoder().Bytes(body)
	if err != nil {
		return Decoded{Text: body}
	}
	return Decoded{Text: out, charset: e}
}
