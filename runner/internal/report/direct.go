package report

import (
	"math"
	"strconv"
)

// direct is a value that most lines of a result are, and that writes itself as the encoder does, in
// a quarter of the time. ok is false if the encoder has to: it has lists, or a text with escapes.
type direct interface {
	appendDirect(b []byte) (_ []byte, ok bool)
}

func (f *Finding) appendDirect(b []byte) ([]byte, bool) {
	if len(f.Labels)+len(f.Breaks)+len(f.Expectations)+len(f.Failures) > 0 {
		return b, false
	}
	o := object{bytes: append(b, '{')}
	o.text("id", f.ID)
	o.text("claim", f.Claim)
	o.some("probe", f.Probe)
	o.some("control", f.Control)
	o.count("order", int64(f.Order))
	o.place("at", f.At)
	o.some("source", f.Source)
	o.text("verdict", f.Verdict)
	o.some("reason", f.Reason)
	o.some("kind", f.Kind)
	o.some("decide", f.Decide)
	return append(o.bytes, '}'), !o.odd
}

func (l *outline) appendDirect(b []byte) ([]byte, bool) {
	o := object{bytes: append(b, '{')}
	o.text("probe", l.Probe)
	o.count("status", int64(l.Status))
	o.some("reason", l.Reason)
	o.count("size", l.Size)
	o.number("duration_ms", l.DurationMS)
	o.number("first_byte_ms", l.FirstByte)
	o.count("attempts", int64(l.Attempts))
	o.some("provenance", l.Provenance)
	return append(o.bytes, '}'), !o.odd
}

// object is a JSON object being written. It is odd if the encoder would write it otherwise.
type object struct {
	bytes []byte
	odd   bool
}

// member starts a member; its name needs no escapes.
func (o *object) member(name string) {
	if o.bytes[len(o.bytes)-1] != '{' {
		o.bytes = append(o.bytes, ',')
	}
	o.bytes = append(append(append(o.bytes, '"'), name...), `":`...)
}

func (o *object) text(name, s string) {
	o.member(name)
	o.bytes = append(o.bytes, '"')
	o.escapeless(s)
	o.bytes = append(o.bytes, '"')
}

// escapeless appends a text of a string.
func (o *object) escapeless(s string) {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			o.odd = true
			return
		}
	}
	o.bytes = append(o.bytes, s...)
}

// some writes a text that is left out if it is empty.
func (o *object) some(name, s string) {
	if s != "" {
		o.text(name, s)
	}
}

// count writes a number that is left out if it is 0.
func (o *object) count(name string, n int64) {
	if n != 0 {
		o.member(name)
		o.bytes = strconv.AppendInt(o.bytes, n, 10)
	}
}

// number is count of one with a fraction.
func (o *object) number(name string, f float64) {
	if f == 0 {
		return
	}
	o.member(name)
	if least, most := 1e-6, 1e21; math.Abs(f) >= least && math.Abs(f) < most {
		o.bytes = strconv.AppendFloat(o.bytes, f, 'f', -1, 64)
		return
	}
	o.odd = true // in scientific notation
}

// place writes a place that is left out if it is unknown.
func (o *object) place(name string, p Place) {
	if p.IsZero() {
		return
	}
	o.member(name)
	o.bytes = append(o.bytes, '"')
	o.escapeless(p.File)
	o.bytes = append(p.appendAfterFile(o.bytes), '"')
}
