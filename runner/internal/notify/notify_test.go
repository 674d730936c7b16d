package notify

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"assay/runner/internal/report"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/testkit"
	"assay/runner/internal/watch"
)

func changes() []watch.Change {
	return []watch.Change{
		{
			Time: "2026-03-01T03:00:00Z", Suite: "Shop <API>", Was: report.Holds, Since: "2026-02-01T03:00:00Z",
			Finding: report.Finding{
				ID: "order", Claim: "An order is *there* & [complete](http://evil.example)", Verdict: report.Broken, Kind: "unmet",
				Failures: []report.Failure{{Subject: "status", Expected: "200", Actual: "500\u202e Internal"}},
			},
		},
		{Suite: "Shop <API>", Was: report.Broken, Finding: report.Finding{ID: "cart", Claim: "There is a cart", Verdict: report.Holds}},
		{Suite: "Shop <API>", Was: report.Holds, Finding: report.Finding{ID: "paid", Claim: "A key pays", Verdict: report.Inconclusive, Reason: "no response: timeout"}},
	}
}

// side is the other side of a hook: it answers with the statuses in order, and keeps what came.
type side struct {
	t      *testing.T
	answer []int
	after  string // Retry-After
	came   []http.Header
	bodies []string
	waited []time.Duration
}

func (s *side) hook(kind string, more ...string) *Hook {
	s.t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			s.t.Error(err)
		}
		s.came, s.bodies = append(s.came, r.Header.Clone()), append(s.bodies, string(body))
		if s.after != "" {
			w.Header().Set("Retry-After", s.after)
		}
		w.WriteHeader(s.answer[min(len(s.came), len(s.answer))-1])
	}))
	s.t.Cleanup(server.Close)
	env := map[string]string{"HOOK_URL": server.URL + "/invented/canary"}
	for i := 0; i+1 < len(more); i += 2 {
		env[more[i]] = more[i+1]
	}
	h, err := Parse(kind+"=HOOK_URL", func(name string) (string, bool) { v, ok := env[name]; return v, ok })
	if err != nil {
		s.t.Fatal(err)
	}
	h.wait = func(_ context.Context, d time.Duration) error {
		s.waited = append(s.waited, d)
		return nil
	}
	return h
}

