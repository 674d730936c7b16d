package match_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	_ "assay/runner/cel"
	"assay/runner/internal/exchange"
	"assay/runner/match"
)

// TestMatchers uses every matcher as a hand-written spec does.
func TestMatchers(t *testing.T) {
	g := gomega.NewWithT(t)
	o := answers["json"]
	for _, m := range []types.GomegaMatcher{
		match.HaveStatus(200),
		match.HaveStatus("2xx"),
		match.HaveStatus([]int{200, 201}),
		match.HaveStatus(map[string]any{"not": []any{404, "5xx"}}),
		match.HaveHeader("content-type", "application/json"),
		match.HaveHeader("X-RateLimit-Limit", map[string]any{"le": 60}),
		match.HaveHeader("/quota/", "absent"),
		match.HaveBody(map[string]any{"contains": "bench"}),
		match.HaveJSON("$.total", 3),
		match.HaveJSON("$.ratio", 1.5),
		match.HaveJSON("$.none", nil),
		match.HaveJSON("$.ok", true),
		gomega.Not(match.HaveJSON("$.error", map[string]string{"message": "no", "code": "7"})),
		match.HaveJSON("$.items[*].id", map[string]any{"nodes": []int{1, 2, 3}}),
		match.HaveSchema(map[string]any{"required": []string{"total"}}),
		match.HaveDuration(map[string]any{"lt": time.Second}),
		match.HaveCookie("sid", map[string]any{"secure": true}),
		match.HaveTLS(map[string]any{"version": "1.2"}),
		match.HaveProto("HTTP/1.1"),
		match.HaveSize(map[string]any{"lt": "1KiB"}),
		match.Satisfy("status == 200", "json.total > 2"),
		gomega.Not(match.Satisfy("json.total > 3")),
		match.BeLike(o),
		match.BeLike(&exchange.Observation{Status: 200, Body: []byte(`{}`)}, "status"),
		match.Meet("status: 200\njson: {$.items: {count: 3}}"),
	} {
		g.Expect(o).To(m)
	}
	g.Expect(answers["moved"]).To(match.RedirectTo(map[string]any{"ends_with": "x=1"}))
	g.Expect(answers["refused"]).To(match.HaveFailed("refused", "reset"))
	g.Expect(answers["none"]).To(match.HaveSHA256("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))
	g.Expect(o).NotTo(match.HaveStatus(404))
}

// TestMatcherMessages shows Gomega's output.
func TestMatcherMessages(t *testing.T) {
	m := match.Meet("{status: 404, json: {$.error.detail: no}}")
	if ok, err := m.Match(answers["json"]); ok || err != nil {
		t.Fatal(ok, err)
	}
	want := `Expected the observation to meet status 404, json $.error.detail "no" (string)
  status
    expected: 404
    actual:   200 OK
  json $.error.detail
    expected: "no" (string)
    actual:   absent
    $.error is an object with the keys code, message`
	if got := m.FailureMessage(answers["json"]); got != want {
		t.Error(got)
	}
	want = "Expected the observation not to meet status 404, json $.error.detail \"no\" (string)\n  it is status 204 No Content"
	if got := m.NegatedFailureMessage(answers["none"]); got != want {
		t.Error(got)
	}
}

// TestMatcherMisuse checks that a judgement that is impossible is an error.
func TestMatcherMisuse(t *testing.T) {
	for want, c := range map[string]struct {
		matcher types.GomegaMatcher
		actual  any
	}{
		"expected the observation of a probe, got *http.Response; take it from the suites of assay/runner/spec or assay/runner/contract: suites.Observation(ID)": {match.HaveStatus(404), &http.Response{}},
		"expected a status such as 404 or 4xx":          {match.HaveStatus("four"), answers["json"]},
		`unknown operator "les"`:                        {match.HaveHeader("A", map[string]any{"les": 1}), answers["json"]},
		"json: a struct {} cannot stand in a predicate": {match.HaveJSON("$", struct{}{}), answers["json"]},
		"its keys are no texts":                         {match.HaveJSON("$", map[int]int{1: 1}), answers["json"]},
		"is no JSONPath":                                {match.HaveJSON("a.b", 1), answers["json"]},
		"not YAML":                                      {match.Meet("{"), answers["json"]},
		"the expectation is empty":                      {match.Meet(""), answers["json"]},
		"cannot tell whether the observation meets status 404: not observed":        {match.HaveStatus(404), (*exchange.Observation)(nil)},
		"cannot tell whether the observation meets status 404: no answer (refused)": {match.HaveStatus(404), answers["refused"]},
		`expectation:1:9: expected a status such as 404 or 4xx, got "x" (text)`:     {match.Meet("status: x"), answers["json"]},
	} {
		if ok, err := c.matcher.Match(c.actual); ok || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v, %v", want, ok, err)
		}
	}
}

// answers are the observations that the matchers judge, by name.
var answers = map[string]*exchange.Observation{
	"json": {
		Probe: "list", Status: 200, Reason: "OK", Proto: "HTTP/1.1", Duration: 340 * time.Millisecond,
		Request: &exchange.Request{Method: "GET", URL: "https://api.example.com/v1/items?page=2"},
		Header: exchange.Header{
			{Name: "Content-Type", Value: "application/json"},
			{Name: "X-RateLimit-Limit", Value: "60"},
			{Name: "X-RateLimit-Remaining", Value: "12"},
			{Name: "Link", Value: "<a>; rel=next"},
			{Name: "Link", Value: "<b>; rel=prev"},
			{Name: "Last-Modified", Value: "Wed, 21 Oct 2015 07:28:00 GMT"},
			{Name: "Set-Cookie", Value: "sid=abc; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60"},
			{Name: "Set-Cookie", Value: "lang=de"},
		},
		Body: []byte(`{"total": 3, "big": 12345678901234567890, "ratio": 1.50, "name": "bench", "none": null, "ok": true,
 "made": "2026-05-04T10:00:00Z", "id": "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "empty": [], "error": {"message": "no", "code": 7},
 "items": [{"id": 1, "tag": "a"}, {"id": 2, "tag": "b"}, {"id": 3, "tag": "b"}]}`),
		Size: 293,
		TLS: &exchange.TLS{Version: "1.2", Subject: "CN=api.example.com", Issuer: "CN=Example CA",
			NotAfter: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)},
		Sent: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	},
	"moved": {
		Status: 302, Reason: "Found", Request: &exchange.Request{Method: "GET", URL: "http://example.com/a/b"},
		Header: exchange.Header{{Name: "Location", Value: "../c?x=1"}},
	},
	"none":    {Status: 204, Reason: "No Content"},
	"refused": {Probe: "down", Failure: &exchange.Failure{Kind: exchange.Refused, Message: "dial tcp 127.0.0.1:1: connection refused"}},
}
