package observe_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe"
)

// Of two refusals at once, the one that names the longer time counts, whichever comes first; one
// that names no time lasts for the rest of the run.
func TestTheLongestCooldownCounts(t *testing.T) {
	for name, c := range map[string]struct {
		first, second string // Retry-After
		kind          exchange.MissingKind
	}{
		"both are over":           {"5", "6", ""},
		"the second is longer":    {"5", "100", exchange.CoolingDown},
		"the first is longer":     {"100", "5", exchange.CoolingDown},
		"the second has no time":  {"5", "", exchange.CoolingDown},
		"the first has no time":   {"", "5", exchange.CoolingDown},
		"a time that is past now": {"5", "0", ""},
	} {
		_, p, set := timed(t, `limits: {cooldown: {on: 429, wait: told, at_most: 10m, else: 5m}}
probes: {first: {path: /first}, second: {path: /second}, later: {path: /later, wait: 20s}}
`, func(_ int, req *http.Request) (*http.Response, error) {
			told := c.first
			switch req.URL.Path {
			case "/later":
				return status(200), nil
			case "/second":
				time.Sleep(time.Second)
				told = c.second
			}
			time.Sleep(time.Second) // both are sent before either is answered
			if told == "" {
				return status(429), nil
			}
			return status(429, "Retry-After", told), nil
		})
		if o := get(t, p, set, "later"); o.Missing.Kind != c.kind || (c.kind == "") != (o.Status == 200) {
			t.Errorf("%s: %d, %+v", name, o.Status, o.Missing)
		}
	}
}

// An earlier response of the session cools its host down if it was limited, live, and not long ago.
func TestEarlierResponsesCoolDown(t *testing.T) {
	s := serve(t, nil)
	p := planOf(t, s.URL, "limits: {cooldown: {on: 429, wait: 1h}}\nprobes: {before: {path: /before}, now: {path: /now}}\n")
	for name, c := range map[string]struct {
		status int
		ago    time.Duration
		kind   string
		want   exchange.MissingKind
	}{
		"limited now":       {429, 0, "live", exchange.CoolingDown},
		"limited long ago":  {429, 2 * time.Hour, "live", ""},
		"limited, recorded": {429, 0, "captured", ""},
		"not limited":       {200, 0, "live", ""},
	} {
		opts := live(nil)
		opts.Known = make([]*exchange.Observation, len(p.Probes))
		opts.Known[p.Probe("before").Order] = &exchange.Observation{
			Probe: "before", Request: p.Probe("before").Request, Status: c.status, Sent: time.Now().Add(-c.ago), Provenance: exchange.Provenance{Kind: c.kind},
		}
		if o := get(t, p, all(t, p, opts), "now"); o.Missing.Kind != c.want || (c.want == "") != (o.Status == 200) {
			t.Errorf("%s: %d, %+v", name, o.Status, o.Missing)
		}
	}
}

// noting is a sender that answers with the tokens of a login, and keeps the requests.
type noting struct {
	mu   sync.Mutex
	sent map[string]*exchange.Request
}

func (n *noting) Send(_ context.Context, c exchange.Call) (*exchange.Observation, int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sent[c.Probe] = c.Request
	return &exchange.Observation{Status: 200, Body: []byte(`{"token": "invented-token", "id": 7}`)}, 1
}

// A header is marked as secret if a secret filled it: a declared one, or a captured credential.
func TestHeadersThatASecretFills(t *testing.T) {
	p := planOf(t, "http://api.example", `secrets: {key: KEY}
probes:
  login: {path: /login, capture: {token: {json: $.token}, id: {json: $.id}}}
  uses:
    path: /uses
    headers: {Authorization: "Bearer ${login.token}", X-Id: "${login.id}", X-Key: "${key}", X-Both: "${login.id} ${key}", X-Run: "${run}", X-Plain: plain}
    cookies: {session: "${login.token}", id: "${login.id}"}
    json: {key: "${key}"}
  plain: {path: /plain, json: {id: "${login.id}"}}
`)
	n := &noting{sent: map[string]*exchange.Request{}}
	observe.Observe(context.Background(), n, p, p.Probes, live(map[string]string{"key": "invented-key"}))
	got := map[string]string{}
	for _, fields := range [][]exchange.Field{n.sent["uses"].Header, n.sent["uses"].Cookies} {
		for _, f := range fields {
			got[f.Name] = fmt.Sprintf("%s %v", f.Value, f.Secret)
		}
	}
	want := map[string]string{
		"Authorization": "Bearer invented-token true", "X-Id": "7 false", "X-Key": "invented-key true", "X-Both": "7 invented-key true",
		"X-Run": "run-1 false", "X-Plain": "plain false", "session": "invented-token true", "id": "7 false", "Content-Type": "application/json false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if n.sent["uses"].SecretBody != "key" || n.sent["plain"].SecretBody != "" {
		t.Errorf("the bodies hold the secrets %q and %q", n.sent["uses"].SecretBody, n.sent["plain"].SecretBody)
	}
}

// A client's id and secret are encoded before they are sent (RFC 6749, section 2.3.1), a user's
// name and password are not.
func TestCredentialsOfClientsAndUsers(t *testing.T) {
	p := planOf(t, "http://api.example", `secrets: {secret: SECRET}
probes:
  client: {path: /client, auth: {oauth2: {token_url: /token, client: "a b", secret: "${secret}"}}}
  user: {path: /user, auth: {basic: ["a b", "${secret}"]}}
`)
	n := &noting{sent: map[string]*exchange.Request{}}
	observe.Observe(context.Background(), n, p, p.Probes, live(map[string]string{"secret": "x y:z"}))
	for probe, want := range map[string]string{"oauth2": "a+b x+y%3Az", "user": "a b x y:z"} {
		if q := n.sent[probe]; q == nil || q.Auth == nil || q.Auth.User+" "+q.Auth.Password != want {
			t.Errorf("%s was sent with %+v, want %s", probe, q, want)
		}
	}
}
