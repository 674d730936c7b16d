package redact_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/secret/redact"
)

// A request is shown without what a document holds as it is; the request itself stays.
func TestARequestAsItIsShown(t *testing.T) {
	r := redactor(t, redact.Rules{Headers: []string{"X-User"}}, redact.Secret{Name: "key", Value: "invented-key"})
	request := func(key, user string) *exchange.Request {
		return &exchange.Request{
			Method: "POST", URL: "http://h/?k=" + key, DeclaredURL: "http://d/?k=" + key, Proxy: "http://p/" + key,
			Header:  exchange.Header{{Name: "x-user", Value: user}, {Name: "x-user", Value: "${user}"}, {Name: "X-" + key, Value: "a " + key}},
			Cookies: []exchange.Field{{Name: "sid", Value: key}, {Name: "X-User", Value: user}},
			Body:    []byte("k=" + key),
			Auth:    &exchange.Auth{Scheme: "digest", User: "u" + key, Password: key, Region: "r", Key: key, Secret: key, SessionID: key},
		}
	}
	asked := request("invented-key", "me")
	shown := r.Request(asked)
	if diff := cmp.Diff(request("${key}", "${redacted:header}"), shown); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(request("invented-key", "me"), asked); diff != "" {
		t.Errorf("the request was written to (-want +got):\n%s", diff)
	}
	bare := r.Request(&exchange.Request{Method: http.MethodGet, URL: "http://h/"})
	if bare.Body != nil || bare.Auth != nil || bare.Method != http.MethodGet || bare.URL != "http://h/" {
		t.Errorf("a request of a method and an address becomes %+v", bare)
	}
	var none *redact.Redactor
	for name, got := range map[string]*exchange.Request{"no redactor": none.Request(asked), "the zero redactor": (&redact.Redactor{}).Request(asked)} {
		if got != asked {
			t.Errorf("%s changes the request", name)
		}
	}
	if r.Request(nil) != nil {
		t.Error("no request becomes one")
	}
}
