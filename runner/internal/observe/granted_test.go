package observe_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/testkit"
)

// Every answer of a token endpoint that gives no token is a reason; one that gives it in an odd way
// is used.
func TestAnswersOfATokenEndpoint(t *testing.T) {
	const token = `{"access_token": "invented-token", "token_type": "%s", "expires_in": %s}`
	var got strings.Builder
	for _, c := range []struct {
		name, kind, body string
		status           int
	}{
		{"a token", "application/json", fmt.Sprintf(token, "bearer", "60"), 200},
		{"another success", "application/json", fmt.Sprintf(token, "Bearer", `"60"`), 299},
		{"an odd time", "application/json", fmt.Sprintf(token, "Bearer", `"soon"`), 200},
		{"no type", "text/plain", `{"access_token": "invented-token", "expires_in": null}`, 200},
		{"another type", "application/json", fmt.Sprintf(token, "MAC", "60"), 200},
		{"no token", "application/json", `{"token_type": "Bearer"}`, 200},
		{"a number", "application/json", `{"access_token": 7}`, 200},
		{"a list", "application/json", `["invented-token"]`, 200},
		{"a page", "text/html; charset=utf-8", "<p>Log in", 200},
		{"nothing", "", "", 200},
		{"a body of no type", "-", "x", 200},
		{"another place", "application/json", fmt.Sprintf(token, "Bearer", "60"), 300},
		{"an error", "application/json", `{"error": "invalid_client", "error_description": "no\nsuch\tclient"}`, 401},
		{"an error without words", "application/json", `{"error": "invalid_client"}`, 400},
		{"words alone", "application/json", `{"error_description": "no such client"}`, 400},
		{"many words", "application/json", `{"error": "` + strings.Repeat("e", 200) + `", "error_description": "` + strings.Repeat("d", 201) + `"}`, 400},
		{"a failure", "text/html", "<p>Later", 503},
	} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPost {
				w.WriteHeader(http.StatusNoContent)
				return
			}
			if w.Header()["Content-Type"] = nil; c.kind != "-" && c.kind != "" {
				w.Header().Set("Content-Type", c.kind)
			}
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.body)
		})
		p := planOf(t, s.URL, guarded)
		set := all(t, p, issuedOptions(t))
		a, o := get(t, p, set, "a"), get(t, p, set, "oauth2")
		_, why, _ := strings.Cut(a.Missing.Detail, s.URL+"/token: ")
		if fmt.Fprintf(&got, "%s: %d\n", c.name, a.Status); why != "" {
			fmt.Fprintf(&got, "  %s: %s\n", a.Missing.Kind, why)
		}
		for _, odd := range o.Odd {
			fmt.Fprintf(&got, "  odd: %s\n", odd)
		}
		if (a.Status == http.StatusNoContent) != (len(s.requests()) == 3) {
			t.Errorf("%s: the requests are %v", c.name, s.requests())
		}
	}
	testkit.Golden(t, "testdata/tokens.golden", got.String())
}

// A token endpoint that does not answer, and one that is not sent to, are reasons too.
func TestATokenThatIsNotAnswered(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	p := planOf(t, s.URL, guarded)
	if o := get(t, p, all(t, p, issuedOptions(t)), "a"); o.Missing.Probe != "oauth2" || !strings.Contains(o.Missing.Detail, "no OAuth 2.0 token (auth.oauth2, test.suite.yaml:4:") || len(s.requests()) != 1 {
		t.Errorf("%+v after %v", o.Missing, s.requests())
	}
	opts := issuedOptions(t)
	opts.Secrets = nil
	if o := get(t, p, all(t, p, opts), "a"); o.Missing.Kind != exchange.NoSecret || o.Missing.Probe != "oauth2" {
		t.Errorf("without the secret: %+v", o.Missing)
	}
}

// What an end of polling refers to must have a value before anything is sent.
func TestUntilNeedsItsValues(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "t1 and kay-1") })
	for name, c := range map[string]struct {
		until, secret string
		kind          exchange.MissingKind
	}{
		"a secret":            {"${k}", "kay-1", ""},
		"a secret not set":    {"${k}", "", exchange.NoSecret},
		"a capture":           {"${login.t}", "", ""},
		"one that is missing": {"${none.t}", "", exchange.Unfilled},
	} {
		p := planOf(t, s.URL, `secrets: {k: K}
probes:
  login: {path: /login, capture: {t: {regex: "(t1)"}}}
  none: {path: /none, capture: {t: {json: $.none}}}
  poll: {path: /poll, until: {expect: {body: {contains: "`+c.until+`"}}, every: 1ms, for: 1m}}
`)
		opts := live(map[string]string{"k": c.secret})
		var err error
		if opts.Redact, err = redact.New([]redact.Secret{{Name: "k", Value: "kay-1"}}, redact.Rules{}); err != nil {
			t.Fatal(err)
		}
		o := get(t, p, all(t, p, opts), "poll")
		if o.Missing.Kind != c.kind || (c.kind == "") != (o.Status == http.StatusOK) {
			t.Errorf("%s: %d, %+v", name, o.Status, o.Missing)
		}
	}
}

// A host that only a captured value names is the same host: it cools down with it.
func TestAHostThatIsCapturedCoolsDown(t *testing.T) {
	var s *server
	s = serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/limited" {
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		fmt.Fprintf(w, `{"base": %q, "addr": %q}`, s.URL, strings.TrimPrefix(s.URL, "http://"))
	})
	p := planOf(t, s.URL, `limits: {cooldown: {on: 429, wait: 1h}}
probes:
  login: {path: /login, capture: {base: {json: $.base}, addr: {json: $.addr}}}
  there: {url: "http://there.example/x", connect_to: {"there.example:80": "${login.addr}"}}
  limited: {path: /limited, after: [login, there]}
  after: {url: "${login.base}/after", after: limited}
`)
	set := all(t, p, live(nil))
	if o := get(t, p, set, "after"); o.Missing.Kind != exchange.CoolingDown {
		t.Errorf("after: %d, %+v", o.Status, o.Missing)
	}
	if o := get(t, p, set, "there"); o.Status != http.StatusOK {
		t.Errorf("there: %+v, %+v", o.Missing, o.Failure)
	}
}
