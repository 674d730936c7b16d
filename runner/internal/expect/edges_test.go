package expect_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/source"
)

// mistakes returns the messages about an expectation, without their places.
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

// Values and expectations may nest 200 deep. Deeper nesting is one error.
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
		{"an example", "json: {$.a: {like: " + lists(200, "1") + "}}", nil},
		{"an example too deep", "json: {$.a: {like: " + lists(201, "1") + "}}", []string{tooDeep}},
		{"an example of maps", "json: {$.a: {like: " + maps(200, "1") + "}}", nil},
		{"an example of maps too deep", "json: {$.a: {like: " + maps(201, "1") + "}}", []string{tooDeep}},
		{"expectations", strings.Repeat("none: [{", 199) + "status: 200" + strings.Repeat("}]", 199), nil},
		{"expectations too deep", strings.Repeat("none: [{", 200) + "status: 200" + strings.Repeat("}]", 200), []string{"expectations are nested too deeply"}},
		{"maps", "json: {$.a: {equals: " + maps(200, "1") + "}}", nil},
		{"maps too deep", "json: {$.a: {equals: " + maps(201, "1") + "}}", []string{tooDeep}},
	} {
		if diff := cmp.Diff(c.want, mistakes(t, c.text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// References are found and filled everywhere, as deep as a value may nest.
func TestReferencesDeepInAValue(t *testing.T) {
	for depth, found := range map[int]bool{0: true, 1: true, 50: true, 190: true} {
		text := "json: {$.a: {equals: " + strings.Repeat("[", depth) + `"${login.token}"` + strings.Repeat("]", depth) + "}}"
		e := maskedExpectation(t, text)
		if got := cmp.Equal(e.Refs(), []string{"login.token"}); got != found {
			t.Errorf("%d deep: the references are %v", depth, e.Refs())
		}
	}
}

// An expectation names the secrets of its references, each once, and no capture.
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

// Two secrets in one text are distinguished in either order.
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

// warned returns the warnings about an expectation, without their places.
func warned(t *testing.T, text string) []string {
	t.Helper()
	var out []string
	s, problems := scope(text)
	expect.Compile(node(t, text), s)
	for _, p := range *problems {
		if p.Severity != source.Warning {
			t.Errorf("%s: %s", text, p.Message)
			continue
		}
		out = append(out, p.Message)
	}
	return out
}

// A repeated predicate in one_of is a warning, however it is written.
func TestWarningsOfOneOf(t *testing.T) {
	const twice, only = "one_of: this predicate stands in the list before", "one_of: this is the only predicate of the list"
	for list, want := range map[string][]string{
		`[1, 2]`: nil, `[1, "1"]`: nil, `[1, 1]`: {twice}, `[1, 1, 1]`: {twice, twice}, `[1]`: {only}, `[{gt: 1}, {lt: 1}]`: nil, `[{gt: 1}, {gt: 2}]`: nil,
		`[{gt: 1}, {gt: 1}]`: {twice}, `[[1], {equals: 1}]`: nil, `[[1, 2], [1, 2]]`: {twice}, `[[1, 2], [1, 3]]`: nil, `[[1, 2], [1]]`: nil, `[null, absent]`: nil, `[null, null]`: {twice},
		`[present, {equals: present}]`: nil, `["", null]`: nil,
	} {
		if diff := cmp.Diff(want, warned(t, `json: {$.a: {one_of: `+list+`}}`)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", list, diff)
		}
	}
}

// failures lists in short what a JSON response does not meet.
func failures(t *testing.T, body, text string) []string {
	t.Helper()
	var out []string
	for _, f := range compile(t, text).Judge(jsonAnswer(200, body), nil).Failures {
		line := f.Subject.String() + ": " + f.Detail
		if f.Next != "" {
			line += " / " + f.Next
		}
		out = append(out, line)
	}
	return out
}

// Of many differences eight are shown, of many failing items five; the message says that there are
// more.
func TestHowManyDifferencesAreShown(t *testing.T) {
	for n, more := range map[int]bool{1: false, 8: false, 9: true, 20: true} {
		want, got := make([]string, n), make([]string, n)
		for i := range n {
			want[i], got[i] = "1", "2"
		}
		shown := failures(t, "["+strings.Join(got, ",")+"]", "json: {$: ["+strings.Join(want, ", ")+"]}")
		if len(shown) != 1 || strings.Count(shown[0], "expected 1") != min(n, 8) || strings.Count(shown[0], "…") != map[bool]int{true: 1}[more] {
			t.Errorf("%d differences: %q", n, shown)
		}
	}
	for n, more := range map[int]string{1: "", 5: "", 6: "1 more of 7 fail likewise", 9: "4 more of 10 fail likewise"} {
		shown := failures(t, "["+strings.Repeat("2,", n)+"1]", "json: {$: {each: 1}}")
		if len(shown) != min(n, 5) || (more == "") != !strings.Contains(strings.Join(shown, "\n"), "more of") || !strings.HasSuffix(shown[len(shown)-1], more) {
			t.Errorf("%d items: %q", n, shown)
		}
	}
}

// A schema that requires nothing of a text, or of anything but an object, is a warning.
func TestSchemasThatSayNothing(t *testing.T) {
	const everyText = "schema: it says the same of every text, and only a text can stand here"
	for text, says := range map[string]bool{
		`{type: integer}`: false, `{minimum: 1}`: false, `{}`: false, `{type: object, required: [a]}`: false, `{required: [a]}`: false, `{maxItems: 1}`: false, `{type: [integer, "null"], const: a}`: false,
		`{const: a}`: true, `{enum: [a]}`: true, `{not: {const: a}}`: true, `{if: {const: a}, then: {}}`: true, `{allOf: [{const: a}]}`: true, `{anyOf: [{const: a}]}`: true, `{oneOf: [{const: a}]}`: true,
		`{minLength: 1}`: true, `{maxLength: 1}`: true, `{pattern: a}`: true, `{format: date}`: true, `{type: string, minLength: 2}`: true, `{type: [string, integer], pattern: a}`: true,
		`{$ref: "#/$defs/a", $defs: {a: {const: a}}}`: true,
	} {
		got := mistakes(t, "headers: {X-A: {schema: "+text+"}}")
		if says && len(got) > 0 || !says && (len(got) == 0 || got[0] != everyText) {
			t.Errorf("of a header, %s: %q", text, got)
		}
	}
	const noObject = "schema: a value that is no object meets it, whatever its members were to be"
	for text, open := range map[string]bool{
		`{required: [a]}`: true, `{properties: {a: {type: string}}}`: true, `{required: [a], properties: {a: {}}}`: true,
		`{type: object, required: [a]}`: false, `{required: [a], const: {a: 1}}`: false, `{required: [a], enum: [{a: 1}]}`: false, `{required: [a], allOf: [{type: object}]}`: false,
		`{required: [a], anyOf: [{type: object}]}`: false, `{required: [a], oneOf: [{type: object}]}`: false, `{minimum: 1}`: false, `{}`: false, `{required: []}`: false,
		`{$ref: "#/$defs/a", required: [a], $defs: {a: {type: object}}}`: false,
	} {
		want := []string(nil)
		if open {
			want = []string{noObject}
		}
		if diff := cmp.Diff(want, mistakes(t, "json: {$.a: {schema: "+text+"}}")); diff != "" {
			t.Errorf("of a value, %s (-want +got):\n%s", text, diff)
		}
	}
}

// A statistic over samples is known if the samples without a whole response cannot change it.
func TestDurationsOfSamplesThatWereNotAnswered(t *testing.T) {
	sample := func(d time.Duration, failure exchange.FailureKind) *exchange.Observation {
		o := jsonAnswer(200, `{}`)
		if o.Duration = d; failure != "" {
			o.Failure, o.Status, o.Body, o.Size = &exchange.Failure{Kind: failure, Message: "no"}, 0, nil, 0
		}
		return o
	}
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	answered := []*exchange.Observation{sample(ms(100), ""), sample(ms(200), ""), sample(ms(300), "")}
	one := append(slices.Clone(answered), sample(0, exchange.Reset))
	two := append(slices.Clone(one), sample(0, exchange.Refused))
	for text, want := range map[string][3]expect.Outcome{
		"{max: {lt: 1s}}":    {expect.Met, expect.Unknown, expect.Unknown},
		"{max: {gt: 250ms}}": {expect.Met, expect.Met, expect.Met},
		"{max: {lt: 250ms}}": {expect.Unmet, expect.Unmet, expect.Unmet},
		"{max: 300ms}":       {expect.Met, expect.Unknown, expect.Unknown},
	} {
		for i, samples := range [][]*exchange.Observation{answered, one, two} {
			o := samples[0].Copy()
			o.Samples = samples
			if r := compile(t, "duration: "+text).Judge(o, nil); r.Outcome != want[i] {
				t.Errorf("%s of samples of which %d were not answered: outcome %d, want %d: %s", text, i, r.Outcome, want[i], shown(r))
			}
		}
	}
}

// The received part of a cut body decides whether the body is empty. If nothing was received, only
// the server's end of it decides.
func TestIsACutBodyEmpty(t *testing.T) {
	for _, c := range []struct {
		body string
		cut  exchange.Cut
		want expect.Outcome // of empty; not empty expects the opposite
	}{
		{"", "", expect.Met}, {"a", "", expect.Unmet}, {"a", exchange.CutLimit, expect.Unmet}, {"a", exchange.CutTimeout, expect.Unmet},
		{"", exchange.CutLimit, expect.Unknown}, {"", exchange.CutTimeout, expect.Unknown},
	} {
		o := jsonAnswer(200, c.body)
		o.Cut = c.cut
		opposite := map[expect.Outcome]expect.Outcome{expect.Met: expect.Unmet, expect.Unmet: expect.Met, expect.Unknown: expect.Unknown}
		for text, want := range map[string]expect.Outcome{"body: {empty: true}": c.want, "body: {empty: false}": opposite[c.want], "body: {not: {empty: true}}": opposite[c.want]} {
			if r := compile(t, text).Judge(o, nil); r.Outcome != want {
				t.Errorf("%s of %q cut by %q: outcome %d, want %d: %s", text, c.body, c.cut, r.Outcome, want, shown(r))
			}
		}
	}
}

// A status that HTTP does not have is an error with the intended one.
func TestAdviceAboutStatuses(t *testing.T) {
	for status, want := range map[string]string{
		"007": "put it in quotes: YAML reads it as another number", "700": "", `"007"`: "", "6xx": "the classes are 1xx to 5xx, a single status may have any three digits (RFC 9110, section 15)",
		"10x": "the classes are 1xx to 5xx, a single status may have any three digits (RFC 9110, section 15)", "4000": "",
	} {
		s, problems := scope("status: " + status)
		expect.Compile(node(t, "status: "+status), s)
		got := ""
		for _, p := range *problems {
			got += p.Next
		}
		if got != want {
			t.Errorf("%s: the advice is %q, want %q", status, got, want)
		}
	}
}

// What is known about a response without its body, and about one that was reported in part.
func TestWhatIsKnownInPart(t *testing.T) {
	sized := func(size int64) *exchange.Observation { return &exchange.Observation{Status: 200, Size: size} }
	reported := &exchange.Observation{Status: 200, Reported: &exchange.Reported{Status: true}}
	twice := jsonAnswer(200, `{}`)
	twice.Header = append(twice.Header, exchange.Field{Name: "X-A", Value: "1"}, exchange.Field{Name: "x-a", Value: "2"})
	for _, c := range []struct {
		o    *exchange.Observation
		text string
		want expect.Outcome
	}{
		{sized(1), "size: 1", expect.Met}, {sized(2), "size: 1", expect.Unmet}, {sized(0), "size: 0", expect.Met}, {jsonAnswer(200, "ab"), "size: 2", expect.Met},
		{reported, "headers: {X-A: {count: 0}}", expect.Unknown}, {reported, "headers: {X-A: {count: 2}}", expect.Unknown}, {reported, "headers: {X-A: absent}", expect.Unknown},
		{reported, "status: 200", expect.Met}, {reported, "body: x", expect.Unknown}, {reported, "size: 0", expect.Unknown},
		{twice, "headers: {X-A: {count: 2}}", expect.Met}, {twice, "headers: {X-A: {count: 1}}", expect.Unmet}, {twice, "headers: {X-B: {count: 0}}", expect.Met},
	} {
		if r := compile(t, c.text).Judge(c.o, nil); r.Outcome != c.want {
			t.Errorf("%s: outcome %d, want %d: %s", c.text, r.Outcome, c.want, shown(r))
		}
	}
}

// Long texts are shown around their first difference, cut between characters.
func TestLongTextsAreShownWhereTheyPart(t *testing.T) {
	r := strings.Repeat
	for name, c := range map[string]struct{ want, got, expected, actual string }{
		"100 bytes":          {r("x", 99) + "a", r("x", 99) + "b", `"` + r("x", 99) + `a"`, `"` + r("x", 99) + `b"`},
		"101 bytes":          {r("x", 100) + "a", r("x", 100) + "b", `…"` + r("x", 40) + `a"`, `…"` + r("x", 40) + `b"`},
		"within a character": {r("é", 60), r("é", 59) + "è", `…"` + r("é", 21) + `"`, `…"` + r("é", 20) + `è"`},
		"of three bytes":     {r("€", 50), r("€", 49) + "₭", `…"` + r("€", 15) + `"`, `…"` + r("€", 14) + `₭"`},
		"120 bytes of it":    {"a" + r("x", 119), "b" + r("x", 119), `"a` + r("x", 119) + `"`, `"b` + r("x", 119) + `"`},
		"121 bytes of it":    {"a" + r("x", 120), "b" + r("x", 120), `"a` + r("x", 119) + `…"`, `"b` + r("x", 119) + `…"`},
		"one goes on":        {r("x", 110), r("x", 111), `…"` + r("x", 40) + `"`, `…"` + r("x", 41) + `"`},
		"41 bytes before it": {r("x", 41) + "a" + r("y", 60), r("x", 41) + "b" + r("y", 60), `…"` + r("x", 40) + "a" + r("y", 60) + `"`, `…"` + r("x", 40) + "b" + r("y", 60) + `"`},
		"40 bytes before it": {r("x", 40) + "a" + r("y", 61), r("x", 40) + "b" + r("y", 61), `"` + r("x", 40) + "a" + r("y", 61) + `"`, `"` + r("x", 40) + "b" + r("y", 61) + `"`},
	} {
		o := jsonAnswer(200, c.got)
		result := compile(t, "body: "+c.want).Judge(o, nil)
		if len(result.Failures) != 1 || result.Failures[0].Expected != c.expected || result.Failures[0].Actual != c.actual {
			t.Errorf("%s: got %s\nwant\n%s\n%s", name, shown(result), c.expected, c.actual)
		}
	}
}

// Texts of several lines are shown as a diff of at most forty lines.
func TestADifferenceOfManyLines(t *testing.T) {
	lines := func(n int, s string) string { return strings.Repeat(s+"\n", n) }
	for n, more := range map[int]bool{5: false, 18: false, 19: true, 50: true} { // two lines of heads, one of place, and each line twice
		want := "body: |\n  " + strings.TrimSuffix(strings.ReplaceAll(lines(n, "a"), "\n", "\n  "), "  ")
		result := compile(t, want).Judge(jsonAnswer(200, lines(n, "b")), nil)
		if len(result.Failures) != 1 {
			t.Fatalf("%d lines: %s", n, shown(result))
		}
		if got := result.Failures[0].Detail; strings.HasSuffix(got, "\n…") != more || len(strings.Split(got, "\n")) != min(3+2*n, 41) {
			t.Errorf("%d lines: %d lines\n%s", n, len(strings.Split(got, "\n")), got)
		}
	}
}
