package suite_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/suite"
)

func TestValuesThatReadersOfYAMLDisagreeAbout(t *testing.T) {
	s := parsed(t, `suite: Spellings
target: http://127.0.0.1:1
vars: {country: No, since: 12:30:45}
limits: {cooldown: {on: 429, wait: 1s}}
probes:
  p:
    path: /
    json: {octal: -017, digits: 1_000, bits: 0b11, new: 0o17, on: on, off: "off", port: 1:80x, same: 0, e: 1e3, f: 0.5, list: [OFF, oN]}
findings:
  f: {claim: It answers, probe: p, expect: {status: 200}}
`, suite.Options{Env: noEnv})
	var got []string
	for _, w := range s.Warnings {
		got = append(got, w.Message+"; "+w.Next)
	}
	want := []string{
		`No is a text here, and false to a reader of YAML 1.1; write false, or "No" for the text`,
		`12:30:45 is a text here, and a number to base 60 to a reader of YAML 1.1; write "12:30:45" for the text`,
		`-017 is the number -15 here, and -17 to a reader of YAML 1.2; write -15, or "-017" for the text`,
		`1_000 is the number 1000 here, and a text to a reader of YAML 1.2; write 1000, or "1_000" for the text`,
		`0b11 is the number 3 here, and a text to a reader of YAML 1.2; write 3, or "0b11" for the text`,
		`0o17 is the number 15 here, and a text to a reader of YAML 1.1; write 15, or "0o17" for the text`,
		`on is a text here, and true to a reader of YAML 1.1; write true, or "on" for the text`,
		`OFF is a text here, and false to a reader of YAML 1.1; write false, or "OFF" for the text`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", strings.TrimSpace(diff))
	}
}
