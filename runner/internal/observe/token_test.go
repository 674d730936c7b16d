package observe_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/redact"
)

// issuing answers POST /token with token-1-…, token-2-…, and everything else with 200 if it has the
// latest of them (at first that of another process), otherwise with 401.
func issuing(t *testing.T) *server {
	n := 0
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.Method == http.MethodPost:
			n++
			fmt.Fprintf(w, `{"access_token": "token-%d-of-run", "token_type": "Bearer"}`, n)
		case r.Header.Get("Authorization") != fmt.Sprintf("Bearer token-%d-of-run", n):
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
}

const guarded = `secrets: {secret: SECRET}
request: {auth: {oauth2: {token_url: /token, client: c, secret: "${secret}"}}}
limits: {concurrency: 1}
probes: {a: {path: /a}, b: {path: /b}}
`

// issuedOptions returns the options of a live run that learns secrets.
func issuedOptions(t *testing.T) observe.Options {
	t.Helper()
	r, err := redact.New(nil, redact.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	r.Learns()
	opts := live(map[string]string{"secret": "of the client"})
	opts.Redact = r
	return opts
}

// handedOver returns the token probe's response as another process of the run passes it.
func handedOver(p *plan.Plan, opts observe.Options, sent time.Time, body string) []*exchange.Observation {
	opts.Redact.Learn(redact.Secret{Name: "oauth2.access_token", Value: "token-0-of-run"})
	known := make([]*exchange.Observation, len(p.Probes))
	known[p.Probe("oauth2").Order] = &exchange.Observation{
		Probe: "oauth2", Status: 200, Sent: sent, Attempts: 1, Request: p.Probe("oauth2").Request, Body: []byte(body),
		Captured: map[string]any{"access_token": "${oauth2.access_token}"},
	}
	return known
}

// A token of another process of the run is used until it expires; then one request renews it for
// all, and its response replaces the first.
func TestTokensOfOtherProcesses(t *testing.T) {
	hour := `{"access_token": "${oauth2.access_token}", "expires_in": 3600}`
	for name, c := range map[string]struct {
		sent    time.Time
		body    string
		renewed bool
	}{
		"good":             {time.Now(), hour, false},
		"expired":          {time.Now().Add(-2 * time.Hour), hour, true},
		"expired, as text": {time.Now().Add(-2 * time.Hour), `{"access_token": "x", "expires_in": "3600"}`, true},
		"expired at once":  {time.Now().Add(-2 * time.Hour), `{"access_token": "x", "expires_in": 1}`, true},
		"of no time":       {time.Now().Add(-2 * time.Hour), `{"access_token": "x", "expires_in": 0}`, false},
		"of less":          {time.Now().Add(-2 * time.Hour), `{"access_token": "x", "expires_in": -5}`, false},
		"of many years":    {time.Now().AddDate(-40, 0, 0), `{"access_token": "x", "expires_in": 999999999}`, true},
		"of too many":      {time.Now().AddDate(-40, 0, 0), `{"access_token": "x", "expires_in": 1000000000}`, false},
		"of a word":        {time.Now().Add(-2 * time.Hour), `{"access_token": "x", "expires_in": "soon"}`, false},
		"no expires_in":    {time.Now().Add(-2 * time.Hour), `{"access_token": "x"}`, false},
	} {
		s := issuing(t)
		p := planOf(t, s.URL, guarded)
		opts := issuedOptions(t)
		opts.Known = handedOver(p, opts, c.sent, c.body)
		set := all(t, p, opts)
		got, want := s.requests(), []string{"GET /a", "GET /b"}
		if c.renewed {
			want = append(want, "POST /token")
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		token := get(t, p, set, "oauth2")
		if (token != opts.Known[0]) != c.renewed || strings.Contains(string(token.Body), "token-1") {
			t.Errorf("%s: the token's answer is %s", name, token.Body)
		}
		for _, id := range []string{"a", "b"} {
			if o := get(t, p, set, id); o.Status != http.StatusOK {
				t.Errorf("%s: %s was answered %d %s", name, id, o.Status, o.Missing)
			}
		}
	}
}

// A failed renewal is tried once; probes that need the token are missing with the reason.
func TestTokensThatCannotBeRenewed(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error": "invalid_grant", "error_description": "too\nold"}`)
	})
	p := planOf(t, s.URL, guarded)
	opts := issuedOptions(t)
	opts.Known = handedOver(p, opts, time.Now().Add(-2*time.Hour), `{"access_token": "x", "expires_in": 60}`)
	set := all(t, p, opts)
	if diff := cmp.Diff([]string{"POST /token"}, s.requests()); diff != "" {
		t.Error(diff)
	}
	for _, id := range []string{"a", "b"} {
		if o := get(t, p, set, id); o.Missing.Kind != exchange.NoToken || !strings.HasSuffix(o.Missing.Detail, "answered 400 Bad Request, invalid_grant: too old") {
			t.Errorf("%s is missing because %q (%s)", id, o.Missing.Detail, o.Missing.Kind)
		}
	}
}

