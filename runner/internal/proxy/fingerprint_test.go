package proxy_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

// Requests that differ in one part are a probe each, also where the parts are of one length.
func TestRequestsThatDifferInOnePart(t *testing.T) {
	var n atomic.Int32
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"answer": %d}`, n.Add(1))
	}))
	const form = "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n%s\r\n--X--\r\n"
	for _, r := range [][]string{
		{"POST", "/chat", `{"model": "a"}`, "Content-Type: application/json"},
		{"POST", "/chat", `{"model": "b"}`, "Content-Type: application/json"},
		{"POST", "/cats", `{"model": "a"}`, "Content-Type: application/json"},
		{"POST", "/chat?a=1", `{"model": "a"}`, "Content-Type: application/json"},
		{"PUT", "/chat", `{"model": "a"}`, "Content-Type: application/json"},
		{"POST", "/chat", `{"model": "a"}`, "Content-Type: application/jsop"},
		{"POST", "/chat", `{"model": "a"}`, "Content-Type: application/json", "X-Tenant: 1"},
		{"POST", "/chat", `{"model": "a"}`, "Content-Type: application/json", "X-Tenant: 2"},
		{"POST", "/form", fmt.Sprintf(form, "b"), "Content-Type: multipart/form-data; boundary=X"},
		{"POST", "/form", fmt.Sprintf(form, "c"), "Content-Type: multipart/form-data; boundary=X"},
	} {
		for range 2 {
			b.ask(r[0], r[1], r[2], r[3:]...)
		}
	}
	_, fixtures, findings := b.replays()
	if varies := strings.Count(fixtures, "# varies: $.answer\n"); findings != 10 || varies != 10 {
		t.Errorf("%d findings, %d of them of two answers:\n%s", findings, varies, fixtures)
	}
}
