package mock_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"assay/runner/mock"
)

// A key in the path of an unrecorded request does not reach the log; what helps to find a wrong
// path does.
func TestTheLogKeepsThePathsOfStrangersToItself(t *testing.T) {
	var said []string
	f := open(t, mock.Options{Log: func(a mock.Asked) { said = append(said, a.Request) }})
	for path, want := range map[string]string{
		"/order/17":                               "GET /order/17",
		"/v1/chat-completions/latest.json":        "GET /v1/chat-completions/latest.json",
		"/bot110201543:AAHdqTcvCH1vGWJx/getMe":    "GET /…/getMe",
		"/hooks/T0a1b2c3/x9k2m4p8":                "GET /hooks/…/…",
		"/a/4f5c9d2e-8b1a-4c3d-9e7f-0a1b2c3d4e5f": "GET /a/…",
		"/users/EVEN-UPPER-2K9X7Q/me?page=2":      "GET /users/…/me?page=2",
	} {
		said = nil
		f.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "http://shop.example"+path, nil))
		if len(said) != 1 || said[0] != want {
			t.Errorf("%s: logged %q, want %q", path, said, want)
		}
	}
}
