package lint_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/engine"
	"assay/runner/internal/lint"
)

// warned is the messages about the files, which make a folder of suites.
func warned(t *testing.T, files map[string]string) []string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	documents, err := engine.Open([]string{dir}, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var messages []string
	for _, p := range lint.Check(documents) {
		messages = append(messages, p.Message)
	}
	return messages
}

// A value in the fixture that may mean two times is told where nothing pins which.
func TestTimesThatMayBeTwo(t *testing.T) {
	got := warned(t, map[string]string{
		"a.suite.yaml": `
suite: A
target: http://shop.example
fixtures: x.fixture
probes: {p: {path: /p}, unseen: {path: /unseen}, many: {path: /many, repeat: 2}}
findings:
  header: {probe: p, expect: {headers: {X-RateLimit-Reset: {time_until: {le: 1h}}, Retry-After: {time_until: {le: 1h}}, X-Short: {time_until: {le: 1h}}}}}
  pinned: {probe: p, expect: {headers: {X-RateLimit-Reset: {time_until: {le: 1h, as: seconds}}}}}
  json: {probe: p, expect: {json: {$.list: {each: {one_of: [{time_until: 1h}, absent]}}}}}
  again: {probe: many, expect: {json: {$.reset: {time_until: 1h}}}}
  unseen: {probe: unseen, expect: {json: {$.reset: {time_until: 1h}}}}
`,
		"x.fixture": `### p
GET http://shop.example/p

### p response
HTTP/1.1 429 Too Many Requests
X-RateLimit-Reset: 3600
Retry-After: 3600
X-Short: 60

{"list": [60, 7200, "2026-11-29T12:00:00Z"]}

### many
# sample: 1
GET http://shop.example/many

### many response
HTTP/1.1 200 OK

{"reset": 5000}
`,
	})
	want := []string{
		"time_until: header X-RateLimit-Reset: 3600 may mean 3600 s or 3600 ms",
		"time_until: json $.list: 7200 may mean 7200 s or 7200 ms",
		"time_until: json $.reset: 5000 may mean 5000 s or 5000 ms",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A key that could be the name of a variable is warned of and shown nowhere; names are none.
func TestKeysInThePlaceOfVariables(t *testing.T) {
	key := fmt.Sprintf("a%x", sha256.Sum256([]byte("invented")))
	for env, warns := range map[string]bool{
		key: true, strings.ToUpper(key): true, key[:32]: true,
		key[:16]: false, "SHOP_KEY": false, "a_rather_long_name_of_a_variable_2026_11": false, "ANAMEWITHOUTANYUNDERSCORESINITATALL": false,
	} {
		got := warned(t, map[string]string{"a.suite.yaml": "suite: A\ntarget: http://shop.example\nsecrets: {api-key: " + env + "}\n" +
			"probes: {p: {path: /p, auth: {bearer: '${api-key}'}}}\nfindings: {p: {probe: p, expect: {status: 200}}}\n"})
		want := []string(nil)
		if warns {
			want = []string{"secrets.api-key names an environment variable, and this looks like the key itself"}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", env, diff)
		}
	}
}

func TestCheckWarnsOfNothingThatServes(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"a control, a comparison, a capture, a prediction": {"a.suite.yaml": `
suite: A
target: http://shop.example
vars: {used: "1"}
secrets: {second: SHOP_KEY}
answers: {never-expected: {status: 418}}
probes:
  order: {path: "/orders/${used}"}
  control: {path: /control}
  other: {path: /other}
  login: {path: /login, capture: {id: {json: $.id}}}
  first: {path: "/${login.id}"}
  guess: {path: /guess}
findings:
  order: {claim: The key counts, probe: order, control: control, expect: {same_as: {probe: other, in: [status]}}}
  first: {probe: first, expect: {status: 200}}
  waits: {claim: A token is refused, probe: order, pending: later, expect: {status: 401}}
hypotheses:
  h: {claim: c, needs: {secret: second}, predicts: {guess: {status: 200}}}
`},
		"fixtures shared by two documents, with samples": {
			"a.suite.yaml": "suite: A\ntarget: http://shop.example\nfixtures: x.fixture\nprobes: {a: {path: /a, repeat: 2}}\nfindings: {a: {probe: a, expect: {status: 200}}}\n",
			"b.suite.yaml": "suite: B\ntarget: http://shop.example\nfixtures: x.fixture\nprobes: {b: {path: /b}}\nfindings: {b: {probe: b, expect: {status: 200}}}\n",
			"x.fixture": "### a\n# sample: 1\nGET http://shop.example/a\n\n### a response\nHTTP/1.1 200 OK\n\n### a\n# sample: 2\nGET http://shop.example/a\n\n### a response\nHTTP/1.1 200 OK\n\n" +
				"### b\nGET http://shop.example/b\n\n### b response\nHTTP/1.1 200 OK\n",
		},
		"what can fail": {"a.suite.yaml": `
suite: A
target: http://shop.example
probes: {p: {path: /p}}
findings:
  a: {probe: p, expect: {status: {ge: 101}}}
  b: {probe: p, expect: {any: [{status: 4xx}, {status: 5xx}]}}
  c: {probe: p, expect: {any: [{status: 4xx}, {status: {not: 4xx}, headers: {X: present}}]}}
  d: {probe: p, expect: {body: {not: {contains: secret}}}}
  e: {probe: p, expect: {headers: {Retry-After: absent}}}
  f: {probe: p, expect: {size: {le: 1MB}}}
  g: {probe: p, expect: {none: [{status: 5xx}]}}
checklist:
  support: {ask: "Does the plan support streams, and must the key be activated?", where: the provider's support}
  told: {ask: What does support say on the status page?, where: the status page}
`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := warned(t, files); got != nil {
				t.Errorf("warnings about a suite that is as it should be: %q", got)
			}
		})
	}
}

