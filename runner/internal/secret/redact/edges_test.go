package redact_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/secret/redact"
)

// masked is a text with one secret, key, taken out.
func masked(t *testing.T, secret, text string) string {
	t.Helper()
	r, err := redact.New([]redact.Secret{{Name: "key", Value: secret}}, redact.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	return r.String(text)
}

// A secret of four characters is found inside other words, a shorter one as a word only; of a
// dotted one, parts of eight are secrets too.
func TestHowShortASecretMayBe(t *testing.T) {
	for _, c := range []struct{ secret, text, want string }{
		{"k7z", "a k7z b", "a ${key} b"}, {"k7z", "ak7zb", "ak7zb"}, {"k7z", "k7z", "${key}"}, {"k7z", "(k7z)", "(${key})"},
		{"k7zq", "ak7zqb", "a${key}b"}, {" k7zq ", "ak7zqb", "a${key}b"}, {" k7z ", "ak7zb", "ak7zb"}, {"k7z", "k7", "k7"}, {"k7z", "Àk7z", "Àk7z"}, {"k7z", "k7zÀ", "k7zÀ"},
		{"first678.second7", "first678", "${key}"}, {"first678.second7", "xfirst678x", "x${key}x"}, {"first67.second78", "first67", "first67"}, {"first67.second78", "second78", "${key}"},
		{"second78", "a second78 first67", "a ${key} first67"},
	} {
		if got := masked(t, c.secret, c.text); got != c.want {
			t.Errorf("of %q in %q is left %q, want %q", c.secret, c.text, got, c.want)
		}
	}
	for value, want := range map[string]bool{"": true, "abc": true, "abcd": false, " abc ": true, " abcd ": false} {
		if got := redact.TooShort(value); got != want {
			t.Errorf("%q: too short is %v, want %v", value, got, want)
		}
	}
}

// A reference of HTML may have a single digit.
func TestAReferenceOfOneDigit(t *testing.T) {
	for text, want := range map[string]string{
		"a in&#x9;vented b": "a ${key} b", "a in&#9;vented b": "a ${key} b", "a in&#x9vented b": "a ${key} b",
	} {
		if got := masked(t, "in\tvented", text); got != want {
			t.Errorf("of %q is left %q, want %q", text, got, want)
		}
	}
}

// 32 hexadecimal digits are the same secret as the UUID of them, in either case.
func TestDigitsAndUUIDs(t *testing.T) {
	const digits, dashed = "0123456789abcdef0123456789abcdea", "01234567-89ab-cdef-0123-456789abcdea"
	for _, c := range []struct{ secret, text, want string }{
		{digits, "is " + dashed + "!", "is ${key}!"}, {digits, "is " + strings.ToUpper(dashed) + "!", "is ${key}!"}, {digits, digits, "${key}"},
		{dashed, "is " + digits + "!", "is ${key}!"}, {dashed, "is " + strings.ToUpper(digits) + "!", "is ${key}!"}, {dashed, dashed, "${key}"},
		{"key-" + digits, "is " + dashed + "!", "is ${key}!"},
		{digits[:31], dashed, dashed}, // one digit less is another
		{"0123456-789ab-cdef-0123-456789abcdea", digits, digits},
	} {
		if got := masked(t, c.secret, c.text); got != c.want {
			t.Errorf("of %s in %s is left %s, want %s", c.secret, c.text, got, c.want)
		}
	}
}

// Captured values keep their shape; a number that is a secret becomes its name. What was odd
// about a response is masked, and what others hold of it is not written to.
func TestWhatIsKeptBesideABody(t *testing.T) {
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "key", Value: "invented-key"}, redact.Secret{Name: "pin", Value: "471147114711"})
	odd := []string{"a invented-key b", "plain"}
	o := &exchange.Observation{
		Odd: odd, GaveUp: "after invented-key",
		Captured: map[string]any{
			"pin": json.Number("471147114711"), "n": json.Number("7"), "ok": true, "none": nil,
			"list": []any{"invented-key", json.Number("1")}, "map": map[string]any{"invented-key": "invented-key"},
		},
		Stream: &exchange.Stream{Stray: []exchange.Stray{{Text: "invented-key"}}, Unfinished: "data: invented-key"},
	}
	r.Observation(o)
	want := map[string]any{
		"pin": "${pin}", "n": json.Number("7"), "ok": true, "none": nil,
		"list": []any{"${key}", json.Number("1")}, "map": map[string]any{"${key}": "${key}"},
	}
	if diff := cmp.Diff(want, o.Captured); diff != "" {
		t.Errorf("captured (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a ${key} b", "plain"}, o.Odd); diff != "" || o.GaveUp != "after ${key}" || odd[0] != "a invented-key b" {
		t.Errorf("gave up %q, was %q, odd (-want +got):\n%s", o.GaveUp, odd, diff)
	}
	if o.Stream.Stray[0].Text != "${key}" || o.Stream.Unfinished != "data: ${key}" {
		t.Errorf("the stream is %+v", o.Stream)
	}
}

// The size of a body is that of the masked one from here on, where it is known.
func TestTheSizeOfAMaskedBody(t *testing.T) {
	r, err := redact.New([]redact.Secret{{Name: "key", Value: "x"}}, redact.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		body       string
		size, want int64
	}{
		{"x", 1, 6}, {"a x b", 5, 10}, {"x", 0, 0}, {"a x b", 100, 105}, {"plain", 5, 5},
	} {
		o := &exchange.Observation{Body: []byte(c.body), Size: c.size}
		if r.Observation(o); o.Size != c.want {
			t.Errorf("%q of %d bytes becomes %q of %d, want %d", c.body, c.size, o.Body, o.Size, c.want)
		}
	}
}

// A key looks random from 16 characters on, of which two are digits, evenly spread.
func TestWhatLooksRandomToTheCharacter(t *testing.T) {
	for text, want := range map[string]bool{
		"a1b2c3d4e5f6g7h8": true, "a1b2c3d4e5f6g7h": false, "abcdefghijklmn12": true, "abcdefghijklmn09": true, "abcdefghijklmno1": false,
		"aaaaaaaaaaaaaa12": false, "abababababab1212": false, "abcdefgh12345678": true, "1111222233334444": false, "aabbccddeeff1122": true, "aabbccddaabb1122": false,
	} {
		if got := redact.LooksRandom(text); got != want {
			t.Errorf("%s: looks random is %v, want %v", text, got, want)
		}
	}
}

// Another scan finds nothing where all was masked, and every place of what was not, in
// characters.
func TestWhereLeaksAre(t *testing.T) {
	r, err := redact.New([]redact.Secret{{Name: "key", Value: "invented-secret"}}, redact.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	leaks := r.Scan([]byte("one\nä invented-secret, invented-secret\n\ninvented-secret"))
	want := []redact.Leak{
		{Line: 2, Col: 3, Kind: "secret key", Secret: "key"}, {Line: 2, Col: 20, Kind: "secret key", Secret: "key"}, {Line: 4, Col: 1, Kind: "secret key", Secret: "key"},
	}
	if len(leaks) != len(want) {
		t.Fatalf("got %+v", leaks)
	}
	for i := range want {
		if leaks[i] != want[i] {
			t.Errorf("leak %d is %+v, want %+v", i, leaks[i], want[i])
		}
	}
	if left := r.Scan([]byte(r.String("one\ninvented-secret"))); len(left) > 0 {
		t.Errorf("left %+v", left)
	}
}
