package proxy_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// A password that is a common word leaves out only what it would be read from: neither the words of
// the formats, nor those of the command line, are the secret.
func TestAPasswordThatIsACommonWord(t *testing.T) {
	for word, probes := range map[string]string{
		"recorded": "GET /login, GET /orders", "captured": "GET /login, GET /orders", "response": "GET /login, GET /orders", "assay": "GET /login, GET /orders",
		"path": "GET /login, GET /orders", "claim": "GET /login, GET /orders", "2026": "GET /login, GET /orders",
		"orders": "GET /login",
	} {
		b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header()["Date"] = nil
			w.Header().Set("Content-Type", "application/json")
			if r.URL.Path == "/login" {
				fmt.Fprintf(w, `{"password": %q}`, word)
				return
			}
			fmt.Fprint(w, `{"orders": []}`)
		}))
		b.ask("GET", "/orders", "")
		b.ask("GET", "/login", "")
		suite, fixtures, _ := b.replays()
		if strings.Contains(fixtures, `"`+word+`"`) {
			t.Errorf("%s is recorded:\n%s", word, fixtures)
		}
		var got []string
		for _, asked := range []string{"GET /login", "GET /orders"} {
			if strings.Contains(suite, "claim: "+asked) {
				got = append(got, asked)
			}
		}
		if all := strings.Join(got, ", "); all != probes {
			t.Errorf("%s: recorded is %s, want %s\n%s", word, all, probes, suite)
		}
	}
}
