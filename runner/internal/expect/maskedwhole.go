package expect

import (
	"bytes"
	"slices"
	"strings"

	"assay/runner/internal/exchange"
)

// What is said of an answer as a whole (its size, its digest, that it is the same as
// another) includes what is masked in it.

// doubtBody says that something in the body is masked, "" where nothing is.
func (known maskNames) doubtBody(o *exchange.Observation) string {
	if !bytes.Contains(o.Body, []byte("${")) {
		return ""
	}
	text := string(o.Text())
	if masks := known.in(text); masks != nil {
		return "a part of the body is masked (" + text[masks[0].start:masks[0].end] + ")"
	}
	return ""
}

// longestMasked is how many bytes a masked value has at most, for the size of a body
// that holds one: generous for a token.
const longestMasked = 8 << 10

// sizeDoubt says why the size of a body is not known well enough for want, "" where it
// is: the outcome is the same however long what is masked in it was.
func (known maskNames) sizeDoubt(o *exchange.Observation, size byteSize, want *predicate) string {
	why := known.doubtBody(o)
	if why == "" {
		return ""
	}
	low, high := size, size
	for _, m := range known.in(string(o.Text())) {
		low -= byteSize(m.end - m.start)
		high += longestMasked
	}
	if first := want.outcome(max(low, 0)); first == want.outcome(high) && (first == Met || !want.holdsWithin(low, high)) && want.bounded() {
		return ""
	}
	return why + ", so the size is another than it was; judge it by bounds that leave room for a key"
}

// bounded reports whether p consists of bounds and equalities: what holds at both ends
// of a range holds within it.
func (p *predicate) bounded() bool {
	for i := range p.terms {
		if _, ok := p.terms[i].op.(ordered); !ok {
			return false
		}
	}
	return true
}

// holdsWithin reports whether an operand lies in a range, so that p may be met there
// although it is not at its ends.
func (p *predicate) holdsWithin(low, high byteSize) bool {
	for i := range p.terms {
		o, ok := p.terms[i].op.(ordered)
		if !ok {
			continue
		}
		if size, ok := o.peak().(byteSize); ok && low <= size && size <= high {
			return true
		}
	}
	return false
}

// alike says why two answers that look the same in these parts may not be: one mask
// stands for different values in both. "" where none does, volatile parts aside.
func alike(o *exchange.Observation, parts []string, v *exchange.Volatile) string {
	if v == nil {
		v = &exchange.Volatile{}
	}
	c := &comparison{a: o, volatile: v}
	for _, part := range parts {
		switch part {
		case "body":
			if why := vague(c.steady(o)); why != "" {
				return why
			}
		case "headers":
			for i := range o.Header {
				name := strings.ToLower(o.Header[i].Name)
				if slices.Contains(exchange.VolatileHeaders, name) || slices.Contains(v.Headers, name) {
					continue
				}
				if why := vague(o.Header[i].Value); why != "" {
					return why
				}
			}
		}
	}
	return ""
}

// steady is the body without its volatile parts, as JSON where it is that.
func (c *comparison) steady(o *exchange.Observation) any {
	if value, err := o.JSON(); err == nil {
		return c.steadyJSON(value)
	}
	return c.steadyText(o)
}

// vague names a mask in v that stands for different values, "" without one. A digest
// follows from the body.
func vague(v any) string {
	_, masks := maskNames(nil).first(v)
	for i := range masks {
		if name := masks[i].name; name != "redacted:digest" {
			return "both hold ${" + name + "}, which stands for any such value, so they may differ there; compare them in other parts (in: [status, shape])"
		}
	}
	return ""
}
