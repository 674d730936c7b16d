package expect_test

import (
	"strings"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// maskedExpectation knows the secrets api_key and other, the capture login.token, run, and what a
// run makes of it.
func maskedExpectation(t *testing.T, text string) *expect.Expectation {
	t.Helper()
	s, problems := scope(text)
	secret := func(name string) bool { return name == "api_key" || name == "other" }
	s.Secret = secret
	made := map[string]string{"run": "${run}", "order": "${run}", "name": "${run}-a", "id": "${uuid}", "other-id": "${uuid}"}
	s.Masked = func(name string) (string, bool) {
		return made[name], secret(name) || name == "login.token" || name == "second.token" || made[name] != ""
	}
	s.Lookup = func(name string) (any, expect.Known) {
		if _, masked := s.Masked(name); masked {
			return "${" + name + "}", expect.Now
		}
		return nil, expect.Undeclared
	}
	e := expect.Compile(node(t, text), s)
	if err := problems.Err(); err != nil {
		t.Fatalf("%s: %s", text, err)
	}
	return e
}

func TestAMaskHasNoSpelling(t *testing.T) {
	t.Parallel()
	o := jsonAnswer(200, `{"access_token":"${redacted:access_token}","key":"${api_key}","mixed":"Bearer ${api_key} is invalid",`+
		`"template":"${user}","plain":"ok","list":["a","${redacted:access_token}"],"joined":"${api_key}is${api_key}","args":"{\"k\":\"${api_key}\",\"n\":1}",`+
		`"named":"${name}","ordered":"${order}","made":"${id}","issued":"${redacted:token:16+}","again":"Bearer ${redacted:token:16+}"}`)
	o.Header = append(o.Header, exchange.Field{Name: "X-Key", Value: "${api_key}"}, exchange.Field{Name: "Set-Cookie", Value: "sid=${api_key}"}, exchange.Field{Name: "X-Token", Value: "${redacted:access_token}"})
	for _, c := range []struct {
		want   expect.Outcome
		expect string
	}{
		// Values without different spellings.
		{expect.Met, `json: {$.access_token: present}`},
		{expect.Unmet, `json: {$.access_token: absent}`},
		{expect.Met, `json: {$.access_token: {type: string}}`},
		{expect.Unmet, `json: {$.access_token: {type: number}}`},
		{expect.Unknown, `json: {$.key: {type: number}}`},
		{expect.Unknown, `json: {$.key: {type: integer}}`},
		{expect.Unknown, `json: {$.key: {type: [boolean, number]}}`},
		{expect.Unmet, `json: {$.key: {type: boolean}}`},
		{expect.Met, `json: {$.key: {type: [string, number]}}`},
		{expect.Unmet, `json: {$.mixed: {type: number}}`},
		{expect.Met, `json: {$.mixed: {ends_with: "is invalid", starts_with: Bearer}}`},
		{expect.Unmet, `json: {$.mixed: {starts_with: "is invalid"}}`},
		{expect.Unmet, `json: {$.mixed: {ends_with: "Bearer"}}`},
		{expect.Met, `json: {$.access_token: {not: empty}}`},
		{expect.Met, `json: {$.access_token: {matches: '.'}}`},
		{expect.Met, `json: {$.access_token: {length: {gt: 0}}}`},
		{expect.Met, `json: {$.list: {count: 2}}`},
		{expect.Unmet, `json: {$.access_token: 7}`},
		{expect.Met, `json: {$.access_token: {one_of: [tok-1, present]}}`},
		{expect.Unknown, `json: {$.access_token: {one_of: [tok-1, absent]}}`},
		{expect.Unknown, `json: {$.access_token: {not: {one_of: [tok-1, absent]}}}`},
		{expect.Unmet, `json: {$.access_token: {one_of: [{type: number}, absent]}}`},
		{expect.Met, `json: {$.plain: {one_of: [tok-1, ok]}}`},
		// What a run makes may be made of its id.
		{expect.Unknown, `json: {$.key: {ends_with: "${run}"}}`},
		{expect.Unknown, `json: {$.key: {not: {contains: "${run}"}}}`},
		{expect.Unmet, `json: {$.plain: {ends_with: "${run}"}}`},
		{expect.Unmet, `json: {$.access_token: {contains: "${run}"}}`},
		// A value that the run makes may hold that of another one.
		{expect.Unknown, `json: {$.named: {starts_with: "${order}"}}`},
		{expect.Unknown, `json: {$.named: {not: {starts_with: "${order}"}}}`},
		{expect.Unknown, `json: {$.named: "${order}-a"}`},
		{expect.Unknown, `json: {$.ordered: "${run}"}`},
		{expect.Unmet, `json: {$.ordered: {starts_with: "${name}"}}`},
		{expect.Unmet, `json: {$.ordered: {starts_with: "${id}"}}`},
		{expect.Unmet, `json: {$.made: "${other-id}"}`},
		{expect.Met, `json: {$.made: "${id}", $.named: {starts_with: "${name}"}}`},
		{expect.Unknown, `cel: "json.named.startsWith('${order}')"`},
		{expect.Unknown, `cel: "!json.named.startsWith('${run}')"`},
		{expect.Met, `cel: "json.named == '${name}' && json.made == '${id}' && json.plain == 'ok'"`},
		{expect.Unmet, `cel: "json.made == '${other-id}'"`},
		// A mask with a class of length hides 16 to 31 bytes.
		{expect.Met, `json: {$.issued: {length: {ge: 16}}}`},
		{expect.Met, `json: {$.issued: {length: {lt: 32}}}`},
		{expect.Unknown, `json: {$.issued: {length: {ge: 17}}}`},
		{expect.Unknown, `json: {$.issued: {length: {le: 30}}}`},
		{expect.Met, `json: {$.issued: {matches: '^.{16,31}$'}}`},
		{expect.Unknown, `json: {$.issued: {matches: '^[0-9a-f]{16,31}$'}}`},
		{expect.Met, `json: {$.again: {length: {ge: 23}}}`},
		{expect.Unknown, `json: {$.again: {length: {ge: 24}}}`},
		{expect.Unknown, `json: {$.issued: "0123456789abcdef"}`},
		{expect.Met, `json: {$.issued: {type: string}}`},
		// The spellings of a masked value, in both directions.
		{expect.Unknown, `json: {$.access_token: tok-1}`},
		{expect.Unknown, `json: {$.access_token: {in: [tok-1, tok-2]}}`},
		{expect.Unknown, `json: {$.access_token: {matches: '^tok-'}}`},
		{expect.Unknown, `json: {$.access_token: {not: {matches: '^tok-'}}}`},
		{expect.Unknown, `json: {$.access_token: {matches: '^\w+$'}}`},
		{expect.Unknown, `json: {$.access_token: {not: {matches: redacted}}}`},
		{expect.Unknown, `json: {$.access_token: {starts_with: tok-}}`},
		{expect.Unknown, `json: {$.access_token: {not: {ends_with: x}}}`},
		{expect.Unknown, `json: {$.access_token: {length: 40}}`},
		{expect.Unknown, `json: {$.access_token: {length: {le: 40}}}`},
		{expect.Unknown, `json: {$.access_token: {format: uuid}}`},
		{expect.Unknown, `json: {$.access_token: {parsed: true}}`},
		{expect.Unknown, `json: {$.access_token: {time_until: {ge: 0s}}}`},
		{expect.Unknown, `json: {$.mixed: {time_until: {ge: 0s}}}`},
		{expect.Unknown, `headers: {X-Key: {time_until: {ge: 0s}}}`},
		{expect.Unknown, `json: {$.access_token: {format: jwt}}`},
		{expect.Unknown, `json: {$.access_token: {format: base64}}`},
		{expect.Unknown, `json: {$.key: {increasing: true}}`},
		{expect.Unknown, `json: {"$['key', 'key']": {not: {increasing: {by: 1}}}}`},
		{expect.Unmet, `json: {$.list: {increasing: true}}`},
		{expect.Unknown, `json: {$: {adds_up: {key: [key, key]}}}`},
		{expect.Unknown, `json: {$: {not: {adds_up: {key: [key]}}}}`},
		{expect.Unmet, `json: {$: {adds_up: {plain: [key]}}}`},
		{expect.Unknown, `json: {$.access_token: {gt: 7}}`},
		{expect.Unknown, `json: {$.list: {any: {starts_with: tok-}}}`},
		{expect.Met, `json: {$.list: {any: {starts_with: a}}}`},
		{expect.Unknown, `json: {$.list: {each: {length: {le: 40}}}}`},
		{expect.Unmet, `json: {$.list: {each: {starts_with: 'b c'}}}`},
		{expect.Unknown, `json: {$.list: {contains: tok-1}}`},
		{expect.Unknown, `json: {$.list: {not: {contains: tok-1}}}`},
		{expect.Unknown, `json: {$.list: [a, tok-1]}`},
		{expect.Unmet, `json: {$.list: [b, tok-1]}`},
		{expect.Unknown, `json: {$: {like: {access_token: tok-1}}}`},
		{expect.Unmet, `json: {$: {like: {access_token: tok-1, plain: no}}}`},
		// A schema: its result for the masked value, and for the others.
		{expect.Met, `schema: {type: object, required: [access_token], properties: {access_token: {type: string, minLength: 1}}}`},
		{expect.Unknown, `schema: {properties: {access_token: {pattern: '^tok-'}}}`},
		{expect.Unknown, `schema: {properties: {access_token: {maxLength: 40}}}`},
		{expect.Unmet, `schema: {properties: {access_token: {pattern: '^tok-'}, plain: {const: no}}}`},
		{expect.Unmet, `schema: {required: [nothing]}`},
		{expect.Unmet, `schema: {properties: {access_token: {type: integer}}}`},
		// The secret itself.
		{expect.Met, `json: {$.key: "${api_key}"}`},
		{expect.Unmet, `json: {$.key: {not: "${api_key}"}}`},
		{expect.Met, `json: {$.key: {in: [x, "${api_key}"]}}`},
		{expect.Unmet, `json: {$.key: "${other}"}`},
		{expect.Met, `json: {$.mixed: {contains: "Bearer ${api_key}"}}`},
		{expect.Met, `json: {$.mixed: {not: {contains: "${other}"}}}`},
		{expect.Unknown, `json: {$.access_token: "$${redacted:access_token}"}`},
		{expect.Met, `body: {not: {contains: "${other}"}}`},
		{expect.Unmet, `body: {not: {contains: "${api_key}"}}`},
		// Text next to a mask.
		{expect.Met, `body: {contains: "is invalid"}`},
		{expect.Unmet, `body: {contains: "is not valid"}`},
		{expect.Met, `body: {not: {contains: "is not valid"}}`},
		{expect.Met, `body: {not: {contains: '"error":'}}`},
		{expect.Unknown, `body: {not: {contains: sk-live}}`},
		{expect.Unknown, `json: {$.mixed: {not: {contains: "Bearer sk-"}}}`},
		{expect.Met, `json: {$.mixed: {matches: '^Bearer \S+ is'}}`},
		{expect.Unmet, `json: {$.mixed: {matches: '^Basic '}}`},
		{expect.Unmet, `json: {$.mixed: {matches: '\bis valid$'}}`},
		{expect.Unknown, `json: {$.mixed: {matches: '^Bearer \d+ is'}}`},
		{expect.Unknown, `json: {$.joined: {matches: '\bis'}}`}, // a mask may end and begin with a letter
		{expect.Unknown, `json: {$.joined: {matches: 'is\b'}}`},
		{expect.Unknown, `json: {$.joined: {matches: '\Bis'}}`},
		{expect.Unknown, `json: {$.mixed: {contains: api_key}}`},
		{expect.Met, `json: {$.args: {parsed: {like: {n: 1, k: "${api_key}"}}}}`},
		{expect.Unknown, `json: {$.args: {parsed: {like: {k: abc}}}}`},
		// What a server writes itself is not a mask.
		{expect.Unmet, `json: {$.template: {not: {contains: "$${"}}}`},
		{expect.Met, `json: {$.template: "$${user}"}`},
		{expect.Unmet, `json: {$.template: {matches: '^tok-'}}`},
		// Headers and cookies.
		{expect.Unknown, `headers: {X-Key: {matches: '^sk-'}}`},
		{expect.Met, `headers: {X-Key: "${api_key}"}`},
		{expect.Unknown, `headers: {X-Token: "$${redacted:access_token}"}`},
		{expect.Unknown, `cookies: {sid: {length: 32}}`},
		{expect.Met, `cookies: {sid: present}`},
		// The response as a whole.
		{expect.Unknown, `sha256: 0000`},
		{expect.Unknown, `size: 230`},
		{expect.Met, `size: {lt: 1MB}`},
		{expect.Unmet, `size: {lt: 20}`},
		// Combinations.
		{expect.Unknown, `{any: [{json: {$.access_token: tok-1}}, {status: 404}]}`},
		{expect.Met, `{any: [{json: {$.access_token: tok-1}}, {status: 200}]}`},
		{expect.Unknown, `{none: [{json: {$.access_token: tok-1}}]}`},
		{expect.Unmet, `{status: 404, json: {$.access_token: tok-1}}`},
		// CEL.
		{expect.Unknown, `cel: json.access_token.startsWith("tok-")`},
		{expect.Unknown, `cel: '!json.access_token.startsWith("tok-")'`},
		{expect.Unknown, `cel: size(json.access_token) == 40`},
		{expect.Met, `cel: has(json.access_token) && json.plain == "ok"`},
		{expect.Unmet, `cel: json.plain == "no"`},
		{expect.Met, `cel: json.key == "${api_key}"`},
		{expect.Unknown, `cel: '!body.contains("sk-")'`},
		{expect.Met, `cel: body.contains("is invalid")`},
		{expect.Unknown, `cel: headers["x-key"] == "abc"`},
		{expect.Unmet, `cel: headers["content-type"] == "abc"`},
		{expect.Met, `cel: '"x-key" in headers'`},
	} {
		if r := maskedExpectation(t, c.expect).Judge(o, nil); r.Outcome != c.want {
			t.Errorf("%s: outcome %d, want %d: %s", c.expect, r.Outcome, c.want, shown(r))
		} else if r.Outcome == expect.Unknown && !strings.Contains(strings.Join(r.Unknowns, "\n"), "masked") {
			t.Errorf("%s: the reason says nothing of a mask: %q", c.expect, r.Unknowns)
		}
	}
}

func TestAMaskedNodeHasNoType(t *testing.T) {
	t.Parallel()
	o := jsonAnswer(200, `{"whole":"${redacted:json}"}`)
	for text, want := range map[string]expect.Outcome{
		`json: {$.whole: present}`:        expect.Met,
		`json: {$.whole: {type: string}}`: expect.Unknown,
		`json: {$.whole: empty}`:          expect.Unknown,
		`json: {$.whole.name: present}`:   expect.Unknown,
		`json: {$.whole.name: absent}`:    expect.Unknown,
		`body: {contains: "Acme Inc"}`:    expect.Unknown,
	} {
		if r := maskedExpectation(t, text).Judge(o, nil); r.Outcome != want {
			t.Errorf("%s: outcome %d, want %d: %s", text, r.Outcome, want, shown(r))
		}
	}
}

func TestAMaskInAStream(t *testing.T) {
	t.Parallel()
	o := &exchange.Observation{Status: 200, Stream: &exchange.Stream{Events: []exchange.Event{
		{Data: `{"t":"${redacted:access_token}"}`}, {Data: `{"t":"end"}`},
	}}}
	for text, want := range map[string]expect.Outcome{
		`stream: {any: {json: {$.t: {starts_with: tok-}}}}`:                   expect.Unknown,
		`stream: {each: {json: {$.t: {one_of: [end, tok-1]}}}}`:               expect.Unknown,
		`stream: {each: {json: {$.t: {one_of: [end, present]}}}}`:             expect.Met,
		`stream: {any: {json: {$.t: end}}}`:                                   expect.Met,
		`stream: {each: {json: {$.t: {not: {starts_with: tok-}}}}}`:           expect.Unknown,
		`stream: {joined: {path: $.t, is: {not: {matches: '^tok-'}}}}`:        expect.Unknown,
		`stream: {joined: {path: $.t, is: {ends_with: end, contains: "en"}}}`: expect.Met,
		`stream: {last: {json: {$.t: end}}}`:                                  expect.Met,
	} {
		if r := maskedExpectation(t, text).Judge(o, nil); r.Outcome != want {
			t.Errorf("%s: outcome %d, want %d: %s", text, r.Outcome, want, shown(r))
		}
	}
}

func TestOneMaskMayStandForTwoValues(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]expect.Outcome{
		`{"a":"${redacted:access_token}"}`: expect.Unknown,
		`{"a":"${api_key}"}`:               expect.Met,
	} {
		o, other := jsonAnswer(200, body), jsonAnswer(200, body)
		w := &expect.World{Observation: func(string) *exchange.Observation { return other }}
		if r := maskedExpectation(t, `same_as: other`).Judge(o, w); r.Outcome != want {
			t.Errorf("%s: outcome %d, want %d: %s", body, r.Outcome, want, shown(r))
		}
		r := maskedExpectation(t, `differs_from: {probe: other, in: [body]}`).Judge(o, w)
		if (r.Outcome == expect.Unknown) != (want == expect.Unknown) {
			t.Errorf("differs_from, %s: outcome %d: %s", body, r.Outcome, shown(r))
		}
	}
}

