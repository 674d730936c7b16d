package report

import "strconv"

// direct is a value that, in most results, has few members and plain texts.
type direct interface {
	// appendJSON appends what the encoder writes, in half the time and without an inspection of
	// types; ok is false for a value that it leaves to the encoder.
	appendJSON(b []byte) (_ []byte, ok bool)
}

// appendPlain appends a string of JSON; ok is false if some encoders escape more of it than quotes.
func appendPlain(b []byte, s string) (_ []byte, ok bool) {
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ' || c >= 0x7f || c == '<' || c == '>' || c == '&':
			return b, false
		default:
			b = append(b, c)
		}
	}
	return append(b, '"'), true
}

// members appends members of an object.
type members struct {
	text []byte
	odd  bool // a text is not plain
}

// string appends a member, after start, its name.
func (m *members) string(start, s string) {
	var ok bool
	m.text, ok = appendPlain(append(m.text, start...), s)
	m.odd = m.odd || !ok
}

// some is string for a member that is left out without a text.
func (m *members) some(start, s string) {
	if s != "" {
		m.string(start, s)
	}
}

// number appends a number that is left out if it is 0.
func (m *members) number(start string, n int64) {
	if n != 0 {
		m.text = strconv.AppendInt(append(m.text, start...), n, 10)
	}
}

// milliseconds appends what the function of this name returned, unless it is 0.
func (m *members) milliseconds(start string, ms float64) {
	if ms != 0 {
		m.text = strconv.AppendFloat(append(m.text, start...), ms, 'f', -1, 64)
	}
}

// end ends the object.
func (m *members) end() ([]byte, bool) { return append(m.text, '}'), !m.odd }

// appendJSON implements direct: of a finding that holds little else is told.
func (f *Finding) appendJSON(b []byte) ([]byte, bool) {
	if f.Control != "" || f.Order != 0 || len(f.Labels) > 0 || f.Source != "" || len(f.Breaks) > 0 ||
		f.Reason != "" || f.Kind != "" || f.Decide != "" || len(f.Expectations) > 0 || len(f.Failures) > 0 {
		return b, false
	}
	m := members{text: b}
	m.string(`{"id":`, f.ID)
	m.string(`,"claim":`, f.Claim)
	m.some(`,"probe":`, f.Probe)
	m.some(`,"at":`, f.At.String())
	m.string(`,"verdict":`, f.Verdict)
	return m.end()
}

// appendJSON implements direct.
func (l *outline) appendJSON(b []byte) ([]byte, bool) {
	m := members{text: b}
	m.string(`{"probe":`, l.Probe)
	m.number(`,"status":`, int64(l.Status))
	m.some(`,"reason":`, l.Reason)
	m.number(`,"size":`, l.Size)
	m.milliseconds(`,"duration_ms":`, l.DurationMS)
	m.milliseconds(`,"first_byte_ms":`, l.FirstByte)
	m.number(`,"attempts":`, int64(l.Attempts))
	m.some(`,"provenance":`, l.Provenance)
	return m.end()
}