// After a 401 a token is renewed once per run, and not at all if that may lengthen a limit.
func TestRefusedTokens(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			fmt.Fprint(w, `{"access_token": "always-the-same", "refresh_token": "and-this-one"}`)
			return
		}
		w.WriteHeader(http.StatusUnauthorized)
	})
	for name, c := range map[string]struct{ probes, want string }{
		"twice":     {"", "POST /token, GET /a, POST /token, GET /a, GET /b"},
		"cooldown":  {"limits: {concurrency: 1, cooldown: {on: 401, wait: 1h}}\n", "POST /token, GET /a"},
		"with risk": {"probes: {a: {path: /a, risk: bans}}\n", "POST /token, GET /a"},
	} {
		doc := guarded
		if c.probes != "" {
			key, _, _ := strings.Cut(c.probes, ":")
			lines := strings.SplitAfter(guarded, "\n")
			for i, line := range lines {
				if strings.HasPrefix(line, key+":") {
					lines[i] = c.probes
				}
			}
			doc = strings.Join(lines, "")
		}
		before := len(s.requests())
		p := planOf(t, s.URL, doc)
		opts := issuedOptions(t)
		opts.Limits = p.Suite.Limits
		set := asked(context.Background(), p, p.Probes, opts)
		if diff := cmp.Diff(strings.Split(c.want, ", "), s.requests()[before:]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if o := get(t, p, set, "a"); o.Status != http.StatusUnauthorized {
			t.Errorf("%s: a was answered %d %s", name, o.Status, o.Missing)
		}
	}
}

// A refresh token that the server refuses is given up: the token is requested like the first time,
// once, unless that was by a refresh token as well, which may be valid only once.
func TestRefusedRefreshTokens(t *testing.T) {
	for name, c := range map[string]struct{ auth, want, missing string }{
		"client credentials": {"client: c, secret: \"${secret}\"", "client_credentials, refused token-1, refresh_token new-1, client_credentials, let in token-2, let in token-2", ""},
		"refresh token": {"grant: refresh_token, refresh_token: saved", "refresh_token saved, refused token-1, refresh_token new-1, refused token-1",
			"answered 400 Bad Request, invalid_grant"},
	} {
		var log []string
		issued := 0
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPost {
				token, said := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), "let in"
				if token == "token-1" {
					said = "refused"
					w.WriteHeader(http.StatusUnauthorized)
				}
				log = append(log, said+" "+token)
				return
			}
			log = append(log, strings.TrimSpace(r.FormValue("grant_type")+" "+r.FormValue("refresh_token")))
			if strings.HasPrefix(r.FormValue("refresh_token"), "new-") {
				w.WriteHeader(http.StatusBadRequest)
				fmt.Fprint(w, `{"error": "invalid_grant"}`)
				return
			}
			issued++
			fmt.Fprintf(w, `{"access_token": "token-%d", "refresh_token": "new-%d"}`, issued, issued)
		})
		p := planOf(t, s.URL, strings.Replace(guarded, "client: c, secret: \"${secret}\"", c.auth, 1))
		set := all(t, p, issuedOptions(t))
		if diff := cmp.Diff(c.want, strings.Join(log, ", ")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if o := get(t, p, set, "a"); !strings.HasSuffix(o.Missing.Detail, c.missing) || o.Missing.None() != (c.missing == "") {
			t.Errorf("%s: a is missing because %q", name, o.Missing.Detail)
		}
	}
}
