package expect_test

import (
	"strings"
	"testing"
	"time"

	"github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"assay/runner/exchange"
	"assay/runner/expect"
)

// TestMatchers uses every matcher as a hand-written spec does.
func TestMatchers(t *testing.T) {
	g := gomega.NewWithT(t)
	o := answers["json"]
	for _, m := range []types.GomegaMatcher{
		expect.HaveStatus(200),
		expect.HaveStatus("2xx"),
		expect.HaveStatus([]int{200, 201}),
		expect.HaveStatus(map[string]any{"not": []any{404, "5xx"}}),
		expect.HaveHeader("content-type", "application/json"),
		expect.HaveHeader("X-RateLimit-Limit", map[string]any{"le": 60}),
		expect.HaveHeader("/quota/", "absent"),
		expect.HaveBody(map[string]any{"contains": "bench"}),
		expect.HaveJSON("$.total", 3),
		expect.HaveJSON("$.ratio", 1.5),
		expect.HaveJSON("$.none", nil),
		expect.HaveJSON("$.ok", true),
		gomega.Not(expect.HaveJSON("$.error", map[string]string{"message": "no", "code": "7"})),
		expect.HaveJSON("$.items[*].id", map[string]any{"nodes": []int{1, 2, 3}}),
		expect.HaveSchema(map[string]any{"required": []string{"total"}}),
		expect.HaveDuration(map[string]any{"lt": time.Second}),
		expect.HaveCookie("sid", map[string]any{"secure": true}),
		expect.HaveTLS(map[string]any{"version": "1.2"}),
		expect.HaveProto("HTTP/1.1"),
		expect.HaveSize(map[string]any{"lt": "1KiB"}),
		expect.BeLike(o),
		expect.BeLike(jsonAnswer(200, `{}`), "status"),
		expect.Meet("status: 200\njson: {$.items: {count: 3}}"),
		expect.Meeting(compile(t, `{status: 200}`), nil),
	} {
		g.Expect(o).To(m)
	}
	g.Expect(answers["moved"]).To(expect.RedirectTo(map[string]any{"ends_with": "x=1"}))
	g.Expect(answers["refused"]).To(expect.HaveFailed("refused", "reset"))
	g.Expect(answers["none"]).To(expect.HaveSHA256("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))
	g.Expect(o).NotTo(expect.HaveStatus(404))
	g.Expect(o).To(expect.Meet("same_as: list").Within(world(t)))
}

// TestMatcherMessages shows what Gomega prints.
func TestMatcherMessages(t *testing.T) {
	m := expect.Meet("{status: 404, json: {$.error.detail: no}}")
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

// TestMatcherMisuse: what can neither match nor mismatch is an error.
func TestMatcherMisuse(t *testing.T) {
	for want, c := range map[string]struct {
		matcher types.GomegaMatcher
		actual  any
	}{
		"expected an *exchange.Observation, got string": {expect.HaveStatus(404), "404"},
		"expected a status such as 404 or 4xx":          {expect.HaveStatus("four"), answers["json"]},
		`unknown operator "les"`:                        {expect.HaveHeader("A", map[string]any{"les": 1}), answers["json"]},
		"json: a struct {} cannot stand in a predicate": {expect.HaveJSON("$", struct{}{}), answers["json"]},
		"its keys are no texts":                         {expect.HaveJSON("$", map[int]int{1: 1}), answers["json"]},
		"is no JSONPath":                                {expect.HaveJSON("a.b", 1), answers["json"]},
		"not YAML":                                      {expect.Meet("{"), answers["json"]},
		"the expectation is empty":                      {expect.Meet(""), answers["json"]},
		"cannot tell whether the observation meets status 404: not observed":       {expect.HaveStatus(404), (*exchange.Observation)(nil)},
		"cannot tell whether the observation meets status 404: no answer: refused": {expect.HaveStatus(404), answers["refused"]},
		`expectation:1:9: expected a status such as 404 or 4xx, got "x" (text)`:    {expect.Meet("status: x"), answers["json"]},
	} {
		if ok, err := c.matcher.Match(c.actual); ok || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v, %v", want, ok, err)
		}
	}
}
