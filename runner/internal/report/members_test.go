package report_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"assay/runner/internal/report"
)

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
