package importer_test

import (
	"fmt"
	"strings"
	"testing"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
)

// place matches the end of an entry with its place, which may be none.
var place = source.Pattern(`  ?(\w+\.\w+:\d+:\d+)?\}`)

// claims returns the expectations of a draft's findings, one line each.
func claims(d *importer.Draft) string {
	var out []string
	for _, f := range d.Findings {
		one := place().ReplaceAllString(fmt.Sprint(f.Expect), " }")
		if f.More.Get("pending") != nil {
			one += " pending"
		}
		out = append(out, one)
	}
	return strings.Join(out, "\n")
}

// In any style of test, each assertion is carried over or listed, and the suite claims nothing that
// it could contradict.
func TestPostmanScripts(t *testing.T) {
	const unclear = "[{status [{lt 500 }] }] pending"
	for _, c := range []struct{ name, script, want, left string }{
		{"an arrow without braces", `pm.test("404", () => pm.response.to.have.status(404));`, "[{status 404 }]", ""},
		{"with braces", `pm.test("404", () => { pm.response.to.have.status(404); });`, "[{status 404 }]", ""},
		{"a function", `pm.test("404", function () { pm.response.to.have.status(404) })`, "[{status 404 }]", ""},
		{"a function with a name", `pm.test('404', function check() {pm.response.to.have.status(404);});`, "[{status 404 }]", ""},
		{"async", "pm.test(`404`, async () => { await pm.response.to.have.status(404); });", "[{status 404 }]", ""},
		{"async without braces", `pm.test("404", async () => pm.response.to.have.status(404))`, "[{status 404 }]", ""},
		{"return", `pm.test("404", () => { return pm.response.to.have.status(404); });`, "[{status 404 }]", ""},
		{"several lines", "pm.test(\"404\",\n  () =>\n    pm\n      .response // the answer\n      .to.have.status(/* gone */ 404)\n)\n", "[{status 404 }]", ""},
		{"not", `pm.test("t", () => pm.response.to.not.have.status(500));`, "[{status [{not 500 }] }]", ""},
		{"of the response", `pm.test("t", () => pm.expect(pm.response).to.have.status(404));`, "[{status 404 }]", ""},
		{"of the code", `pm.test("t", () => pm.expect(pm.response.code).to.be.oneOf([404, 410]));`, "[{status [{in [404 410] }] }]", ""},
		{"a comparison", `pm.test("t", () => pm.expect(pm.response.code === 404).to.be.true);`, "[{status 404 }]", ""},
		{"fast", `pm.test("fast", () => pm.expect(pm.response.responseTime).to.be.below(2000))`, "[{duration [{lt 2000ms }] }]", ""},
		{"a text", `pm.test('code', () => pm.expect(pm.response.text(), "its text").to.include("a}b"))`, "[{body [{contains a}b }] }]", ""},
		{"optional members", `const j = pm.response.json(); pm.test("t", () => pm.expect(j?.a?.[0]?.["b c"]).to.eql(null))`, `[{json [{$.a[0]['b c'] [{type null }] }] }]`, ""},
		{"taken apart", `const {id, user: who} = pm.response.json(); pm.test("t", () => { pm.expect(id).to.eql(-1); pm.expect(who.name).to.match(/^a/i); });`, "[{json [{$.id -1 } {$.user.name [{matches (?i)^a }] }] }]", ""},
		{"a property", `pm.test("t", () => pm.expect(pm.response.json()).to.have.property("a", 1))`, "[{json [{$.a 1 }] }]", ""},
		{"the old way", `tests["t"] = responseCode.code === 404 && responseTime < 500;`, "[{status 404 } {duration [{lt 500ms }] }]", ""},
		{"has a member", `var d = JSON.parse(responseBody); tests["t"] = d.user.hasOwnProperty("id");`, "[{json [{$.user.id present }] }]", ""},

		{"a word that is not known", `pm.test("404", () => pm.response.to.have.statusCodeLike(404));`, unclear, "a statement of the tests of \"a\" is left out: pm.response.to.have.statusCodeLike(404);"},
		{"a variable", `pm.test("t", () => pm.response.to.have.status(want));`, unclear, "is left out: pm.response.to.have.status(want);"},
		{"a condition", `if (pm.response.code !== 200) { pm.test("404", () => pm.response.to.have.status(404)); }`, "[{any [[{status 200 }] [{status 404 }]] }]", ""},
		{"a condition that is not known", `if (now() > 1) { pm.test("404", () => pm.response.to.have.status(404)); }`, unclear, "is left out: if (now() > 1) { pm.test(\"404\""},
		{"a loop", `[404].forEach(c => pm.test("t", () => pm.response.to.have.status(c)));`, unclear, "is left out: [404].forEach("},
		{"try", `try { pm.response.to.have.status(404) } catch (e) { }`, unclear, "is left out: try {"},
		{"a function elsewhere", `pm.test("404", isGone); function isGone() { pm.response.to.have.status(404); }`, "[{status 404 }]", ""},
		{"a part of a test", `pm.test("404", () => { pm.response.to.have.status(404); pm.expect(now()).to.be.above(1); });`, "[{status 404 }]", "is left out: pm.expect(now()).to.be.above(1);"},
		{"another value since", `let code = pm.response.code; code = other(); pm.test("t", () => pm.expect(code).to.eql(404));`, unclear, "is left out: code = other();"},
		{"no JavaScript", `pm.test("404", () => {`, unclear, "the tests of \"a\" cannot be read as JavaScript: Unexpected end"},
		{"braces that do not match", `}); (() => { pm.response.to.have.status(404)`, unclear, "cannot be read as JavaScript: its braces do not match"},
		{"nothing to do", `console.log("x"); "use strict"; ;`, "[{status 2xx }]", ""},
		{"no script", ``, "[{status 2xx }]", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := imported(t, "postman", fmt.Sprintf(`{"item": [{"name": "a", "request": {"url": "https://a.example/"}, "event": [{"listen": "test", "script": {"exec": %q}}]}]}`, c.script))
			_, text, _ := written(t, d)
			if got := claims(d); got != c.want {
				t.Errorf("%s\nclaims %s\nwant   %s\n%s", c.script, got, c.want, text)
			}
			left := strings.Join(d.Listed(), "\n")
			if !strings.Contains(left, c.left) || c.left == "" && left != "" {
				t.Errorf("%s\nlisted: %s\nwant %q", c.script, left, c.left)
			}
		})
	}
}
