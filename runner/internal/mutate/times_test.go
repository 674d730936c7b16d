package mutate_test

import (
	"cmp"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"assay/runner/internal/mutate"
)

// A header that names when a limit resets changes to a day later, to a past time and to the same
// time in another unit: a bound on the time notices it, and is suggested if no finding does.
func TestTimesOfResets(t *testing.T) {
	kills := map[string]int{"duration": 4, "date": 4, "date-time": 4, "field": 4} // have one unit
	for form, header := range map[string]string{
		"seconds": "Retry-After: 30", "fraction": "Retry-After: 4.784", "duration": "X-RateLimit-Reset: 2m59.56s",
		"date": "Retry-After: Sun, 01 Nov 2026 00:00:30 GMT", "date-time": "anthropic-ratelimit-tokens-reset: 2026-11-01T00:00:30Z",
		"epoch": "X-RateLimit-Reset: 1793491230", "epoch-ms": "X-RateLimit-Reset: 1793491230000", "field": `RateLimit: "d";r=0;t=3`,
	} {
		t.Run(form, func(t *testing.T) {
			dir := t.TempDir()
			name, _, _ := strings.Cut(header, ":")
			write(t, filepath.Join(dir, "a.fixture"), `### p
GET http://shop.example/p

### p response
# captured: 2026-11-01T00:00:00Z from http://shop.example in 12ms
HTTP/1.1 429 Too Many Requests
`+header+`

`)
			suite := filepath.Join(dir, "a.suite.yaml")
			text := "suite: A\ntarget: http://shop.example\nfixtures: a.fixture\nprobes: {p: {path: /p}}\n" +
				"mutation: {ignore: [{operators: [status-*, body-*, header-added, slower], because: not this test's}]}\nfindings: {f: {probe: p, expect: {status: 429"
			write(t, suite, text+"}}}\n")
			s := measured(t, observed(t, suite), mutate.Options{})
			bound := "gt: 0s, le: 1m"
			switch form {
			case "duration":
				bound = "gt: 0s, le: 1h"
			case "epoch", "epoch-ms":
				bound += ", as: " + form
			}
			suggested := "headers: {" + name + ": {time_until: {" + bound + "}}}"
			if len(s.Survivors) != 1 || s.Survivors[0].Suggest != suggested || s.Survivors[0].Kills != cmp.Or(kills[form], 5) {
				t.Fatalf("survived: %+v", s.Survivors)
			}
			write(t, suite, text+", "+suggested+"}}}\n")
			if diff := gocmp.Diff([]string(nil), survivors(measured(t, observed(t, suite), mutate.Options{}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Numbers that increase are suggested as `increasing`, not each by itself.
func TestNumbersThatIncrease(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.fixture"), `### p
GET http://shop.example/p

### p response
HTTP/1.1 200 OK
Content-Type: application/json

{"events": [{"seq": 3}, {"seq": 5}, {"seq": 6}]}
`)
	suite := filepath.Join(dir, "a.suite.yaml")
	write(t, suite, "suite: A\ntarget: http://shop.example\nfixtures: a.fixture\nprobes: {p: {path: /p}}\n"+
		"mutation: {ignore: [{operators: [status-*, body-*, header-*, slower], because: not this test's}]}\n"+
		"findings: {f: {probe: p, expect: {json: {\"$.events[*].seq\": {count: 3, increasing: true}}}}}\n")
	if diff := gocmp.Diff([]string{"p $.events[*].seq: json-number"}, survivors(measured(t, observed(t, suite), mutate.Options{}))); diff != "" {
		t.Error(diff)
	}
}

// So does a member of JSON whose key says that it names a time.
func TestTimesInJSON(t *testing.T) {
	for value, bound := range map[string]string{
		"30": "gt: 0s, le: 1m", `"30"`: "gt: 0s, le: 1m", "1793491230": "gt: 0s, le: 1m, as: epoch", `"2026-11-01T00:00:30Z"`: "gt: 0s, le: 1m",
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "a.fixture"), `### p
GET http://shop.example/p

### p response
# captured: 2026-11-01T00:00:00Z from http://shop.example in 12ms
HTTP/1.1 429 Too Many Requests
Content-Type: application/json

{"error": {"retry_after": `+value+`}}
`)
		suite := filepath.Join(dir, "a.suite.yaml")
		text := "suite: A\ntarget: http://shop.example\nfixtures: a.fixture\nprobes: {p: {path: /p}}\n" +
			"mutation: {ignore: [{operators: [status-*, body-*, header-*, json-dropped, json-renamed, json-null, json-retyped, json-emptied, json-number, json-string, json-enum, slower], because: not this test's}]}\n" +
			"findings: {f: {probe: p, expect: {status: 429"
		write(t, suite, text+"}}}\n")
		changes := "json-time json-unit"
		if strings.Contains(value, "T") {
			changes = "json-time"
		}
		s := measured(t, observed(t, suite), mutate.Options{})
		if diff := gocmp.Diff([]string{"p $.error.retry_after: " + changes}, survivors(s)); diff != "" {
			t.Fatalf("%s: %s", value, diff)
		}
		suggested := "json: {$.error.retry_after: {time_until: {" + bound + "}}}"
		if s.Survivors[0].Suggest != suggested {
			t.Errorf("%s: suggested %s, want %s", value, s.Survivors[0].Suggest, suggested)
		}
		write(t, suite, text+", "+suggested+"}}}\n")
		if diff := gocmp.Diff([]string(nil), survivors(measured(t, observed(t, suite), mutate.Options{}))); diff != "" {
			t.Errorf("%s: %s", value, diff)
		}
	}
}
