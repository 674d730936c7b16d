package link

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"assay/runner/internal/fleet"
	"assay/runner/internal/secret/canary"
)

// A token that one agent captures is masked in what the target tells another one; the server stores
// it nowhere, and passes on no message that has it.
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
	passed := l.passed()
	run := l.run(t.Context(), l.open(text+findings), "")
	if all := passed(); len(all) < 20 || strings.Contains(all, token) {
		t.Errorf("the server passed on in %d bytes: %s", len(all), all)
	}
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

// passed returns a function that returns all that the server has passed on since.
func (l *lab) passed() func() string {
	l.Helper()
	nc, err := nats.Connect(l.server.Place.URL, nats.Token(l.server.Place.Token))
	if err != nil {
		l.Fatal(err)
	}
	sub, err := nc.SubscribeSync(">")
	if err == nil {
		err = errors.Join(sub.SetPendingLimits(-1, -1), nc.Flush())
	}
	if err != nil {
		l.Fatal(err)
	}
	return func() string {
		defer nc.Close()
		if err := nc.Flush(); err != nil { // what was passed on before is here then
			l.Fatal(err)
		}
		var all strings.Builder
		for n, _, _ := sub.Pending(); n > 0; n-- {
			m, err := sub.NextMsg(time.Minute)
			if err != nil {
				l.Fatal(err)
			}
			all.Write(m.Data)
		}
		return all.String()
	}
}

// What is sealed for a run can be read with its key alone, and as the outcome of its chunk alone.
func TestWhatIsSealedIsForOneRun(t *testing.T) {
	one, err := fleet.NewSeal()
	if err != nil {
		t.Fatal(err)
	}
	other, err := fleet.NewSeal()
	if err != nil {
		t.Fatal(err)
	}
	with, err := fleet.NewSealer(one.Public())
	if err != nil {
		t.Fatal(err)
	}
	want := canary.Marker()
	sealed := with.Seal("j.0", []byte(want))
	if strings.Contains(string(sealed), want) {
		t.Errorf("sealed: %q", sealed)
	}
	for range 2 { // the same message may come again
		if got, err := one.Open("j.0", sealed); err != nil || string(got) != want {
			t.Errorf("opened: %q, %v", got, err)
		}
	}
	const why = "what an agent handed in cannot be opened: "
	for name, open := range map[string]func() ([]byte, error){
		"another run":    func() ([]byte, error) { return other.Open("j.0", sealed) },
		"another chunk":  func() ([]byte, error) { return one.Open("j.1", sealed) },
		"a part of it":   func() ([]byte, error) { return one.Open("j.0", sealed[:len(sealed)-1]) },
		"nothing":        func() ([]byte, error) { return one.Open("j.0", nil) },
		"no key of ours": func() ([]byte, error) { return one.Open("j.0", make([]byte, 100)) },
	} {
		if got, err := open(); err == nil || got != nil || !strings.HasPrefix(err.Error(), why) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for _, key := range [][]byte{nil, []byte("no key")} {
		if _, err := fleet.NewSealer(key); err == nil {
			t.Errorf("sealed with the key %q", key)
		}
	}
}