func TestAMaskedValueSaysWhy(t *testing.T) {
	t.Parallel()
	o := jsonAnswer(200, `{"access_token":"${redacted:access_token}"}`)
	r := maskedExpectation(t, `json: {$.access_token: {matches: '^tok-'}}`).Judge(o, nil)
	want := "json $.access_token: its value is masked (${redacted:access_token}), so its spelling cannot be judged; expect present, type or a comparison with the secret itself"
	if len(r.Unknowns) != 1 || r.Unknowns[0] != want {
		t.Errorf("got %q", r.Unknowns)
	}
}

// A mask hides another only where it is that of a whole header, or both are captured.
func TestWhichMasksHideOthers(t *testing.T) {
	t.Parallel()
	for body, texts := range map[string]map[string]expect.Outcome{
		"${redacted:header}":       {`body: {contains: "${api_key}"}`: expect.Unknown, `body: {not: {contains: "${login.token}"}}`: expect.Unknown},
		"${redacted:access_token}": {`body: {contains: "${api_key}"}`: expect.Unmet, `body: {contains: "${login.token}"}`: expect.Unmet},
		"${redacted:a.b}":          {`body: {contains: "${login.token}"}`: expect.Unmet},
		"${api_key}":               {`body: {contains: "${other}"}`: expect.Unmet, `body: {contains: "${login.token}"}`: expect.Unmet, `body: {contains: "${api_key}"}`: expect.Met},
		"${login.token}":           {`body: {contains: "${api_key}"}`: expect.Unmet, `body: {contains: "${login.token}"}`: expect.Met, `body: {contains: "x${login.token}"}`: expect.Unmet, `body: {contains: "${second.token}"}`: expect.Unknown},
	} {
		for text, want := range texts {
			if r := maskedExpectation(t, text).Judge(jsonAnswer(200, body), nil); r.Outcome != want {
				t.Errorf("%s of %s: outcome %d, want %d: %s", text, body, r.Outcome, want, shown(r))
			}
		}
	}
}