func TestCheckWarnsOfWhatServesNothing(t *testing.T) {
	got := warned(t, map[string]string{"a.suite.yaml": `
suite: A
target: http://shop.example
fixtures: x.fixture
probes:
  p: {path: /p}
  chain: {path: /chain, capture: {id: {json: $.id}}}
  end: {path: "/${chain.id}"}
findings:
  always: {probe: p, expect: &always {all: [{status: {between: [100, 599]}}, {size: {ge: 0}}]}}
  again: {probe: p, expect: *always}
checklist:
  limits: {ask: "What does Support say: what are the limits?", where: The vendor's Support}
`, "x.fixture": "### p\nGET http://shop.example/p\n\n### p response\nHTTP/1.1 200 OK\n\n### old\nGET http://shop.example/p?old=1\n\n### old response\nHTTP/1.1 200 OK\n"})
	want := []string{
		`nothing judges the probe "chain"`, `nothing judges the probe "end"`,
		`the finding "always" cannot fail: every answer meets what it expects`,
		`the finding "again" cannot fail: every answer meets what it expects`,
		`the item "limits" is put to the provider's support word for word, and speaks of them`,
		`no probe asks for the entry "old"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A claim about tokens as a model counts them is none about credentials.
func TestCheckTellsTokensOfTextFromCredentials(t *testing.T) {
	for claim, credential := range map[string]bool{
		"The usage tells the tokens of the answer":       false,
		"It costs at most 10 output tokens":              false,
		"The first token comes within two seconds":       false,
		"The token count adds up":                        false,
		"The keys of no object count as tokens":          true,
		"Bearer tokens are refused":                      true,
		"Expired tokens are answered 401":                true,
		"A token is refused":                             true,
		"Tokens are counted where the token is accepted": true,
	} {
		suite := "suite: A\ntarget: http://shop.example\nprobes: {a: {path: /a, auth: {bearer: invented}}}\nfindings: {a: {claim: " + claim + ", probe: a, expect: {status: 200}}}\n"
		warned := slices.ContainsFunc(warned(t, map[string]string{"a.suite.yaml": suite}), func(m string) bool {
			return strings.Contains(m, "about authentication")
		})
		if warned != credential {
			t.Errorf("%q: a warning about authentication: %v, expected %v", claim, warned, credential)
		}
	}
}

// One warning names the findings about authentication that a public endpoint would meet: not those
// that expect a refusal, send no credentials, ask for a token or have a control.
func TestCheckNamesFindingsWithoutControlOnce(t *testing.T) {
	suite := `suite: A
target: http://shop.example
secrets: {key: SHOP_KEY}
probes:
  login: {path: /token, form: {key: "${key}"}, capture: {token: {json: $.access_token}}}
  known: {path: /a, auth: {bearer: "${login.token}"}}
  query: {path: /a, query: {k: "${key}"}}
  wrong: {path: /a, auth: {bearer: invented}}
  none: {path: /a}
findings:
  login: {claim: A token is given out, probe: login, expect: {status: 200}}
  known: {claim: The token is accepted, probe: known, expect: {status: 200}}
  query: {claim: The key is accepted in the query, probe: query, expect: {status: 200}}
  either: {claim: The key is known, probe: known, expect: {status: [200, 401]}}
  controlled: {claim: The token is accepted, probe: known, control: none, expect: {status: 200}}
  wrong: {claim: A wrong token is refused, probe: wrong, expect: {status: 401, headers: {WWW-Authenticate: present}}}
  named: {claim: A wrong token is refused, probe: wrong, expect: {status: [401, 403], json: {$.error: invalid}}}
  none: {claim: Without a key it is open, probe: none, expect: {status: 200}}
`
	got := slices.DeleteFunc(warned(t, map[string]string{"a.suite.yaml": suite}), func(m string) bool {
		return !strings.Contains(m, "about authentication")
	})
	want := []string{`3 findings are about authentication and have no control ("known", "query", "either"): a public endpoint would pass too`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Each value that fits two forms is ambiguous until one is pinned; what its size, its header or its
// syntax decides is not.
func TestEachAmbiguousTime(t *testing.T) {
	for _, c := range []struct{ header, value, want string }{
		{"X-RateLimit-Reset", "999", ""},
		{"X-RateLimit-Reset", "1000", "1000 may mean 1000 s or 1000 ms"},
		{"X-RateLimit-Reset", "86400", "86400 may mean 86400 s or 86400 ms"},
		{"X-RateLimit-Reset", "999999999", "999999999 may mean 999999999 s or 999999999 ms"},
		{"X-RateLimit-Reset", "3600.5", ""},
		{"X-RateLimit-Reset", "1767323045", ""},
		{"X-RateLimit-Reset", "1767323045000", ""},
		{"X-RateLimit-Reset", "6m0s", ""},
		{"X-RateLimit-Reset", "2026-01-02T03:04:05Z", ""},
		{"X-RateLimit-Reset-Ms", "3600", ""},
		{"RateLimit-Reset", "3600", "3600 may mean 3600 s or 3600 ms"},
		{"RateLimit", `"a";r=0;t=3600`, ""},
		{"RateLimit", `"a";r=0;t=3600, "b";r=0;t=60`, ""},
		{"anthropic-ratelimit-tokens-reset", "5000", "5000 may mean 5000 s or 5000 ms"},
		{"Retry-After", "3600", ""},
		{"Retry-After-Ms", "3600", ""},
		{"X-Retry-In", "3600", ""},
		{"X-Other", "3600", "3600 may mean 3600 s or 3600 ms"},
		{"X-Other", "3, 7", ""},
	} {
		for as, want := range map[string]string{"": c.want, ", as: seconds": "", ", as: milliseconds": ""} {
			if as != "" && c.want == "" {
				continue
			}
			got := warned(t, map[string]string{
				"a.suite.yaml": "suite: A\ntarget: http://shop.example\nfixtures: x.fixture\nprobes: {p: {path: /p}}\n" +
					"findings: {f: {claim: It is told, probe: p, expect: {headers: {" + c.header + ": {time_until: {le: 100000d" + as + "}}}}}}\n",
				"x.fixture": "### p\nGET http://shop.example/p\n\n### p response\n# captured: 2026-01-01T00:00:00Z from 203.0.113.5:443 in 40ms\nHTTP/1.1 429 Too Many Requests\n" +
					c.header + ": " + c.value + "\n\n",
			})
			if want != "" {
				want = "time_until: header " + c.header + ": " + want
			}
			if text := strings.Join(got, "\n"); text != want {
				t.Errorf("%s: %s%s: got %q, want %q", c.header, c.value, as, text, want)
			}
		}
	}
}

// Of a document with many mistakes the first 50 are listed, and the others counted.
func TestManyMistakesOfAnOpenAPIDocument(t *testing.T) {
	for mistakes, more := range map[int]string{50: "", 51: "1 more error", 60: "10 more errors"} {
		doc := "openapi: 3.1.0\ninfo: {title: Shop, version: '1.0'}\npaths:\n"
		for i := range mistakes {
			doc += fmt.Sprintf("  orders%d: {}\n", i) // without a slash
		}
		got := warned(t, map[string]string{"shop.yaml": doc, "shop.suite.yaml": `suite: Shop
target: http://127.0.0.1:1
openapi: shop.yaml
probes: {all: {path: /orders}}
findings: {all: {claim: All are there, probe: all, expect: {openapi: true}}}
`})
		about := 0
		for _, w := range got {
			if strings.Contains(w, "orders") && strings.Contains(w, "openapi: shop.yaml") {
				about++
			}
		}
		last := got[len(got)-1]
		if about != min(mistakes, 50) || more != "" && !slices.ContainsFunc(got, func(w string) bool { return strings.Contains(w, more+" of the document") }) {
			t.Errorf("of %d mistakes %d are listed; the last warning is %s", mistakes, about, last)
		}
	}
}

// Suites may share a recording, and of a large one only the places of the entries may be held: the
// warnings are the same.
func TestCheckOfASharedRecording(t *testing.T) {
	const entry = "### %[1]s\n> GET http://shop.example/%[1]s\n\n### %[1]s response\n# bodys: indented\n< HTTP/1.1 200 OK\n\n%[2]s\n\n"
	suite := func(name string) string {
		return "suite: " + name + "\ntarget: http://shop.example\nfixtures: x.fixture\nredact: {regex: ['sesame-[0-9]+']}\nprobes: {" + name + ": {path: /" + name +
			"}, many: {path: /many, repeat: 2}}\nfindings: {" + name + ": {probe: " + name + ", expect: {status: 200}}, many: {probe: many, expect: {status: 200}}}\n"
	}
	want := []string{
		`unknown comment "bodys" is kept, and means nothing: 5`, `unknown comment "bodys" is kept, and means nothing: 14`,
		`the entry "a" holds what looks like a secret: redact: regex: sesame-[0-9]+: 1`,
		`no probe asks for the entry "old": 10`, `no probe asks for the entry "many": 33`,
	}
	for _, padding := range []int{0, 1 << 20} {
		dir := t.TempDir()
		text := fmt.Sprintf(entry, "a", "sesame-77") + fmt.Sprintf(entry, "old", strings.Repeat("x", padding))
		for sample := range 3 {
			text += fmt.Sprintf("### many\n# sample: %d\n> GET http://shop.example/many\n\n### many response\n< HTTP/1.1 200 OK\n\n", sample+1)
		}
		text += "### b\n> GET http://shop.example/b\n\n### b response\n< HTTP/1.1 200 OK\n"
		files := map[string]string{"a.suite.yaml": suite("a"), "b.suite.yaml": suite("b"), "x.fixture": text}
		var suites []string
		for name, text := range files {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(name, ".yaml") {
				suites = append(suites, filepath.Join(dir, name))
			}
		}
		for _, places := range []bool{false, true} {
			documents, wrong := engine.Check(suites, engine.Options{Places: places})
			if len(wrong) > 0 {
				t.Fatal(wrong)
			}
			var got []string
			for _, p := range lint.Check(documents) {
				got = append(got, fmt.Sprintf("%s: %d", p.Message, p.Pos.Line))
			}
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("padded with %d bytes, places %t: -want +got:\n%s", padding, places, diff)
			}
		}
	}
}
