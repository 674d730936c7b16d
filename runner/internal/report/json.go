package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// JSON writes the result as one JSON document, one finding or observation per line, so that it can
// be grepped and compared by lines. A body that is not UTF-8 is written as base64.
func JSON(w io.Writer, r *Result) error {
	j := jsonWriter{out: bufio.NewWriterSize(w, 64<<10)}
	j.enc = json.NewEncoder(j.out)
	j.enc.SetEscapeHTML(false)
	j.result(r)
	if j.err == nil {
		j.err = j.out.Flush()
	}
	if j.err != nil {
		return fmt.Errorf("writing the JSON result: %w", j.err)
	}
	return nil
}

// ReadyJSON lets the encoder inspect the types of a result once, which takes about a millisecond: a
// run does that while it waits for its first responses.
func ReadyJSON() {
	_ = JSON(io.Discard, &Result{Suites: []Suite{{Findings: []Finding{{}}, Observations: []Observation{{}}}}})
}

// jsonWriter keeps the first error; after it nothing more is written.
type jsonWriter struct {
	out *bufio.Writer
	enc *json.Encoder
	err error
}

func (j *jsonWriter) raw(s string) {
	if j.err == nil {
		_, j.err = j.out.WriteString(s)
	}
}

func (j *jsonWriter) value(v any) {
	if j.err == nil {
		j.err = j.enc.Encode(v) // ends the line
	}
}

// open writes the members of v but leaves its object open, for members that are written one per
// line.
func (j *jsonWriter) open(v any) {
	if j.err != nil {
		return
	}
	text, err := json.Marshal(v)
	if err != nil {
		j.err = err
		return
	}
	_, j.err = j.out.Write(text[:len(text)-1])
}

// result writes r, its suites last, and the lists of each suite last.
func (j *jsonWriter) result(r *Result) {
	type members Result // without Suites
	head := struct {
		*members
		Suites *struct{} `json:"suites,omitempty"`
	}{members: (*members)(r)}
	j.open(head)
	j.raw(",\n\"suites\": [")
	for i := range r.Suites {
		if i > 0 {
			j.raw(",")
		}
		j.raw("\n")
		j.suite(&r.Suites[i])
	}
	j.raw("]}\n")
}

func (j *jsonWriter) suite(s *Suite) {
	type members Suite
	head := struct {
		*members
		Findings     *struct{} `json:"findings,omitempty"`
		Observations *struct{} `json:"observations,omitempty"`
	}{members: (*members)(s)}
	if len(s.Drift) == 0 {
		j.open(head)
	} else {
		own := *s
		own.Drift = placeOfDrift
		head.members = (*members)(&own)
		j.openAround(head, s.Drift)
	}
	j.raw(",\n\"findings\": [\n")
	for i := range s.Findings {
		j.comma(i)
		j.value(&s.Findings[i])
	}
	j.raw("],\n\"observations\": [\n")
	each := s.Each
	if each == nil {
		each = s.each
	}
	n := 0
	each(func(o any) {
		j.comma(n)
		j.value(o)
		n++
	})
	j.raw("]}\n")
}

func (s *Suite) each(write func(any)) {
	for i := range s.Observations {
		write(&s.Observations[i])
	}
}

// placeOfDrift is written, and found again, where differences are to be: no text of a value has its
// quotes.
var placeOfDrift = []Drift{{Probe: "here"}}

// openAround is open for a suite with placeOfDrift instead of its differences, which are written
// one by one: there may be several for each probe.
func (j *jsonWriter) openAround(v any, all []Drift) {
	if j.err != nil {
		return
	}
	text, err := json.Marshal(v)
	place, placeErr := json.Marshal(placeOfDrift)
	if j.err = errors.Join(err, placeErr); j.err != nil {
		return
	}
	before, after, _ := bytes.Cut(text[:len(text)-1], place)
	j.raw(string(before) + "[")
	var room []byte
	for i := range all {
		j.comma(i)
		room = all[i].appendJSON(room[:0])
		if _, err := j.out.Write(room); err != nil {
			j.err = err
			return
		}
	}
	j.raw("]" + string(after))
}

// appendJSON appends what [json.Marshal] returns.
func (d *Drift) appendJSON(b []byte) []byte {
	b = appendMember(b, `{"probe":`, d.Probe)
	b = appendMember(b, `,"class":`, d.Class)
	b = appendMember(b, `,"path":`, d.Path)
	b = appendMember(b, `,"was":`, d.Was)
	b = appendMember(b, `,"is":`, d.Is)
	if d.Note != "" {
		b = appendMember(b, `,"note":`, d.Note)
	}
	return append(b, '}')
}

// appendMember appends the start of a member and a string as [json.Marshal] writes it.
func appendMember(b []byte, start, s string) []byte {
	b = append(append(b, start...), '"')
	from := len(b)
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ' || c >= 0x7f || c == '<' || c == '>' || c == '&':
			text, _ := json.Marshal(s) //nolint:errchkjson // a string can be written
			return append(b[:from-1], text...)
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

func (j *jsonWriter) comma(i int) {
	if i > 0 {
		j.raw(",")
	}
}
