package redact_test

import (
	"testing"
	"unsafe"

	"assay/runner/internal/exchange"
	"assay/runner/internal/secret/redact"
)

// A run learns secrets once it is told to: long enough ones, each once, the latest by name.
func TestWhatIsLearned(t *testing.T) {
	deaf := redactor(t, redact.Rules{})
	if deaf.Learn(redact.Secret{Name: "token", Value: "came-by-answer"}) || deaf.String("came-by-answer") != "came-by-answer" {
		t.Error("it learns without being told to")
	}
	for _, r := range []*redact.Redactor{nil, deaf} {
		if v, ok := r.Learned("token"); ok || v != "" || r.AllLearned() != nil {
			t.Errorf("it knows %q (%v)", v, ok)
		}
	}
	r := redactor(t, redact.Rules{})
	r.Learns()
	if v, ok := r.Learned("token"); ok || v != "" {
		t.Errorf("it knows %q (%v) before it learned anything", v, ok)
	}
	for _, c := range []struct {
		value string
		isNew bool
	}{{"first-answer", true}, {"first-answer", false}, {"second-answer", true}, {"", false}, {"a", false}} {
		if got := r.Learn(redact.Secret{Name: "token", Value: c.value}); got != c.isNew {
			t.Errorf("%q is new: %v", c.value, got)
		}
	}
	if v, ok := r.Learned("token"); !ok || v != "second-answer" {
		t.Errorf("the latest is %q (%v)", v, ok)
	}
	if got := len(r.AllLearned()); got != 2 {
		t.Errorf("it learned %d", got)
	}
	if got, want := r.String("first-answer, second-answer"), "${token}, ${token}"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Keys are long and mixed: at least 16 characters, two digits, and 3 bits a character.
func TestLooksRandom(t *testing.T) {
	for text, want := range map[string]bool{
		"abcdefghijklmn12":   true,
		"abcdefghijklm12":    false, // 15 characters
		"abcdefghijklmno1":   false, // one digit
		"a1b2a1b2a1b2a1b2":   false, // 2 bits a character
		"a1b2c3d4a1b2c3d4":   true,  // 3 bits a character
		"rate-limit-reached": false,
	} {
		if got := redact.LooksRandom(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// Tokens that a server issues are masked where they are the value of the member or
// parameter, and nowhere else.
func TestIssuedTokensByTheirPlace(t *testing.T) {
	r := redactor(t, redact.Rules{})
	const mask = "${redacted:access_token}"
	for in, want := range map[string]string{
		`{"access_token": "t1"}`:                       `{"access_token": "` + mask + `"}`,
		`{"access_token":"t1","id_token":"t2"}`:        `{"access_token":"` + mask + `","id_token":"${redacted:id_token}"}`,
		`{"access_token": ""}`:                         `{"access_token": ""}`,
		`{"access_token": "${redacted:access_token}"}`: `{"access_token": "` + mask + `"}`,
		`{"access_token": 3}`:                          `{"access_token": 3}`,
		`{"a": "{\"access_token\": \"t1\"}"}`:          `{"a": "{\"access_token\": \"` + mask + `\"}"}`,
	} {
		o := &exchange.Observation{Body: []byte(in)}
		r.Observation(o)
		if got := string(o.Body); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
	}
}

// A field that had nothing to mask is not examined again, but where secrets are learned, and any
// other field is.
func TestFieldsThatComeAgain(t *testing.T) {
	masked := func(r *redact.Redactor, f exchange.Field) string {
		o := &exchange.Observation{Header: exchange.Header{f}, Provenance: exchange.Provenance{From: f.Value}}
		r.Observation(o)
		if (o.Header[0].Value == f.Value) != (o.Provenance.From == f.Value) {
			t.Errorf("%v: the header has %q, the address %q", f, o.Header[0].Value, o.Provenance.From)
		}
		return o.Header[0].Value
	}
	knows := redactor(t, redact.Rules{Headers: []string{"X-Ruled"}}, redact.Secret{Name: "key", Value: "clean-secret"})
	for range 3 {
		for _, f := range []exchange.Field{{Name: "X-One", Value: "clean-answer"}, {Name: "X-Two", Value: "clean-answer"}} {
			if got := masked(knows, f); got != f.Value {
				t.Errorf("%v became %q", f, got)
			}
		}
		if got := masked(knows, exchange.Field{Name: "X-One", Value: "clean-secret"}); got != "${key}" {
			t.Errorf("a secret in place of a clean value became %q", got)
		}
	}
	room := []byte("clean-answer") // of a text that is read back
	masked(knows, exchange.Field{Name: "X-Room", Value: unsafe.String(&room[0], len(room))})
	copy(room, "clean-secret")
	if got := masked(knows, exchange.Field{Name: "X-Room", Value: "clean-secret"}); got != "${key}" {
		t.Errorf("a secret in the room of a clean value became %q", got)
	}
	ruled := &exchange.Observation{Header: exchange.Header{{Name: "X-Ruled", Value: "clean-answer"}}}
	if knows.Observation(ruled); ruled.Header[0].Value != "${redacted:header}" {
		t.Errorf("a clean value in a field with a rule became %q", ruled.Header[0].Value)
	}
	learns := redactor(t, redact.Rules{})
	learns.Learns()
	f := exchange.Field{Name: "X-One", Value: "first-answer"}
	if got := masked(learns, f); got != f.Value {
		t.Errorf("%v became %q", f, got)
	}
	learns.Learn(redact.Secret{Name: "token", Value: f.Value})
	if got := masked(learns, f); got != "${token}" {
		t.Errorf("what was learned since became %q", got)
	}
}
