package llm_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"assay/runner/internal/integration/llm"
	"assay/runner/internal/testkit"
)

// careless returns a gateway in front of a provider: it drops Retry-After, answers a fault of the
// upstream with a page, and ends every stream with [DONE].
func careless(t *testing.T, provider string) string {
	t.Helper()
	to, err := url.Parse(provider)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }, ErrorLog: log.New(io.Discard, "", 0),
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		defer func() {
			if recover() != nil { // the upstream broke off
				http.Error(w, "Bad gateway", http.StatusBadGateway)
			}
		}()
		proxy.ServeHTTP(answer, r)
		kind := answer.Header().Get("Content-Type")
		body := answer.Body.String()
		answer.Header().Del("Retry-After")
		answer.Header().Set("X-Gateway", "careless")
		switch {
		case strings.HasPrefix(kind, "text/event-stream") && !strings.Contains(body, "[DONE]"):
			body += "data: [DONE]\n\n"
		case answer.Code == 529:
			answer.Header().Set("Content-Type", "text/html")
			body = "<h1>Overloaded</h1>"
		}
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.Header().Del("Content-Length")
		w.WriteHeader(answer.Code)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

var changing = regexp.MustCompile(`http://127\.0\.0\.1:\d+|127\.0\.0\.1:\d+|\b\d+(\.\d+)? (ms|s)$`)

// A gateway is compared with the provider behind it: what it drops, and what it adds.
func TestCompareAGatewayWithItsProvider(t *testing.T) {
	t.Setenv("COLUMNS", "300")
	provider := httptest.NewServer(llm.New(key))
	t.Cleanup(provider.Close)
	gateway := careless(t, provider.URL)
	for pack, want := range map[string]int{"gateway": 1, "openai-responses": 0} {
		t.Run(pack, func(t *testing.T) {
			dir := t.TempDir()
			if text, status := assay(t, dir, "init", pack, "--pack", pack, "--target", provider.URL, "--model", "small"); status != 0 {
				t.Fatal(text)
			}
			text, status := assay(t, dir, "compare", "--no-history", "--rate", "1000/s", "--share-secrets", "--target", "provider="+provider.URL, "--target", "gateway="+gateway, pack)
			if status != want {
				t.Errorf("exit status %d, want %d", status, want)
			}
			lines := strings.Split(text, "\n")
			for i := range lines {
				lines[i] = changing.ReplaceAllString(lines[i], "~")
			}
			testkit.Golden(t, "testdata/compare-"+pack+".txt", testkit.Untimed(strings.Join(lines, "\n")))
		})
	}
}

// A provider compared with itself differs in nothing.
func TestCompareAProviderWithItself(t *testing.T) {
	provider := httptest.NewServer(llm.New(key))
	t.Cleanup(provider.Close)
	for _, pack := range []string{"openai-chat", "anthropic-messages", "models", "auth-ladder"} {
		dir := t.TempDir()
		if text, status := assay(t, dir, "init", pack, "--pack", pack, "--target", provider.URL, "--model", "small"); status != 0 {
			t.Fatal(text)
		}
		text, status := assay(t, dir, "compare", "--no-history", "--rate", "1000/s", "--target", "a="+provider.URL, "--target", "b="+provider.URL, pack)
		if status != 0 || regexp.MustCompile(`\d+ (breaking|additive|value)`).MatchString(text) {
			t.Errorf("%s: exit status %d\n%s", pack, status, text)
		}
	}
}
