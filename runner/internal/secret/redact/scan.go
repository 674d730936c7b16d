package redact

import (
	"strings"
	"unicode/utf8"
	"unsafe"
)

// Leak is a secret found in bytes about to be written.
type Leak struct {
	Line, Col int    // 1-based; Col in characters
	Kind      string // "secret api_key (base64)", "shaped like a key: github"
	Secret    string // the name of the declared secret, "" for anything else
}

// Scan is the last check: what it finds must not be written. It finds secrets in every form, shapes
// of keys and what the suite's regular expressions match.
func (r *Redactor) Scan(b []byte) []Leak {
	if r == nil || r.matcher == nil {
		return nil
	}
	s := unsafe.String(unsafe.SliceData(b), len(b)) // does not outlive b, which is not changed
	var out []Leak
	line, from := 1, 0
	for _, h := range merged(r.find(s)) {
		for i := strings.IndexByte(s[from:h.start], '\n'); i >= 0; i = strings.IndexByte(s[from:h.start], '\n') {
			line, from = line+1, from+i+1
		}
		out = append(out, Leak{Line: line, Col: 1 + utf8.RuneCountInString(s[from:h.start]), Kind: h.kind, Secret: h.secret()})
	}
	return out
}
