package mutate

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"assay/runner/internal/exchange"
)

// page is what a proxy answers with when what it stands for is gone.
const page = "<!DOCTYPE html>\n<html><head><title>Sorry</title></head><body><h1>Something went wrong</h1></body></html>\n"

// body empties, cuts and replaces a body, and changes what is in it: the values of
// a JSON body, a character of any other.
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

// decode finds the text that the body is; false where the body cannot be written
// again from it (bytes that its charset does not have).
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

// encoded is a text as a body in the charset that it came in. What a mutant writes is
// ASCII, which every charset has.
func (m *making) encoded(text []byte) []byte {
	if m.charset == nil {
		return text
	}
	if body, err := m.charset.Encode(text); err == nil {
		return body
	}
	return text
}

// html answers with a page, as a proxy does, and says so.
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

// setBody gives o a body that was read whole.
func setBody(o *exchange.Observation, text []byte) {
	if o.Size != 0 {
		o.Size += int64(len(text) - len(o.Body))
	}
	o.Body, o.SHA256 = text, ""
}

// slower makes the answer take much longer: ten times, and ten seconds more. An
// answer whose time is not known is not made slower.
func (m *making) slower() {
	if m.o.Duration <= 0 {
		return
	}
	m.add(slower, Part{kind: timePart}, func(o *exchange.Observation) {
		more := wait(o)
		o.Duration += more
		o.FirstByte += more
		if o.Stream != nil && len(o.Stream.Events) > 0 {
			late := *o.Stream
			late.Events = slices.Clone(late.Events)
			for i := range late.Events {
				late.Events[i].At += more
			}
			o.Stream = &late
		}
	})
}

// wait is how much longer a slower answer takes.
func wait(o *exchange.Observation) time.Duration { return 9*o.Duration + 10*time.Second }
