package importer_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/judge"
)

// A template in quotes is sent, and compared, as text, and a bare one as parsed JSON: the same
// bytes arrive as from Hurl and Postman.
func TestQuotedTemplates(t *testing.T) {
	// One entry takes captures, the second sends body.
	hurlFile := func(options, body, asserts string) string {
		return "GET URL/first\nHTTP 200\n[Captures]\nid: jsonpath \"$.id\"\nname: jsonpath \"$.name\"\nnumber: header \"X-Number\"\n" +
			"POST URL/second\n" + options + body + "\nHTTP 200\n" + asserts
	}
	collection := func(body, variables string) string {
		return fmt.Sprintf(`{"item": [{"name": "first", "request": {"url": "URL/first"}, "event": [{"listen": "test", "script": {"exec": [
			"pm.environment.set('id', pm.response.json().id);", "pm.environment.set('name', pm.response.json().name);", "pm.environment.set('number', pm.response.headers.get('X-Number'));"]}}]},
			{"name": "second", "request": {"method": "POST", "url": "URL/second", "body": {"mode": "raw", "options": {"raw": {"language": "json"}}, "raw": %q}}}], "variable": [%s]}`, body, variables)
	}
	for _, c := range []struct{ kind, text, want string }{
		{"hurl", hurlFile("", `{"b": "{{id}}"}`, ""), `{"b":"1"}`},
		{"hurl", hurlFile("", `{"b": {{id}}}`, ""), `{"b":1}`},
		{"hurl", hurlFile("", `{"b": "{{id}}", "c": [{{id}}, {{id}}], "d": "no {{id}}, {{id}}", "{{id}}": true}`, ""), `{"b":"1","c":[1,1],"d":"no 1, 1","1":true}`},
		{"hurl", hurlFile("", `{"b": "{{name}}"}`, ""), `{"b":"a \"quoted\" name"}`},
		{"hurl", hurlFile("", `{"b": "{{number}}"}`, ""), `{"b":"12"}`},
		{"hurl", hurlFile("", `{"b": {{number}}, "c": "{{id}}"}`, ""), `{"b":12,"c":"1"}`},
		{"hurl", hurlFile("[Options]\nvariable: zip=12345\n", `{"n": {{zip}}, "s": "{{zip}}"}`, ""), `{"n":12345,"s":"12345"}`},
		{"hurl", hurlFile("", `{}`, "[Asserts]\njsonpath \"$.one\" == {{id}}\njsonpath \"$.text\" == \"{{id}}\"\njsonpath \"$.one\" != \"{{id}}\"\njsonpath \"$.text\" startsWith \"{{id}}\"\n"), `{}`},
		{"hurl", hurlFile("", `{}`, "{\"one\": {{id}}, \"text\": \"{{id}}\"}\n"), `{}`},
		{"hurl", hurlFile("", `{}`, "X-One: {{id}}\n"), `{}`},
		{"postman", collection(`{"b": "{{id}}"}`, ""), `{"b":"1"}`},
		{"postman", collection(`{"b": {{id}}, "c": "{{id}}"}`, ""), `{"b":1,"c":"1"}`},
		{"postman", collection(`{"n": {{zip}}, "s": "{{zip}}"}`, `{"key": "zip", "value": "12345"}`), `{"n":12345,"s":"12345"}`},
		{"postman", collection(`{"s": "{{zip}}"}`, `{"key": "zip", "value": "12345"}`), `{"s":"12345"}`},
		{"postman", collection(`{"n": {{zip}}}`, `{"key": "zip", "value": "12345"}`), `{"n":12345}`},
		{"postman", collection(`{"o": {{object}}, "password": "invented-value"}`, `{"key": "object", "value": "{\"a\": 1}"}`), `{"o":{"a":1},"password":"invented-secret"}`},
		{"postman", collection(`{"b": {{number}}}`, ""), `{"b":12}`},
	} {
		t.Run(c.kind, func(t *testing.T) {
			t.Setenv("SHOP_PASSWORD", "invented-secret")
			var got string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("X-Number", "12")
				w.Header().Set("X-One", "1")
				if r.URL.Path == "/first" {
					_, _ = io.WriteString(w, `{"id": 1, "name": "a \"quoted\" name"}`)
					return
				}
				raw, _ := io.ReadAll(r.Body)
				got = strings.NewReplacer(": ", ":", ", \"", ",\"").Replace(string(raw))
				_, _ = io.WriteString(w, `{"one": 1, "text": "1"}`)
			}))
			defer server.Close()
			d := imported(t, c.kind, strings.ReplaceAll(c.text, "URL", server.URL))
			for id, v := range runLive(t, d) {
				if v.Outcome != judge.Holds {
					t.Errorf("%s is %s: %s", id, v.Outcome, v.Reason)
				}
			}
			if diff := cmp.Diff(c.want, strings.ReplaceAll(got, "[1, 1]", "[1,1]")); diff != "" {
				t.Errorf("sent (-want +got):\n%s", diff)
			}
		})
	}
}
