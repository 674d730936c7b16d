package report_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"assay/runner/internal/report"
)

// A finding and an outline are written as the encoder writes them, whichever members they have.
func TestLinesAreThoseOfTheEncoder(t *testing.T) {
	values := map[reflect.Kind][]any{
		reflect.String:  {"", "a", `"`, `\`, "a\tb", "<&>", "é", "\x7f", "\u2028", "\xff"},
		reflect.Int:     {0, -1, 1 << 40},
		reflect.Int64:   {int64(0), int64(-1), int64(1) << 60},
		reflect.Float64: {0.0, 2.089, 1e-7, 1e-6, 1e21, 123456789.5, -0.5},
		reflect.Struct:  {report.Place{}, report.Place{File: "a b.yaml"}, report.Place{Line: 3, Col: 1}, report.Place{File: "é.yaml", Line: 3, Col: 14}},
	}
	for _, one := range []any{&report.Finding{}, report.NewOutline()} {
		fields := reflect.ValueOf(one).Elem()
		for i := range fields.NumField() {
			field := fields.Field(i)
			of := values[field.Kind()]
			if field.Kind() == reflect.Slice {
				of = []any{reflect.MakeSlice(field.Type(), 1, 1).Interface()}
			}
			if len(of) == 0 {
				t.Fatalf("no values for %s", fields.Type().Field(i).Name)
			}
			for _, v := range of {
				field.Set(reflect.ValueOf(v).Convert(field.Type()))
				if got, want := line(t, one), encoded(t, one); got != want {
					t.Errorf("written as\n%s, not as\n%s", got, want)
				}
			}
			if field.Kind() == reflect.Slice {
				field.SetZero()
			} else {
				field.Set(reflect.ValueOf(of[1]).Convert(field.Type()))
			}
		}
	}
}

// line returns the line of a finding or an observation in a result.
func line(t *testing.T, one any) string {
	t.Helper()
	s := report.Suite{}
	if f, ok := one.(*report.Finding); ok {
		s.Findings = []report.Finding{*f}
	} else {
		s.Each = func(write func(any)) { write(one) }
	}
	var b bytes.Buffer
	if err := report.JSON(&b, &report.Result{Suites: []report.Suite{s}}); err != nil {
		t.Fatal(err)
	}
	for _, text := range strings.SplitAfter(b.String(), "\n") {
		if strings.HasPrefix(text, `{"id"`) || strings.HasPrefix(text, `{"probe"`) {
			return text
		}
	}
	return b.String()
}

func encoded(t *testing.T, one any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(one); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A result has the members that the encoder writes, whichever are set.
func TestMembersAreThoseOfTheEncoder(t *testing.T) {
	check := func(name string, r report.Result) {
		t.Helper()
		var b bytes.Buffer
		if err := report.JSON(&b, &r); err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := decoded(t, b.Bytes()), decoded(t, text); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: written as\n%s, not as\n%s", name, b.String(), text)
		}
	}
	lists := report.Suite{Findings: []report.Finding{}, Observations: []report.Observation{}}
	whole := report.Result{Suites: []report.Suite{lists}}
	each(&whole, func(name string) { check(name, whole) })
	suite := lists
	each(&suite, func(name string) { check("suite "+name, report.Result{Suites: []report.Suite{suite}}) })
}

// each calls do for each exported field of a struct while it is set.
func each(v any, do func(name string)) {
	fields := reflect.ValueOf(v).Elem()
	for i := range fields.NumField() {
		field, of := fields.Field(i), fields.Type().Field(i)
		if of.Tag.Get("json") == "-" {
			continue
		}
		before := reflect.New(of.Type).Elem()
		before.Set(field)
		switch of.Type.Kind() {
		case reflect.Pointer:
			field.Set(reflect.New(of.Type.Elem()))
		case reflect.Slice:
			if field.Len() == 0 {
				field.Set(reflect.MakeSlice(of.Type, 1, 1))
			}
		case reflect.String:
			field.SetString("<\u00e9>")
		case reflect.Bool:
			field.SetBool(true)
		default:
			field.Set(reflect.ValueOf(7).Convert(of.Type))
		}
		do(of.Name)
		if of.Type.Kind() == reflect.Slice && !strings.Contains("Suites Findings Observations", of.Name) {
			field.Set(reflect.MakeSlice(of.Type, 0, 0))
			do(of.Name + ", empty")
		}
		field.Set(before)
	}
}

func decoded(t *testing.T, text []byte) (v any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}
