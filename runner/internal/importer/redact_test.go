package importer_test

import (
	"strings"
	"testing"
)

// A capture with the word redact is carried over, and its value masked in answers; if a suite
// cannot express that, it is listed.
func TestHurlRedact(t *testing.T) {
	d := imported(t, "hurl", "GET https://a.example/login\nHTTP 200\n[Captures]\ncode: jsonpath \"$.code\" redact\nplace: header \"Location\" redact\nGET https://a.example/{{code}}/{{place}}\nHTTP 200\n")
	_, text, _ := written(t, d)
	for _, want := range []string{"redact:\n  json: [$.code]\n", "capture: {code: {json: $.code}, place: {header: Location}}", "path: /${get-login.code}/${get-login.place}"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if left := strings.Join(d.Listed(), "\n"); !strings.HasPrefix(left, "a.hurl:5:1: the value of the capture place is not masked") {
		t.Errorf("listed: %s", left)
	}
}
