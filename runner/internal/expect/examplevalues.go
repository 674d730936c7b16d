package expect

import (
	"encoding/json"
	"math"
	"net/http"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"time"
)

// values are values that meet the predicate: each that it names, else the first found
// among those that its operators suggest.
func (p *predicate) values() []any {
	if named, ok := p.named(); ok {
		return slices.DeleteFunc(named, func(v any) bool { return p.outcome(v) != Met })
	}
	for _, v := range p.suggested() {
		if _, text := v.(string); p.kind == asText && !text {
			continue
		}
		if p.outcome(v) == Met {
			return []any{v}
		}
	}
	return nil
}

// named are the values that an operator of p names; false: none does.
func (p *predicate) named() (values []any, ok bool) {
	for i := range p.terms {
		if n, ok := p.terms[i].op.(naming); ok {
			return n.named(), true
		}
	}
	return nil, false
}

// suggested are values worth trying: what the operators are about, alone and put
// together, and one of each type.
func (p *predicate) suggested() []any {
	var out []any
	var start, middle, end string
	for i := range p.terms {
		if op, ok := p.terms[i].op.(piecemeal); ok {
			s, m, e := op.pieces()
			start, middle, end = start+s, middle+m, end+e
		}
		out = append(out, p.terms[i].op.suggest()...)
	}
	if start+middle+end != "" {
		out = append(out, start+middle+end)
	}
	return append(out, "x", json.Number("1"), true, false, map[string]any{}, []any{}, nil, time.Millisecond)
}

// piecemeal is an operator on pieces of a text, which are put together with those of
// the others.
type piecemeal interface {
	pieces() (start, middle, end string)
}

func (t *textOperator) pieces() (start, middle, end string) {
	if t.atEnd {
		end = t.want
	} else {
		start = t.want
	}
	return start, middle, end
}

func (t *contains) pieces() (start, middle, end string) {
	middle, _ = t.want.(string)
	return "", middle, ""
}

func (t *containsAll) pieces() (start, middle, end string) {
	for i := range t.parts {
		if part, ok := t.parts[i].op.(piecemeal); ok {
			_, one, _ := part.pieces()
			middle += one
		}
	}
	return "", middle, ""
}

// The pieces are all that these are about.

func (t *textOperator) suggest() []any { return nil }

func (t *containsAll) suggest() []any { return nil }

// Nothing is known of what meets these: what the others are about is tried, and one
// value of each type.

func (t *negation) suggest() []any { return nil }

func (p presentOrNot) suggest() []any { return nil }

func (in *among) named() []any {
	out := make([]any, len(in.any))
	for i := range in.any {
		out[i] = in.any[i].want
	}
	return out
}

func (in *among) suggest() []any { return in.named() }

func (e *equals) named() []any { return []any{e.want} }

func (e *equals) suggest() []any { return []any{e.want} }

func (m *matches) suggest() []any { return []any{textFor(m.pattern.String())} }

func (t *typed) suggest() []any { return ofTypes(t.any) }

func (f *formatted) suggest() []any { return []any{ofFormat[f.name]} }

func (l *like) suggest() []any { return l.want.suggested() }

func (t *contains) suggest() []any { return []any{[]any{t.want}, t.want} }

func (e *each) suggest() []any { return listsOf(e.want.values(), 1) }

func (s *some) suggest() []any { return listsOf(s.want.values(), 1) }

func (w *wholeList) suggest() []any { return w.want.values() }

func (t *count) suggest() []any { return listsOf([]any{json.Number("1")}, sizeFor(t.want)) }

func (l *length) suggest() []any {
	n := sizeFor(l.want)
	return append(listsOf([]any{json.Number("1")}, n), strings.Repeat("x", n))
}

func (e emptiness) suggest() []any { return []any{"", []any{}, map[string]any{}} }

func (s *schemaOperator) suggest() []any { return []any{instanceOf(s.schema, 0)} }

// suggest is the JSON wanted, as a text.
func (p *parsedText) suggest() []any {
	values := []any{map[string]any{}}
	if p.want != nil {
		values = p.want.values()
	}
	var out []any
	for _, v := range values {
		if text, err := compactJSON(v); err == nil {
			out = append(out, text)
		}
	}
	return out
}

