package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"
)

// What is written without the encoder is what the encoder writes, byte for byte, whichever members
// are set and whatever is in their texts; and most findings and outlines are.
func TestDirectlyWrittenIsAsByTheEncoder(t *testing.T) {
	t.Parallel()
	by := func(write func(*jsonWriter)) string {
		var b bytes.Buffer
		j := jsonWriter{out: bufio.NewWriter(&b)}
		j.enc = json.NewEncoder(j.out)
		j.enc.SetEscapeHTML(false)
		write(&j)
		if err := j.out.Flush(); err != nil || j.err != nil {
			t.Fatal(err, j.err)
		}
		return b.String()
	}
	same := func(v direct) {
		t.Helper()
		got, want := by(func(j *jsonWriter) { j.value(v) }), by(func(j *jsonWriter) { j.err = j.enc.Encode(v) })
		if got != want {
			t.Errorf("written as\n%snot as\n%s", got, want)
		}
	}
	for _, v := range []direct{
		&Finding{ID: "a", Claim: "says \"no\"", Probe: "a[b]", At: Place{File: "a.yaml", Line: 1, Col: 2}, Verdict: "holds"},
		&outline{Probe: "a", Status: 200, Reason: "OK", Size: 1, DurationMS: 0.1, FirstByte: 12.345, Attempts: 1, Provenance: "live"},
	} {
		if _, ok := v.appendJSON(nil); !ok {
			t.Errorf("%+v is left to the encoder", v)
		}
		same(v)
		fields := reflect.ValueOf(v).Elem()
		for i := range fields.NumField() {
			field := fields.Field(i)
			before := reflect.New(field.Type()).Elem()
			before.Set(field)
			for _, to := range []any{
				"", "\"quoted\" \\ and", "<a> & b", "é", "\x00\n\x7f", "\xff", "\u2028", 0, -1, math.MaxInt, 0.001, milliseconds(1234567 * time.Microsecond), milliseconds(1 << 62),
				[]string{"x"}, []string{}, Place{}, Place{File: "<é>"}, Place{Line: 3}, []Expectation{{}}, []Failure{{}},
			} {
				if value := reflect.ValueOf(to); value.Type() == field.Type() || value.Kind() == field.Kind() && value.CanConvert(field.Type()) {
					field.Set(value.Convert(field.Type()))
					same(v)
				}
			}
			if field.Kind() == reflect.Int64 {
				field.SetInt(math.MinInt64)
				same(v)
			}
			field.Set(before)
		}
	}
}