// Which value is masked is said by its name: the whole, or the first part.
func TestWhatIsSaidOfMasks(t *testing.T) {
	t.Parallel()
	const whole = "its value is masked (${api_key}), so its spelling cannot be judged; expect present, type or a comparison with the secret itself"
	part := func(name string) string {
		return "a part of it is masked (" + name + "), and the verdict may lie in that part; expect what stands beside it, or a comparison with the secret itself"
	}
	for body, want := range map[string]string{
		"${api_key}": whole, "x${api_key}": part("${api_key}"), "${api_key}x": part("${api_key}"), "${api_key}${other}": part("${api_key}"), "${other} ${api_key}": part("${other}"),
	} {
		r := maskedExpectation(t, "body: {matches: '^sk'}").Judge(jsonAnswer(200, body), nil)
		if strings.Join(r.Unknowns, "; ") != "body: "+want && (r.Outcome != expect.Unmet || !strings.HasPrefix(body, "x")) {
			t.Errorf("%s: %s, want %s", body, shown(r), want)
		}
		r = maskedExpectation(t, "sha256: abc").Judge(jsonAnswer(200, body), nil)
		first := body[strings.Index(body, "$") : strings.Index(body, "}")+1]
		if r.Outcome != expect.Unknown || !strings.Contains(r.Unknowns[0], "a part of the body is masked ("+first+")") {
			t.Errorf("%s: %s", body, shown(r))
		}
	}
}

