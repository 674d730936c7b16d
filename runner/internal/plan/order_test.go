package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// ids joins the ids of probes.
func ids(probes []*plan.Probe) string {
	var out []string
	for _, p := range probes {
		out = append(out, p.ID)
	}
	return strings.Join(out, " ")
}

const cleaning = `
suite: cleaning
secrets: {k: K}
target: http://127.0.0.1:1
probes:
  make: {path: /things, capture: {id: {json: $.id}}}
  more: {path: /things, each: {x: {query: {r: x}}, y: {query: {r: y}}}, capture: {id: {json: $.id}}}
  look: {path: /things}
  drop: {path: "/things/${make.id}", cleanup: true, method: DELETE, auth: {oauth2: {token_url: /token, client: c, secret: "${k}"}}}
  drop-more: {path: "/things/${more.id}", cleanup: true, method: DELETE, each: {x: {}, y: {}}}
  drop-any: {path: /things, cleanup: true, after: [look, drop, "drop-d*"]}
  drop-row: {path: /things, cleanup: true, after: more, each: {x: {}, z: {}}}
  drop-all: {path: /things, cleanup: true, after: "*"}
  drop-drop: {path: "/things/${undo.id}", cleanup: true}
  undo: {path: /undo, cleanup: true, capture: {id: {json: $.id}}}
  undo-undo: {path: /undo, cleanup: true, after: undo, each: {x: {}}}
findings: {f: {probe: look, expect: {status: 200}}}
`

// Probes that clean up come last, each after what it cleans up.
func TestCleanups(t *testing.T) {
	p := built(t, cleaning, suite.Options{})
	const last = "drop drop-more[x] drop-more[y] drop-any drop-row[x] drop-row[z] drop-all drop-drop undo undo-undo[x]"
	if got := ids(p.Cleanups()); got != last {
		t.Errorf("the cleanups are %s, want %s", got, last)
	}
	before, after := plan.Parted(p.Probes)
	if want := "oauth2 make more[x] more[y] look"; ids(before) != want || ids(after) != last {
		t.Errorf("parted into %s and %s, want %s and %s", ids(before), ids(after), want, last)
	}
	for id, want := range map[string][2]string{
		"drop": {"make", ""}, "drop-more[x]": {"more[x]", ""}, "drop-more[y]": {"more[y]", ""},
		"drop-any": {"", "look"}, "drop-row[x]": {"", "more[x]"}, "drop-row[z]": {"", "more[x] more[y]"},
		"drop-all": {"", ""}, "drop-drop": {"", ""}, "undo": {"", ""}, "undo-undo[x]": {"", ""},
	} {
		all, any := p.Made(p.Probe(id))
		if got := [2]string{ids(all), ids(any)}; got != want {
			t.Errorf("%s cleans up what %q made, want %q", id, got, want)
		}
	}
	for id, want := range map[string]string{
		"drop-any": "look drop drop-drop", "drop-row[x]": "more[x]", "drop-row[z]": "more[x] more[y]",
	} {
		if got := ids(p.Probe(id).Deps); got != want {
			t.Errorf("%s waits for %s, want %s", id, got, want)
		}
	}
	if none := built(t, "suite: s\ntarget: http://127.0.0.1:1\nprobes: {p: {path: /}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n", suite.Options{}).Cleanups(); none != nil {
		t.Errorf("nothing cleans up, and yet: %s", ids(none))
	}
}

// Tokens lists what has to be fetched before these probes are sent, each once.
func TestTokens(t *testing.T) {
	p := built(t, `
suite: tokens
secrets: {k: K}
target: http://127.0.0.1:1
request: {auth: {oauth2: {token_url: /token, client: c, secret: "${k}"}}}
probes:
  a: {path: /}
  b: {path: /, after: a}
  other: {path: /, auth: {oauth2: {token_url: /token, client: d, secret: "${k}"}}}
  free: {path: /, auth: null, after: a}
findings: {f: {probe: a, expect: {status: 200}}}
`, suite.Options{})
	none := func(*plan.Probe) bool { return false }
	for _, c := range []struct {
		of    []*plan.Probe
		known func(*plan.Probe) bool
		want  string
	}{
		{p.Probes, none, "oauth2 oauth2-2"},
		{[]*plan.Probe{p.Probe("b"), p.Probe("a")}, none, "oauth2"},
		{[]*plan.Probe{p.Probe("free")}, none, ""},
		{p.Probes, func(q *plan.Probe) bool { return q.ID == "oauth2" }, "oauth2-2"},
	} {
		if got := ids(plan.Tokens(c.of, c.known)); got != c.want {
			t.Errorf("%s need the tokens of %q, want %q", ids(c.of), got, c.want)
		}
	}
	if got := ids(p.Named("*")); got != "a b other free" {
		t.Errorf("the glob names %s", got)
	}
	for name, want := range map[string]bool{"*": false, "oauth2": true, "oauth?": false, "oauth": false} {
		if got := plan.Matches(name, p.Probe("oauth2")); got != want {
			t.Errorf("%q matches the token's probe: %v, want %v", name, got, want)
		}
	}
}

