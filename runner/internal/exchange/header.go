package exchange

import "strings"

// Field is one header line.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	// Secret reports whether Value was filled from a secret: it is sent to no other origin, whatever
	// the field's name. It is set only in the request being sent, not in planned, recorded or reported
	// ones.
	Secret bool `json:"-"`
}

// Header is the fields of a message in order. Names compare without case
// (RFC 9110, section 5.1).
type Header []Field

// Get returns the first value of name, "" if there is none.
func (h Header) Get(name string) string {
	for i := range h {
		if strings.EqualFold(h[i].Name, name) {
			return h[i].Value
		}
	}
	return ""
}

// Has reports whether h has a field of that name.
func (h Header) Has(name string) bool {
	for i := range h {
		if strings.EqualFold(h[i].Name, name) {
			return true
		}
	}
	return false
}

// Repeats reports whether other has the values of name that h has, in their order.
func (h Header) Repeats(other Header, name string) bool {
	next := 0
	for i := range h {
		if !strings.EqualFold(h[i].Name, name) {
			continue
		}
		for next < len(other) && !strings.EqualFold(other[next].Name, name) {
			next++
		}
		if next == len(other) || other[next].Value != h[i].Value {
			return false
		}
		next++
	}
	return next == len(other) || !other[next:].Has(name)
}

// Values returns every value of name, in order.
func (h Header) Values(name string) []string {
	var out []string
	for i := range h {
		if strings.EqualFold(h[i].Name, name) {
			out = append(out, h[i].Value)
		}
	}
	return out
}

// IsToken reports whether s is a token of RFC 9110, section 5.6.2: the name of a method, of a
// header or of an authentication scheme.
func IsToken(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		alnum := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !alnum && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return s != ""
}
