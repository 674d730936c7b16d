package report_test

import (
	"bytes"
	"io"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"assay/runner/internal/report"
)

// hostile is untrusted text: an escape sequence, a bell, C1 controls, right-to-left text, an
// invalid byte.
const hostile = "x\x1b[31my\a\b\u009b\u202e\u2066z\x00\xff"

// Words by which parts of a report refer to each other keep their values.
var leading = map[string]bool{"Verdict": true, "Mode": true, "Started": true, "Status": true, "Class": true, "So": true, "Provenance": true, "BodyCoding": true}

// infect replaces every text in v by hostile text, and makes one value of each empty list and
// pointer.
func infect(v reflect.Value, name string, depth int) {
	switch v.Kind() {
	case reflect.String:
		if leading[name] && v.String() != "" {
			return
		}
		v.SetString(v.String() + hostile)
	case reflect.Pointer:
		if v.IsNil() && depth < 8 {
			v.Set(reflect.New(v.Type().Elem()))
		}
		if !v.IsNil() {
			infect(v.Elem(), name, depth+1)
		}
	case reflect.Slice:
		if v.Len() == 0 && depth < 8 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		}
		for i := range v.Len() {
			infect(v.Index(i), name, depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				infect(v.Field(i), v.Type().Field(i).Name, depth+1)
			}
		}
	}
}

// infected is a run in which all text from outside is hostile; it has a finding for every verdict.
func infected() *report.Result {
	r := sample()
	for i := range r.Suites {
		for k := range r.Suites[i].Findings {
			r.Suites[i].Findings[k].Control = r.Suites[i].Findings[k].Probe
		}
	}
	infect(reflect.ValueOf(r).Elem(), "", 0)
	return r
}

// No report has a control character from outside, in any part of the run.
func TestHostileTextIsInertInEveryReport(t *testing.T) {
	styled := func(write func(io.Writer, *report.Result, report.Style) error, verbose bool) func(io.Writer, *report.Result) error {
		return func(w io.Writer, r *report.Result) error { return write(w, r, report.Style{Verbose: verbose}) }
	}
	for name, write := range map[string]func(io.Writer, *report.Result) error{
		"text": styled(report.Text, false), "text -v": styled(report.Text, true), "diagnosis": styled(report.Diagnosis, true),
		"github": report.GitHub, "junit": report.JUnit, "markdown": report.Markdown, "prometheus": report.Prometheus, "support": report.Support,
		"a failure": func(w io.Writer, r *report.Result) error {
			for i := range r.Suites[0].Findings {
				f, o := &r.Suites[0].Findings[i], &r.Suites[0].Observations[0]
				text := report.FailureText(f, o, o, report.Style{Verbose: true}) + report.Headline(f.Verdict, f.Claim, report.Style{})
				if _, err := io.WriteString(w, text); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := write(&out, infected()); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(out.String(), "x") || out.Len() < 100 {
				t.Fatalf("nothing of the run is in it:\n%s", out.String())
			}
			for i, line := range strings.Split(out.String(), "\n") {
				if strings.ContainsFunc(line, inertless) {
					t.Errorf("line %d has a control character: %q", i+1, line)
				}
			}
		})
	}
}

func inertless(r rune) bool {
	return r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

// Nor have the texts about strength, the past and several runs.
func TestHostileTextIsInertBesideRuns(t *testing.T) {
	var strength report.Strength
	var past report.Past
	var compared report.Comparison
	for _, v := range []any{&strength, &past, &compared} {
		infect(reflect.ValueOf(v).Elem(), "", 0)
	}
	for i := range compared.Rows {
		compared.Rows[i].Differs = true
	}
	for name, write := range map[string]func(io.Writer) error{
		"strength":            func(w io.Writer) error { return report.StrengthText(w, &strength, report.Style{Verbose: true}) },
		"past":                func(w io.Writer) error { return report.PastText(w, &past, report.Style{Verbose: true}) },
		"comparison":          func(w io.Writer) error { return report.CompareText(w, &compared) },
		"comparison markdown": func(w io.Writer) error { return report.CompareMarkdown(w, &compared) },
		"matrix":              func(w io.Writer) error { return report.MatrixText(w, &compared) },
		"matrix markdown":     func(w io.Writer) error { return report.MatrixMarkdown(w, &compared) },
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := write(&out); err != nil {
				t.Fatal(err)
			}
			for i, line := range strings.Split(out.String(), "\n") {
				if strings.ContainsFunc(line, inertless) {
					t.Errorf("line %d has a control character: %q", i+1, line)
				}
			}
		})
	}
}
