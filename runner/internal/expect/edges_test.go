package expect_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/expect"
)

// mistakes are the messages about an expectation, without their places.
func mistakes(t *testing.T, text string) []string {
	t.Helper()
	s, problems := scope(text)
	expect.Compile(node(t, text), s)
	var out []string
	for _, p := range *problems {
		out = append(out, p.Message)
	}
	return out
}

// Values and expectations nest up to 200 deep. What nests deeper is said once.
func TestHowDeepThingsNest(t *testing.T) {
	lists := func(n int, inner string) string { return strings.Repeat("[", n) + inner + strings.Repeat("]", n) }
	maps := func(n int, inner string) string { return strings.Repeat("{a: ", n) + inner + strings.Repeat("}", n) }
	const tooDeep = "this value is nested too deeply or is too large"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"lists", "json: {$.a: {equals: " + lists(200, "") + "}}", nil},
		{"lists and a value", "json: {$.a: {equals: " + lists(200, "1") + "}}", nil},
		{"lists too deep", "json: {$.a: {equals: " + lists(202, "") + "}}", []string{tooDeep}},
		{"a value too deep", "json: {$.a: {equals: " + lists(201, "1") + "}}", []string{tooDeep}},
		{"two too deep", "json: {$.a: {equals: [" + lists(201, "1") + ", " + lists(201, "1") + "]}}", []string{tooDeep}},
		{"maps", "json: {$.a: {equals: " + maps(200, "1") + "}}", nil},
		{"maps too deep", "json: {$.a: {equals: " + maps(201, "1") + "}}", []string{tooDeep}},
	} {
		if diff := cmp.Diff(c.want, mistakes(t, c.text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// References are found and filled wherever they are, as deep as a value may nest.
func TestReferencesDeepInAValue(t *testing.T) {
	for depth, found := range map[int]bool{0: true, 1: true, 50: true, 190: true} {
		text := "json: {$.a: {equals: " + strings.Repeat("[", depth) + `"${login.token}"` + strings.Repeat("]", depth) + "}}"
		e := maskedExpectation(t, text)
		if got := cmp.Equal(e.Refs(), []string{"login.token"}); got != found {
			t.Errorf("%d deep: the references are %v", depth, e.Refs())
		}
	}
}

// An expectation compares with the secrets that its references name, each once, and with no
// capture.
func TestSecretsOfAnExpectation(t *testing.T) {
	for text, want := range map[string][]string{
		`status: 200`:                                                               nil,
		`json: {$.a: "${api_key}"}`:                                                 {"api_key"},
		`json: {$.a: "${login.token}"}`:                                             nil,
		`json: {$.a: "x ${api_key} ${login.token}"}`:                                {"api_key"},
		`json: {$.a: "${other}", $.b: "${api_key}"}`:                                {"other", "api_key"},
		`json: {$.a: [x, {"b": "${other}"}, "${other}"]}`:                           {"other"},
		`{any: [{body: {contains: "${api_key}"}}, {headers: {X-Key: "${other}"}}]}`: {"api_key", "other"},
	} {
		if diff := cmp.Diff(want, maskedExpectation(t, text).Secrets()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

// Two secrets in one text are told apart, whichever comes first.
func TestTwoSecretsInOneText(t *testing.T) {
	o := jsonAnswer(200, `{"both":"${api_key}:${other}","same":"${api_key}:${api_key}"}`)
	for text, want := range map[string]expect.Outcome{
		`json: {$.both: "${api_key}:${other}"}`:                                         expect.Met,
		`json: {$.both: "${other}:${api_key}"}`:                                         expect.Unmet,
		`json: {$.both: "${api_key}:${api_key}"}`:                                       expect.Unmet,
		`json: {$.same: "${api_key}:${api_key}"}`:                                       expect.Met,
		`json: {$.same: "${api_key}:${other}"}`:                                         expect.Unmet,
		`json: {$.both: {starts_with: "${api_key}:"}}`:                                  expect.Met,
		`json: {$.both: {ends_with: ":${other}"}}`:                                      expect.Met,
		`json: {$.both: {ends_with: ":${api_key}"}}`:                                    expect.Unmet,
		`json: {$.both: {contains: "${other}"}, $.same: {not: {contains: "${other}"}}}`: expect.Met,
		`body: {contains: "${api_key}:${other}"}`:                                       expect.Met,
		`body: {contains: "${other}:${api_key}"}`:                                       expect.Unmet,
	} {
		if r := maskedExpectation(t, text).Judge(o, nil); r.Outcome != want {
			t.Errorf("%s: outcome %d, want %d: %s", text, r.Outcome, want, shown(r))
		}
	}
}
