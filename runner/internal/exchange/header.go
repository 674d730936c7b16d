package exchange

import "strings"

// Field is one header line.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	// Secret says that Value was filled from a secret: no other origin sees it,
	// whatever the field is called. It is set in the request as it is sent, and in
	// nothing that is planned, recorded or reported.
	Secret bool `json:"-"`
}

// Header is the fields of a message in order. Names compare without case
// (RFC 9110, section 5.1).
type Header []Field

// Get is the first value of name, "" when there is none.
func (h Header) Get(name string) string {
	for i := range h {
		if strings.EqualFold(h[i].Name, name) {
			return h[i].Value
		}
	}
	return ""
}

// Has reports whether a field of that name is there.
func (h Header) Has(name string) bool {
	for i := range h {
		if strings.EqualFold(h[i].Name, name) {
			return true
		}
	}
	return false
}

// Values is every value of name, in order.
func (h Header) Values(name string) []string {
	var out []string
	for i := range h {
		if strings.EqualFold(h[i].Name, name) {
			out = append(out, h[i].Value)
		}
	}
	return out
}
