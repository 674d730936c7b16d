package contract_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

const tokened = `
suite: Tokened
target: TARGET
secrets: {secret: ORDERS_SECRET}
request: {auth: {oauth2: {token_url: /token, client: orders, secret: "${secret}"}}}
probes:
  row: {path: "/${n}", matrix: {n: [1, 2, 3]}}
findings:
  row: {claim: each, probe: row, expect: {status: 200, json: {$.tokens: 1}}}
`

// One token serves all documents and subtests of a run.
func TestOneToken(t *testing.T) {
	var issued atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/token" {
			fmt.Fprintf(w, `{"access_token": "issued-as-number-%d", "token_type": "Bearer"}`, issued.Add(1))
			return
		}
		fmt.Fprintf(w, `{"tokens": %d}`, issued.Load())
	}))
	t.Cleanup(server.Close)
	f := newFolder(t, at(tokened, server.URL), at(strings.Replace(tokened, "suite: Tokened", "suite: Another", 1), server.URL))
	f.env = []string{"ORDERS_SECRET=of the client"}
	r := f.run("-test.skip=Misspelt", "-mode=live")
	if n := issued.Load(); r.exit != 0 || n != 1 {
		t.Errorf("go test: exit %d, %d tokens, want 0 and 1\n%s", r.exit, n, r.output)
	}
}
