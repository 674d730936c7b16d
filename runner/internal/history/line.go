package history

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
)

// line is a run as one line of JSON, of which the packed parts were taken out.
type line[P any] struct {
	Run
	Parts []P `json:"parts"`
}

type packedPart struct {
	Suite  string `json:"suite"`
	Packed int    `json:"packed"` // 1-based; 0: not packed
}

// readPart is a part of a line. What is not packed, an earlier release has written: only then need
// the decoder inspect its types.
type readPart struct {
	packedPart
	Observations json.RawMessage `json:"observations"`
	Verdicts     json.RawMessage `json:"verdicts"`
}

// unpacked reads the part of an earlier release.
func (p *readPart) unpacked() (part Part, ok bool) {
	part.Suite = p.Suite
	for _, list := range []struct {
		text json.RawMessage
		into any
	}{{p.Observations, &part.Observations}, {p.Verdicts, &part.Verdicts}} {
		if list.text != nil && json.Unmarshal(list.text, list.into) != nil {
			return part, false
		}
	}
	return part, true
}

// packedMark comes before a packed part, or its number. No string of JSON holds it: its quotes
// would be escaped.
const packedMark = `"packed":`

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
	l := line[packedPart]{Run: *r}
	l.Run.Parts = nil
	var contents [][]byte
	for _, word := range []string{r.ID, r.Mode, r.Tool, r.Vantage} {
		texts = append(append(texts, word...), '\n')
	}
	for i := range r.Parts {
		content, words := r.Parts[i].packed()
		contents = append(contents, content)
		l.Parts = append(l.Parts, packedPart{r.Parts[i].Suite, len(contents)})
		words = append(words, r.Parts[i].Suite)
		size := 0
		for _, word := range words {
			size += len(word) + 1
		}
		texts = slices.Grow(texts, size)
		for _, word := range words {
			texts = append(append(texts, word...), '\n')
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // escapes would hide secrets from the last check
	if err := e.Encode(&l); err != nil {
		return nil, nil, err
	}
	return packed(b.Bytes(), contents), texts, nil
}

// packed puts the packed parts into a line, in the places of their numbers.
func packed(text []byte, contents [][]byte) []byte {
	size := len(text)
	for _, content := range contents {
		size += base64.StdEncoding.EncodedLen(len(content)) + len(`""`)
	}
	out := make([]byte, 0, size)
	for i, content := range contents {
		before, after, _ := bytes.Cut(text, strconv.AppendInt([]byte(packedMark), int64(i+1), 10))
		out = append(append(append(out, before...), packedMark...), '"')
		out = append(base64.StdEncoding.AppendEncode(out, content), '"')
		text = after
	}
	return append(out, text...)
}

// ReadLine reads what [Run.Line] returned, or an earlier release wrote. packed are the parts as
// [Part.MarshalBinary] returns them, nil where that is not known. ok is false for a line that is no
// whole run.
func ReadLine(text []byte) (r *Run, packed [][]byte, ok bool) { return (&LineReader{}).Read(text) }

// LineReader reads many lines, each into the memory of the one before.
type LineReader struct {
	parts []Part
	texts []string
}

// Read reads a line as [ReadLine] does. What it returns is valid until the next call, its texts for
// good.
func (lr *LineReader) Read(text []byte) (r *Run, packed [][]byte, ok bool) {
	text, contents, ok := unpacked(text)
	var l line[readPart]
	if !ok || json.Unmarshal(text, &l) != nil || l.ID == "" {
		return nil, nil, false
	}
	for i := range l.Parts {
		p := &l.Parts[i]
		if i == len(lr.parts) {
			lr.parts = append(lr.parts, Part{})
		}
		part, content := &lr.parts[i], []byte(nil)
		part.Suite = p.Suite
		switch {
		case p.Packed == 0:
			if *part, ok = p.unpacked(); !ok {
				return nil, nil, false
			}
		case p.Packed < 0 || p.Packed > len(contents):
			return nil, nil, false
		default:
			content = contents[p.Packed-1]
			var err error
			if lr.texts, err = part.read(content, lr.texts); err != nil {
				return nil, nil, false
			}
		}
		packed = append(packed, content)
	}
	l.Run.Parts = lr.parts[:len(l.Parts)]
	return &l.Run, packed, true
}

// unpacked takes the packed parts out of a line, which are nearly all of it, and puts their numbers
// in their places.
func unpacked(text []byte) (rest []byte, contents [][]byte, ok bool) {
	all := make([]byte, 0, base64.StdEncoding.DecodedLen(len(text)))
	for {
		before, after, found := bytes.Cut(text, []byte(packedMark+`"`))
		rest = append(rest, before...)
		if !found {
			return rest, contents, true
		}
		encoded, after, found := bytes.Cut(after, []byte(`"`))
		if !found {
			return nil, nil, false
		}
		at := len(all)
		var err error
		if all, err = base64.StdEncoding.AppendDecode(all, encoded); err != nil {
			return nil, nil, false
		}
		contents = append(contents, all[at:len(all):len(all)])
		rest = strconv.AppendInt(append(rest, packedMark...), int64(len(contents)), 10)
		text = after
	}
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