func TestBodies(t *testing.T) {
	for _, kind := range Kinds {
		t.Run(kind, func(t *testing.T) {
			h := &Hook{Kind: kind}
			body, err := h.body(changes(), time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			var v any
			if err := json.Unmarshal(body, &v); err != nil {
				t.Fatal(err)
			}
			text, err := json.MarshalIndent(v, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			testkit.Golden(t, "testdata/"+kind+".json", string(text)+"\n")
		})
	}
}

// A message for people has a bounded length, and says what it leaves out.
func TestManyChanges(t *testing.T) {
	many := slices.Repeat(changes()[:1], 5000)
	for i := range many {
		many[i].Claim = strings.Repeat("é", 1000)
	}
	for kind, limit := range map[string]int{Slack: 40_000, Teams: 28 << 10} {
		h := &Hook{Kind: kind}
		body, err := h.body(many, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if len(body) > limit || !strings.Contains(string(body), "and 4980 more changes") || !strings.Contains(string(body), "5000 findings are broken") {
			t.Errorf("%s: %d bytes, at most %d: %.200s", kind, len(body), limit, body)
		}
	}
}

// The first line counts changes of each kind, the last one those that are left out.
func TestHowManyChanges(t *testing.T) {
	twice := append(changes(), changes()...)
	if first, _, _ := strings.Cut(slackText(twice), "\n"); first != "*Assay:* 2 findings are broken, 2 hold again, 2 cannot be told" {
		t.Errorf("got %q", first)
	}
	all := slices.Repeat(changes()[1:2], 21)
	for n, last := range map[int]string{20: "• holds (was broken): There is a cart [Shop &lt;API&gt;]", 21: "and 1 more change"} {
		if text := slackText(all[:n]); !strings.HasSuffix(text, "\n"+last) {
			t.Errorf("%d changes end with %q", n, text[len(text)-80:])
		}
	}
	same := changes()[0]
	same.Was, same.Claim = same.Verdict, strings.Repeat("x", 300-len("broken:  []")-len(same.Suite))
	if got, want := line(&same), "broken: "+same.Claim+" [Shop <API>]"; got != want {
		t.Errorf("300 characters become %q", got)
	}
	same.Claim += "x"
	if got, want := line(&same), "broken: "+same.Claim+" [Shop <API"+"…"; got != want {
		t.Errorf("301 characters become %q", got)
	}
}

func TestTriesAgain(t *testing.T) {
	for name, c := range map[string]struct {
		answer []int
		after  string
		waited []time.Duration
		wrong  string
	}{
		"at once":                      {answer: []int{200}},
		"after faults":                 {answer: []int{503, 429, 204}, waited: pauses[:2]},
		"as long as it is asked to":    {answer: []int{429, 200}, after: "7", waited: []time.Duration{7 * time.Second}},
		"no longer than half a minute": {answer: []int{429, 200}, after: "86400", waited: []time.Duration{longest}},
		"nor where that is very long":  {answer: []int{429, 200}, after: "99999999999", waited: []time.Duration{longest}},
		"until a date":                 {answer: []int{503, 200}, after: "Fri, 31 Dec 2100 23:59:59 GMT", waited: []time.Duration{longest}},
		"not less for a past one":      {answer: []int{503, 200}, after: "Fri, 31 Dec 1999 23:59:59 GMT", waited: pauses[:1]},
		"nor for a negative number":    {answer: []int{503, 200}, after: "-1", waited: pauses[:1]},
		"no choice of several":         {answer: []int{300}, wrong: "webhook (HOOK_URL): answered 300 Multiple Choices"},
		"four times at most":           {answer: []int{500}, waited: pauses, wrong: "webhook (HOOK_URL): answered 500 Internal Server Error"},
		"not where it is of no use":    {answer: []int{404}, wrong: "webhook (HOOK_URL): answered 404 Not Found"},
		"no redirect":                  {answer: []int{302}, wrong: "webhook (HOOK_URL): answered 302 Found"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &side{t: t, answer: c.answer, after: c.after}
			err := s.hook(Generic).Send(context.Background(), changes(), nil)
			if got := said(err); got != c.wrong {
				t.Errorf("got the error %q, want %q", got, c.wrong)
			}
			if !slices.Equal(s.waited, c.waited) {
				t.Errorf("waited %v, want %v", s.waited, c.waited)
			}
		})
	}
}

func said(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// A signature is what the library of Standard Webhooks verifies; each try has the same id.
func TestSignature(t *testing.T) {
	secret := make([]byte, 24)
	if _, err := rand.Read(secret); err != nil {
		t.Fatal(err)
	}
	s := &side{t: t, answer: []int{503, 200}}
	h := s.hook(Generic, SecretVariable, "whsec_"+base64.StdEncoding.EncodeToString(secret))
	if err := h.Send(context.Background(), changes(), nil); err != nil {
		t.Fatal(err)
	}
	judge, err := standardwebhooks.NewWebhookRaw(secret)
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.came {
		if err := judge.Verify([]byte(s.bodies[i]), s.came[i]); err != nil {
			t.Errorf("try %d: %v", i+1, err)
		}
	}
	if a, b := s.came[0].Get("webhook-id"), s.came[1].Get("webhook-id"); a != b {
		t.Errorf("two tries have the ids %s and %s", a, b)
	}
	if err := judge.Verify([]byte(s.bodies[0]+" "), s.came[0]); err == nil {
		t.Error("another body has the same signature")
	}
}

// Neither the address of a hook nor a secret of a suite is in a message, an error or a name.
func TestNothingLeaks(t *testing.T) {
	r, err := redact.New([]redact.Secret{{Name: "key", Value: "invented-canary-value"}}, redact.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	var masks redact.Masks
	masks.Put("Shop", r)
	leaking := changes()
	leaking[0].Failures[0].Actual = "the key invented-canary-value is unknown"
	s := &side{t: t, answer: []int{200}}
	if err := s.hook(Slack).Send(context.Background(), leaking, &masks); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(s.bodies[0], "canary-value") || !strings.Contains(s.bodies[0], "${key}") {
		t.Errorf("the message has the secret: %s", s.bodies[0])
	}
	closed := httptest.NewServer(nil)
	closed.Close()
	h, err := Parse("slack=HOOK_URL", func(string) (string, bool) { return closed.URL + "/invented/canary", true })
	if err != nil {
		t.Fatal(err)
	}
	h.wait = func(context.Context, time.Duration) error { return nil }
	err = h.Send(context.Background(), changes(), nil)
	if got := said(err); !strings.HasPrefix(got, "slack (HOOK_URL): no response: ") || strings.Contains(got, "canary") {
		t.Errorf("got %q", got)
	}
	odd := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 "+r.URL.String()+"\r\n\r\n")
	}))
	t.Cleanup(odd.Close)
	if h, err = Parse("slack=HOOK_URL", func(string) (string, bool) { return odd.URL + "/canary", true }); err != nil {
		t.Fatal(err)
	}
	h.wait = func(context.Context, time.Duration) error { return nil }
	if got, want := said(h.Send(context.Background(), changes(), nil)), "slack (HOOK_URL): no valid response; its words are not shown, as they may have the address"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The parts of an address that let others post are masked; its host, and words, are not.
func TestSecretsOfAHook(t *testing.T) {
	for address, want := range map[string]string{
		"https://hooks.example/services/T000/invented":    "https://hooks.example${HOOK_URL} https://hooks.example/v1 hook",
		"http://127.0.0.1:1234/hook":                      "http://127.0.0.${HOOK_URL} http://127.0.0.1:1234/v1 hook",
		"https://hooks.example/":                          "https://hooks.example/ https://hooks.example/v1 hook",
		"https://hooks.example/services/canary":           "https://hooks.example${HOOK_URL} https://hooks.example/v1 hook",
		"https://hooks.example/service/canary":            "https://hooks.${HOOK_URL} https://hooks.example/v1 hook",
		"https://invented-user@hooks.example/":            "https://${HOOK_URL}@hooks.example/ https://hooks.example/v1 hook",
		"https://user:invented-word@hooks.example/":       "https://user:${HOOK_URL}@hooks.example/ https://hooks.example/v1 hook",
		"https://west.hooks.example:443/run?sig=invented": "https://west.hooks.example:443${HOOK_URL} https://west.hooks.example:443/v1 hook",
	} {
		h, err := Parse("slack=HOOK_URL", func(string) (string, bool) { return address, true })
		if err != nil {
			t.Fatal(err)
		}
		r, err := redact.New(h.Secrets(), redact.Rules{})
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.String(address + " " + u.Scheme + "://" + u.Host + "/v1 hook"); got != want {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
	}
}

// What messages are signed with is masked, as it is exported and without its prefix.
func TestASigningSecretIsMasked(t *testing.T) {
	const key = "aW52ZW50ZWQgY2FuYXJ5IG9mIGEga2V5" // "invented canary of a key"
	for _, exported := range []string{key, "whsec_" + key} {
		h := (&side{t: t}).hook(Generic, SecretVariable, exported)
		r, err := redact.New(h.Secrets(), redact.Rules{})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.String("signed with " + exported); strings.Contains(got, key) {
			t.Errorf("%s is shown", got)
		}
	}
	if h := (&side{t: t}).hook(Slack, SecretVariable, key); len(h.Secrets()) != 1 {
		t.Errorf("a hook that signs nothing has the secrets %q", h.Secrets())
	}
}

func TestParse(t *testing.T) {
	env := map[string]string{
		"HOOK_URL": "https://hooks.example/x", "BAD_URL": "hooks.example", "FTP_URL": "ftp://hooks.example/x", "NO_HOST": "https:///x",
		"ODD_URL": "https://[", SecretVariable: "!",
	}
	for value, want := range map[string]string{
		"slack":                    `expected KIND=VARIABLE, got "slack"; for instance --notify slack=SLACK_WEBHOOK_URL`,
		"slakc=HOOK_URL":           `unknown kind "slakc" of a web hook; did you mean "slack"?`,
		"irc=HOOK_URL":             `unknown kind "irc" of a web hook; the kinds are: slack, teams, webhook`,
		"slack=https://h.example/": `expected the name of a variable, got an address; an address of a web hook is a secret: export it, and name the variable, for instance --notify slack=SLACK_WEBHOOK_URL`,
		"slack=NONE":               `NONE is not set; export it: the address of the web hook`,
		"slack=":                   `expected KIND=VARIABLE, got "slack="; for instance --notify slack=SLACK_WEBHOOK_URL`,
		"slack=FTP_URL":            `FTP_URL holds no address; expected https://…`,
		"slack=NO_HOST":            `NO_HOST holds no address; expected https://…`,
		"slack=ODD_URL":            `ODD_URL holds no address; expected https://…`,
		"slack=BAD_URL":            `BAD_URL holds no address; expected https://…`,
		"webhook=HOOK_URL":         SecretVariable + ` holds no base64; expected "whsec_" and base64, as Standard Webhooks have it`,
		"teams=HOOK_URL":           "",
	} {
		_, err := Parse(value, func(name string) (string, bool) { v, ok := env[name]; return v, ok })
		if said(err) != want {
			t.Errorf("%s: got %q, want %q", value, said(err), want)
		}
	}
	for _, secret := range []string{"whsec_", "whsec_!", "whsec_YQ"} {
		env[SecretVariable] = secret
		if _, err := Parse("webhook=HOOK_URL", func(name string) (string, bool) { v, ok := env[name]; return v, ok }); said(err) == "" {
			t.Errorf("%q is taken for a secret to sign with", secret)
		}
	}
}

// A command gets a line of JSON for each change, masked.
func TestCommand(t *testing.T) {
	var out strings.Builder
	if err := Command(context.Background(), "wc -l | tr -d ' '; echo to stderr >&2", changes(), nil, &out); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), strconv.Itoa(len(changes()))+"\nto stderr\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	r, err := redact.New([]redact.Secret{{Name: "key", Value: "invented-canary-value"}}, redact.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	var masks redact.Masks
	masks.Put("Shop", r)
	out.Reset()
	if err := Command(context.Background(), "echo invented-canary-value", changes(), &masks, &out); err != nil || out.String() != "${key}\n" {
		t.Errorf("a command that prints a secret: got %q, %v", out.String(), err)
	}
	if err := Command(context.Background(), "exit 3", changes(), nil, io.Discard); said(err) != "exit 3: exit status 3" {
		t.Errorf("got %v", err)
	}
}