// A schema says of a masked value what it says of any that may stand there.
func TestSchemasOfMaskedValues(t *testing.T) {
	t.Parallel()
	o := jsonAnswer(200, `{"t": "${redacted:access_token}", "j": "${redacted:json}", "k": "${api_key}", "n": 1, "list": ["a", "${api_key}"], "two": ["${api_key}", "${api_key}"], "plain": ["a", "a"], "part": "x ${api_key}"}`)
	for schema, want := range map[string]expect.Outcome{
		`{properties: {t: {const: a}}}`: expect.Unknown, `{properties: {t: {enum: [a, b]}}}`: expect.Unknown, `{properties: {n: {const: 2}}}`: expect.Unmet, `{properties: {n: {enum: [2]}, t: {const: a}}}`: expect.Unmet, `{properties: {t: {type: string}}}`: expect.Met,
		`{properties: {t: {type: integer}}}`: expect.Unmet, `{properties: {j: {type: integer}}}`: expect.Unknown, `{properties: {k: {type: integer}}}`: expect.Unknown, `{properties: {part: {type: integer}}}`: expect.Unmet, `{properties: {n: {type: string}}}`: expect.Unmet,
		`{properties: {list: {uniqueItems: true}}}`: expect.Met, `{properties: {two: {uniqueItems: true}}}`: expect.Unknown, `{properties: {plain: {uniqueItems: true}}}`: expect.Unmet, `{properties: {list: {contains: {const: b}}}}`: expect.Unknown, `{properties: {plain: {contains: {const: b}}}}`: expect.Unmet,
		`{properties: {list: {contains: {const: a}, minContains: 2}}}`: expect.Unknown, `{properties: {plain: {contains: {const: a}, maxContains: 1}}}`: expect.Unmet, `{properties: {list: {not: {contains: {type: string}}}}}`: expect.Unknown, `{properties: {plain: {not: {contains: {type: string}}}}}`: expect.Unmet,
		`{properties: {t: {not: {type: string}}}}`: expect.Unknown, `{properties: {n: {not: {type: integer}}}}`: expect.Unmet, `{properties: {t: {anyOf: [{const: a}, {const: b}]}}}`: expect.Unknown, `{properties: {t: {anyOf: [{type: integer}, {type: array}]}}}`: expect.Unmet, `{properties: {t: {anyOf: [{type: integer}, {const: b}]}}}`: expect.Unknown,
		`{properties: {t: {allOf: [{type: integer}, {const: b}]}}}`: expect.Unmet, `{properties: {t: {allOf: [{const: a}, {const: b}]}}}`: expect.Unknown, `{properties: {t: {oneOf: [{type: string}, {minLength: 0}]}}}`: expect.Unknown, `{properties: {n: {oneOf: [{type: integer}, {minimum: 0}]}}}`: expect.Unmet, `{properties: {t: {oneOf: [{type: integer}, {type: array}]}}}`: expect.Unmet,
		`{properties: {t: {oneOf: [{type: integer}, {const: a}]}}}`: expect.Unknown, `{properties: {t: {maxLength: 3}}}`: expect.Unknown, `{properties: {t: {minLength: 1}}}`: expect.Met, `{properties: {n: {maximum: 0}}}`: expect.Unmet, `{properties: {t: {format: uuid}}}`: expect.Unknown, `{properties: {list: {minItems: 3}}}`: expect.Unmet, `{properties: {list: {items: {maxLength: 2}}}}`: expect.Unknown, `{required: [gone]}`: expect.Unmet,
		`{properties: {t: {$ref: "#/$defs/a"}}, $defs: {a: {$ref: "#/$defs/a"}}}`: expect.Unknown,
	} {
		if r := maskedExpectation(t, "schema: "+schema).Judge(o, nil); r.Outcome != want {
			t.Errorf("%s: outcome %d, want %d: %s", schema, r.Outcome, want, shown(r))
		}
	}
}
