package spec_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
)

const tokened = `
suite: Tokened
target: TARGET
secrets: {secret: ORDERS_SECRET}
request: {auth: {oauth2: {token_url: /token, client: orders, secret: "${secret}"}}}
probes:
  row: {path: "/${n}", matrix: {n: [1, 2, 3, 4, 5, 6, 7, 8]}}
findings:
  row: {claim: each, probe: row, expect: {status: 200, json: {$.tokens: 1}}}
`

// another is a document that requests the same token, and calls its parts differently.
const another = `
suite: Another
target: TARGET
secrets: {word: ORDERS_SECRET}
probes:
  row: {path: "/${n}", matrix: {n: [11, 12, 13, 14]}, auth: {oauth2: {token_url: /token, client: orders, secret: "${word}"}}}
findings:
  row: {claim: each, probe: row, expect: {status: 200, json: {$.tokens: 1}}}
`

// One token serves all documents and processes of a run: the authorization server gets one request.
func TestOneTokenForAllProcesses(t *testing.T) {
	var issued atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.URL.Path == "/token":
			fmt.Fprintf(w, `{"access_token": "issued-as-number-%d", "token_type": "Bearer", "expires_in": 60}`, issued.Add(1))
		case r.Header.Get("Authorization") != fmt.Sprintf("Bearer issued-as-number-%d", issued.Load()):
			w.WriteHeader(http.StatusUnauthorized)
		default:
			fmt.Fprintf(w, `{"tokens": %d}`, issued.Load())
		}
	}))
	t.Cleanup(server.Close)
	d := newDoor(t, at(tokened, server.URL), at(another, server.URL))
	d.env = []string{"ORDERS_SECRET=of the client"}
	for _, args := range [][]string{nil, {"-p", "--procs", "3"}} {
		issued.Store(0)
		r := d.run(args, "-mode=live", "-no-history")
		if n := issued.Load(); r.exit != 0 || n != 1 {
			t.Errorf("ginkgo run %v: exit %d, %d tokens, want 0 and 1\n%s", args, r.exit, n, r.output)
		}
		for path, state := range r.states() {
			if state != "passed" {
				t.Errorf("ginkgo run %v: %s %s", args, path, state)
			}
		}
	}
}
