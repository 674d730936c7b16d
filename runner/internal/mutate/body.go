package mutate

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"assay/runner/internal/exchange"
)

// page is the response body of a proxy whose origin server is unavailable.
const page = "<!DOCTYPE html>\n<html><head><title>Sorry</title></head><body><h1>Something went wrong</h1></body></html>\n"

// body empties, cuts and replaces a body, and changes its content: the values of a JSON body, a
// character of any other.
func (m *making) body() {
	if len(m.o.Body) == 0 {
		return
	}
	part := Part{kind: bodyPart}
	m.add(bodyEmptied, part, func(o *exchange.Observation) { setBody(o, nil) })
	if half := len(m.o.Body) / 2; half > 0 {
		m.add(bodyTruncated, part, func(o *exchange.Observation) { setBody(o, o.Body[:half]) })
	}
	m.html(part)
	if m.decode() {
		if root, err := parseTree(m.readable); err == nil {
			m.json(root)
			return
		}
	}
	m.add(bodyChanged, part, func(o *exchange.Observation) {
		text := slices.Clone(o.Body)
		changeCharacter(text)
		setBody(o, text)
	})
}

// decode decodes the body to text. It returns false if the body cannot be encoded from it again
// (bytes that its charset does not have).
func (m *making) decode() bool {
	m.readable = m.o.Text()
	if bytes.Equal(m.o.Body, m.readable) {
		return true
	}
	d := exchange.Decode(m.o.Body, m.o.Header.Get("Content-Type"))
	again, err := d.Encode(d.Text)
	m.charset = &d
	return err == nil && bytes.Equal(again, m.o.Body)
}

// encoded encodes a text in the original charset of the body. Mutants add only ASCII, which every
// charset has.
func (m *making) encoded(text []byte) []byte {
	if m.charset == nil {
		return text
	}
	if body, err := m.charset.Encode(text); err == nil {
		return body
	}
	return text
}

// html replaces the response by a page, as a proxy does, with its Content-Type.
func (m *making) html(part Part) {
	if strings.Contains(m.o.Header.Get("Content-Type"), "html") {
		return
	}
	m.add(bodyHTML, part, func(o *exchange.Observation) {
		setBody(o, []byte(page))
		o.Stream = nil
		o.Header = slices.Clone(o.Header)
		for i := range o.Header {
			if strings.EqualFold(o.Header[i].Name, "Content-Type") {
				o.Header[i].Value = "text/html; charset=utf-8"
			}
		}
	})
}

// changeCharacter changes the first letter or digit from the middle on.
func changeCharacter(text []byte) {
	middle := len(text) / 2
	for i := range text {
		at := (middle + i) % len(text)
		if other := otherText(string(text[at : at+1])); len(other) == 1 {
			text[at] = other[0]
			return
		}
	}
	text[middle] ^= 1
}

// setBody gives o a body that is not cut.
func setBody(o *exchange.Observation, text []byte) {
	if o.Size != 0 {
		o.Size += int64(len(text) - len(o.Body))
	}
	o.Body, o.SHA256 = text, ""
}

// slower makes the response take ten times as long, plus an hour: longer than any bound that a
// suite sets. It skips a response whose duration is unknown.
func (m *making) slower() {
	if m.o.Duration <= 0 {
		return
	}
	m.add(slower, Part{kind: timePart}, func(o *exchange.Observation) {
		more := wait(o)
		o.Duration += more
		o.FirstByte += more
		if o.Stream != nil && len(o.Stream.Events) > 0 {
			o.Stream = later(o.Stream, more)
		}
	})
}

// wait returns how much longer a slower response takes.
func wait(o *exchange.Observation) time.Duration { return 9*o.Duration + time.Hour }
