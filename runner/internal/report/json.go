package report

import (
	"bufio"
	"encoding/json"
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
	j.open(head)
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

func (j *jsonWriter) comma(i int) {
	if i > 0 {
		j.raw(",")
	}
}
