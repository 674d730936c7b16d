package history

import (
	"bytes"
	"encoding/json"
)

// line is a run as one line of JSON: its parts are packed.
type line struct {
	Run
	Parts []linePart `json:"parts"`
}

type linePart struct {
	Suite  string `json:"suite"`
	Packed []byte `json:"packed,omitempty"`
	// Earlier releases wrote these.
	Observations []Observation `json:"observations,omitempty"`
	Verdicts     []Verdict     `json:"verdicts,omitempty"`
}

// Line returns the run as one line of JSON, without secrets. Most runs contain none: it examines
// each text only if the run contains one.
func (r *Run) Line() ([]byte, error) {
	out, texts, err := asLine(r)
	if err != nil || !r.leaks(texts) {
		return out, err
	}
	safe, err := r.Safe()
	if err != nil {
		return nil, err
	}
	out, _, err = asLine(safe)
	return out, err
}

// asLine returns the run as a line, and what the line says in the clear, which its packed parts
// hide.
func asLine(r *Run) (out, texts []byte, err error) {
	l := line{Run: *r}
	l.Run.Parts = nil
	for i := range r.Parts {
		packed, words := r.Parts[i].packed()
		l.Parts = append(l.Parts, linePart{Suite: r.Parts[i].Suite, Packed: packed})
		for _, word := range append(words, r.Parts[i].Suite) {
			texts = append(append(texts, word...), '\n')
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // escapes would hide secrets from the last check
	err = e.Encode(&l)
	for _, word := range []string{r.ID, r.Mode, r.Tool, r.Vantage} {
		texts = append(append(texts, word...), '\n')
	}
	return b.Bytes(), texts, err
}

// ReadLine reads what [Run.Line] returned, or an earlier release wrote. packed are the parts as
// [Part.MarshalBinary] returns them, nil where that is not known. ok is false for a line that is no
// whole run.
func ReadLine(text []byte) (r *Run, packed [][]byte, ok bool) {
	var l line
	if json.Unmarshal(text, &l) != nil || l.ID == "" {
		return nil, nil, false
	}
	for _, p := range l.Parts {
		part := Part{Suite: p.Suite, Observations: p.Observations, Verdicts: p.Verdicts}
		if p.Packed != nil && part.UnmarshalBinary(p.Packed) != nil {
			return nil, nil, false
		}
		l.Run.Parts = append(l.Run.Parts, part)
		packed = append(packed, p.Packed)
	}
	return &l.Run, packed, true
}

// leaks reports whether one of the parts' redactors finds something in a text.
func (r *Run) leaks(text []byte) bool {
	for i := range r.Parts {
		if len(r.Parts[i].Redact.Scan(text)) > 0 {
			return true
		}
	}
	return false
}

// Ready lets the encoder inspect the types of a run, which a run may do while it waits for its
// first responses.
func Ready() { _, _, _ = asLine(&Run{Parts: []Part{{}}}) }