func (b *between) suggest() []any { return b.low.suggest() }

// suggest is what the bound compares with and its neighbors, in the form that the
// judged values have.
func (b *bound) suggest() []any {
	values := near(b.want)
	if b.kind != asJSON && b.kind != asText || b.text == "" {
		return values
	}
	for i, v := range values {
		switch v := v.(type) {
		case json.Number:
			values[i] = string(v)
		case byteSize:
			values[i] = strconv.FormatInt(int64(v), 10)
		case time.Duration:
			values[i] = v.String()
		case time.Time:
			if values[i] = v.Format(time.RFC3339); b.kind == asText {
				values[i] = v.UTC().Format(http.TimeFormat)
			}
		}
	}
	return values
}

// near are values at a bound and beside it.
func near(want any) []any {
	switch want := want.(type) {
	case time.Duration:
		return []any{want, want - 1, want + 1}
	case byteSize:
		return []any{want, want - 1, want + 1}
	case time.Time:
		return []any{want, want.Add(-time.Second), want.Add(time.Second)}
	case json.Number:
		f, err := want.Float64()
		if err != nil || math.Abs(f) > 1e15 {
			return []any{want}
		}
		return []any{want, number(f - 1), number(f + 1)}
	}
	return []any{want}
}

func number(f float64) json.Number {
	raw, _ := json.Marshal(f)
	return json.Number(raw)
}

func ofTypes(names []string) []any {
	byType := map[string]any{
		"string": "some text", "number": json.Number("1.5"), "integer": json.Number("1"), "boolean": true,
		"array": []any{}, "object": map[string]any{}, "null": nil,
	}
	out := make([]any, len(names))
	for i, name := range names {
		out[i] = byType[name]
	}
	return out
}

// ofFormat is a text in each of the usual formats.
var ofFormat = map[string]string{
	"date-time": "2026-01-02T03:04:05Z", "date": "2026-01-02", "time": "03:04:05Z", "duration": "PT1S",
	"email": "someone@example.com", "hostname": "example.com", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1",
	"http-date": "Fri, 02 Jan 2026 03:04:05 GMT",
	"uri":       "https://example.com/", "uuid": "00000000-0000-4000-8000-000000000000",
}

func (l *likeObject) suggest() []any {
	out := make(map[string]any, len(l.fields))
	for _, f := range l.fields {
		if f.want.outcome(missing) == Met {
			continue
		}
		values := f.want.values()
		if len(values) == 0 {
			return nil
		}
		out[f.name] = values[0]
	}
	return []any{out}
}

func (l *likeList) suggest() []any {
	out := make([]any, len(l.items))
	for i, want := range l.items {
		values := want.values()
		if len(values) == 0 {
			return nil
		}
		out[i] = values[0]
	}
	return []any{out}
}

func listsOf(values []any, n int) []any {
	var out []any
	for _, v := range values {
		out = append(out, any(slices.Repeat([]any{v}, n)))
	}
	return out
}

// sizeFor is a small number that meets a predicate on a count.
func sizeFor(want *predicate) int {
	for n := range 101 {
		if want.outcome(n) == Met {
			return n
		}
	}
	return 0
}

// textFor is a short text that a regular expression finds, as far as its
// literals and classes tell; "" where it cannot be read.
func textFor(pattern string) string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return ""
	}
	var b strings.Builder
	writeMatch(&b, re)
	return b.String()
}

func writeMatch(b *strings.Builder, re *syntax.Regexp) {
	if b.Len() > 1000 {
		return
	}
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		b.WriteRune(runeOf(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('x')
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			writeMatch(b, sub)
		}
	case syntax.OpAlternate, syntax.OpCapture, syntax.OpPlus:
		writeMatch(b, re.Sub[0])
	case syntax.OpRepeat:
		for range re.Min {
			writeMatch(b, re.Sub[0])
		}
	}
}

// runeOf is a readable character of a class, given as ranges.
func runeOf(ranges []rune) rune {
	for _, preferred := range "a1A-_ " {
		for i := 0; i+1 < len(ranges); i += 2 {
			if ranges[i] <= preferred && preferred <= ranges[i+1] {
				return preferred
			}
		}
	}
	if len(ranges) == 0 {
		return 'x'
	}
	return ranges[0]
}