// What a probe waits for by a condition, by polling, by a limit and by a glob.
func TestWhatProbesWaitFor(t *testing.T) {
	p := built(t, `
suite: waiting
target: http://127.0.0.1:1
probes:
  login: {path: /login, capture: {token: {json: $.token}, user: {json: $.user}}}
  gate: {path: /gate, each: {x: {query: {r: x}}, y: {query: {r: y}}}}
  same: {path: /same}
  if: {path: /, when: {probe: same, expect: {body: {contains: "${login.token}"}, same_as: login}}}
  if-row: {path: /, when: {probe: gate, expect: {status: 200}}, each: {x: {query: {r: x}}}}
  poll: {path: /, until: {expect: {body: {contains: "${login.token} ${login.user}"}}, every: 1s, for: 2s}}
  late: {path: /, wait: {told_by: same}}
  late-row: {path: /, wait: {told_by: gate}, each: {y: {query: {r: y}}}}
  then: {path: /, wait: 2s}
  glob: {path: /, after: "l*", capture: {id: {json: $.id}}}
  others: {path: /, after: ["lo*", "*", same]}
  row-glob: {path: /, after: "row*", each: {x: {query: {r: x}}, y: {query: {r: y}}}}
  row-other: {path: /, after: "l*"}
  undo: {path: "/${glob.id}", cleanup: true}
findings: {f: {probe: same, expect: {status: 200}}}
`, suite.Options{})
	for id, want := range map[string]string{
		"login": "", "if": "same login", "if-row[x]": "gate[x]", "poll": "login", "late": "same", "late-row[y]": "gate[y]", "then": "",
		"glob": "login late late-row[y]", "row-glob[x]": "row-other", "row-glob[y]": "row-other",
		"others": "login gate[x] gate[y] same if if-row[x] poll late late-row[y] then glob row-glob[x] row-glob[y] row-other", "row-other": "login late late-row[y]",
		"undo": "glob",
	} {
		if got := ids(p.Probe(id).Deps); got != want {
			t.Errorf("%s waits for %q, want %q", id, got, want)
		}
	}
	if got := ids(p.WithDeps(p.Probe("undo"), p.Probe("if"), p.Probe("if"))); got != "login gate[y] same if late late-row[y] glob undo" {
		t.Errorf("with what they wait for: %s", got)
	}
	if p.Probe("if").When.Probe != p.Probe("same") || p.Probe("if-row[x]").When.Probe != p.Probe("gate[x]") || p.Probe("same").When != nil {
		t.Error("a condition is about another probe")
	}
}

// What is sent only elsewhere is not sent here, nor is what depends on it, by whichever way.
func TestProbesOfOtherEnvironments(t *testing.T) {
	const text = `
suite: places
environments:
  here: {target: "http://127.0.0.1:1"}
  there: {target: "http://127.0.0.1:2"}
probes:
  free: {path: /}
  login: {path: /login, only: {env: there}, capture: {id: {json: $.id}}}
  other: {path: /other, only: {env: there}}
  uses: {path: "/${login.id}"}
  after: {path: /, after: [free, uses]}
  rows: {path: /, after: [free, other], each: {x: {query: {r: x}}, y: {query: {r: y}}}}
  rest: {path: /, after: free}
findings:
  after: {probe: after, expect: {status: 200}}
  free: {probe: free, expect: {status: 200}}
  controlled: {probe: free, control: other, expect: {status: 200}}
  known: {probe: rows, expect: {status: 200}, pending: known}
`
	p := built(t, text, suite.Options{Environment: "here"})
	for id, want := range map[string]string{
		"free": "", "rest": "", "login": "login", "other": "other", "uses": "login", "after": "login", "rows[x]": "other", "rows[y]": "other",
	} {
		if want != "" {
			want = "the probe " + want + " is sent only in there, and this is here"
		}
		if got := p.Probe(id).Elsewhere; got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	pending := map[string]string{}
	for _, s := range p.Specs {
		pending[s.ID] = s.Pending
	}
	if diff := cmp.Diff(map[string]string{
		"after": "the probe login is sent only in there, and this is here", "free": "", "controlled": "the probe other is sent only in there, and this is here", "known[x]": "known", "known[y]": "known",
	}, pending); diff != "" {
		t.Errorf("pending (-want +got):\n%s", diff)
	}
	for _, probe := range built(t, text, suite.Options{Environment: "there"}).Probes {
		if probe.Elsewhere != "" {
			t.Errorf("there, %s: %s", probe.ID, probe.Elsewhere)
		}
	}
}

// Behind finds, for each probe, the first that matches on the way to it.
func TestBehind(t *testing.T) {
	p := built(t, `
suite: behind
target: http://127.0.0.1:1
probes:
  a: {path: /}
  b: {path: /, after: a}
  c: {path: /, after: [a, b]}
  d: {path: /, after: a}
  e: {path: /, after: [d, c]}
  f: {path: /, after: [e, a]}
findings: {f: {probe: a, expect: {status: 200}}}
`, suite.Options{})
	for matches, want := range map[string]string{
		"": "- - - - - -", "a": "a a a a a a", "b": "- b b - b b", "b d": "- b b d d d", "c": "- - c - c c", "f": "- - - - - f",
	} {
		var got []string
		for _, q := range p.Behind(func(q *plan.Probe) bool { return strings.Contains(" "+matches+" ", " "+q.ID+" ") }) {
			if q == nil {
				got = append(got, "-")
			} else {
				got = append(got, q.ID)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("behind %q: %v, want %s", matches, got, want)
		}
	}
}
