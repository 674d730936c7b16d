package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
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

// ReadyJSON lets the encoder inspect the types of a result that every result has, which takes time:
// a run does that while it waits for its first responses.
func ReadyJSON() { _ = JSON(io.Discard, &Result{Suites: []Suite{{}}}) }

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

// value writes a value and ends the line.
func (j *jsonWriter) value(v any) {
	if j.err == nil {
		j.err = j.enc.Encode(v)
	}
}

// open writes the members of the struct that v points to, as the encoder does, but leaves its
// object open, for members that are written one per line: those that it leaves to later. The
// encoder inspects the types of only those members that there are.
func (j *jsonWriter) open(v any, later ...string) {
	fields, separator := reflect.ValueOf(v).Elem(), "{"
	for i := range fields.NumField() {
		name, options, _ := strings.Cut(fields.Type().Field(i).Tag.Get("json"), ",")
		field := fields.Field(i)
		if name == "-" || slices.Contains(later, name) || options == "omitempty" && isEmpty(field) {
			continue
		}
		j.raw(separator + `"` + name + `":`)
		separator = ","
		j.member(field.Interface())
	}
}

// isEmpty reports whether the encoder omits a value that may be omitted if it is empty.
func isEmpty(v reflect.Value) bool {
	if v.Kind() == reflect.Slice {
		return v.Len() == 0
	}
	return v.IsZero()
}

// member writes the value of a member.
func (j *jsonWriter) member(v any) {
	if j.err != nil {
		return
	}
	if all, ok := v.([]Drift); ok {
		j.drift(all)
		return
	}
	text, err := json.Marshal(v)
	if j.err = err; err == nil {
		_, j.err = j.out.Write(text)
	}
}

// result writes r, its suites last, and the lists of each suite last.
func (j *jsonWriter) result(r *Result) {
	j.open(r, "suites")
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
	j.open(s, "findings", "observations")
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

// drift writes differences one by one: there may be several for each probe.
func (j *jsonWriter) drift(all []Drift) {
	j.raw("[")
	for i := range all {
		j.comma(i)
		if j.err == nil {
			_, j.err = j.out.Write(all[i].appendJSON(j.out.AvailableBuffer()))
		}
	}
	j.raw("]")
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
