package exchange_test

import (
	"strings"
	"testing"

	"assay/runner/internal/exchange"
)

// RFC 9110, section 5.6.2: letters, digits and fifteen signs.
func TestIsToken(t *testing.T) {
	const signs = "!#$%&'*+-.^_`|~"
	for c := range 256 {
		s := string([]byte{byte(c)})
		letter := c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
		want := letter || strings.Contains(signs, s)
		for _, one := range []string{s, "X-" + s, s + "1"} {
			if got := exchange.IsToken(one); got != want {
				t.Errorf("%q: %v, want %v", one, got, want)
			}
		}
	}
	if exchange.IsToken("") {
		t.Error("an empty text is a token")
	}
}

func TestReportedAsText(t *testing.T) {
	for _, c := range []struct {
		of   *exchange.Reported
		want string
	}{
		{nil, ""},
		{&exchange.Reported{}, "nothing"},
		{&exchange.Reported{Status: true, Body: true, Timing: true}, "status, body, timing"},
		{
			&exchange.Reported{Status: true, StatusAny: []int{401, 429}, JSON: []string{"$.detail"}, Headers: []string{"*", "retry-after"}, HeaderPatterns: []string{"^x-"}},
			"status (401 or 429), $.detail, headers, header retry-after, headers /^x-/",
		},
	} {
		if got := c.of.String(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
