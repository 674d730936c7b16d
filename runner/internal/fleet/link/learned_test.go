package link

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"assay/runner/internal/fleet"
	"assay/runner/internal/secret/canary"
	"assay/runner/internal/secret/redact"
)

// A token that one agent captures is masked in what the target tells another one, and the server
// stores it nowhere.
func TestATokenOfOneAgentIsMaskedInTheAnswersToAnother(t *testing.T) {
	token := canary.Marker()
	var mu sync.Mutex
	asking, both := map[string]bool{}, make(chan struct{})
	l := newLab(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		if agent := r.Header.Get("X-Agent"); !asking[agent] {
			if asking[agent] = true; len(asking) == 2 {
				close(both)
			}
		}
		mu.Unlock()
		select {
		case <-both: // each of the agents has a part of the probes
		case <-r.Context().Done():
			return
		}
		if r.URL.Path == "/login" {
			fmt.Fprintf(w, `{"token": %q}`, token)
			return
		}
		fmt.Fprintf(w, "signed in last: %s", token)
	})
	l.env["AGENT"] = ""
	for _, name := range []string{"first-of-two", "second-of-two"} {
		l.agent("", func(o *fleet.AgentOptions) {
			o.Jobs, o.Secrets = 1, func(string) (string, bool) { return name, true }
		})
	}
	text := "secrets: {agent: AGENT}\nrequest: {headers: {X-Agent: \"${agent}\"}}\nprobes:\n" +
		"  login: {path: /login, capture: {token: {json: $.token}}}\n  me: {path: /me, auth: {bearer: \"${login.token}\"}}\n"
	findings := "findings:\n  me: {probe: me, expect: {status: 200}}\n"
	for i := range 20 {
		text += fmt.Sprintf("  seen-%d: {path: /seen/%d}\n", i, i)
		findings += fmt.Sprintf("  seen-%d: {probe: seen-%d, expect: {body: {contains: \"${login.token}\"}}}\n", i, i)
	}
	run := l.run(t.Context(), l.open(text+findings), "")
	for _, o := range run.Observations {
		if body := string(o.Body); !o.Missing.None() || strings.Contains(body, token) || !strings.Contains(body, "${login.token}") {
			t.Errorf("%s: %s %s", o.Probe, o.Missing, body)
		}
	}
	leaks, err := canary.Search(l.stored, []string{token})
	if err != nil || len(leaks) > 0 {
		t.Errorf("the store of the server: %v, %v", leaks, err)
	}
}

// What is sealed for a run can be read with its key alone.
func TestWhatIsSealedIsForOneRun(t *testing.T) {
	one, err := fleet.NewSeal()
	if err != nil {
		t.Fatal(err)
	}
	other, err := fleet.NewSeal()
	if err != nil {
		t.Fatal(err)
	}
	want := redact.Secret{Name: "login.token", Value: canary.Marker()}
	sealed, err := fleet.Sealed(one.Public(), []redact.Secret{want})
	if err != nil || strings.Contains(string(sealed), want.Value) {
		t.Fatalf("%q, %v", sealed, err)
	}
	if got, err := one.Open(sealed); err != nil || len(got) != 1 || got[0] != want {
		t.Errorf("opened: %v, %v", got, err)
	}
	if got, err := other.Open(sealed); err == nil || got != nil {
		t.Errorf("another run opened %v", got)
	}
	for _, nothing := range [][]byte{nil, {}} {
		if got, err := one.Open(nothing); err != nil || got != nil {
			t.Errorf("nothing became %v, %v", got, err)
		}
	}
	if sealed, err := fleet.Sealed(nil, []redact.Secret{want}); err != nil || sealed != nil {
		t.Errorf("sealed without a key: %q, %v", sealed, err)
	}
	if _, err := fleet.Sealed([]byte("no key"), []redact.Secret{want}); err == nil {
		t.Error("sealed with a wrong key")
	}
}
