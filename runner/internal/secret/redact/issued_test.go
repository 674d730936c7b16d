package redact_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/secret/redact"
)

// issuedMask is what replaces an access token.
const issuedMask = "${redacted:access_token}"

// A token is the text between the quotes of a member of that name, whatever the depth of the
// JSON in strings and whatever white space surrounds the colon.
func TestTheEdgesOfAnIssuedMember(t *testing.T) {
	r := redactor(t, redact.Rules{})
	for in, want := range map[string]string{
		`"access_token":"t1"`:                        `"access_token":"` + issuedMask + `"`,
		`access_token":"t1"`:                         `access_token":"t1"`,
		`"my_access_token":"t1"`:                     `"my_access_token":"t1"`,
		`"_token":"t1", "id_token":"t2"`:             `"_token":"t1", "id_token":"${redacted:id_token}"`,
		"\"access_token\" \t\r\n: \t\r\n \"t1\"":     "\"access_token\" \t\r\n: \t\r\n \"" + issuedMask + `"`,
		`"access_token"`:                             `"access_token"`,
		`"access_token" `:                            `"access_token" `,
		`"access_token":`:                            `"access_token":`,
		`"access_token":"`:                           `"access_token":"`,
		`"access_token":"t1`:                         `"access_token":"t1`,
		`"access_token":"t1\`:                        `"access_token":"t1\`,
		`"access_token":""`:                          `"access_token":""`,
		`"access_token":"t"`:                         `"access_token":"` + issuedMask + `"`,
		`"access_token":"a\"b"`:                      `"access_token":"` + issuedMask + `"`,
		`"access_token":"a\nb", "c":"d"`:             `"access_token":"` + issuedMask + `", "c":"d"`,
		`"access_token":"t1\\", "c":"d"`:             `"access_token":"` + issuedMask + `", "c":"d"`,
		`"access_token":"t1\\\\", "c":"d"`:           `"access_token":"` + issuedMask + `", "c":"d"`,
		`"access_token":"t\\\"1", "c":"d"`:           `"access_token":"` + issuedMask + `", "c":"d"`,
		`\"access_token\":\"t1\\\\\", \"c\":\"d\"`:   `\"access_token\":\"` + issuedMask + `\", \"c\":\"d\"`,
		`\"access_token\":\"t\\\\\\\"1\", \"c\":1`:   `\"access_token\":\"` + issuedMask + `\", \"c\":1`,
		`\"access_token\":\"t1\\", "c":"d\"`:         `\"access_token\":\"t1\\", "c":"d\"`,
		`\\\"access_token\\\":\\\"t1\\\\\\\\\\\", 1`: `\\\"access_token\\\":\\\"` + issuedMask + `\\\", 1`,
		`\"access_token\":\"t1\"`:                    `\"access_token\":\"` + issuedMask + `\"`,
		`\"access_token\":\"a\\\"b\"`:                `\"access_token\":\"` + issuedMask + `\"`,
		`\\\"access_token\\\" : \\\"t1\\\"`:          `\\\"access_token\\\" : \\\"` + issuedMask + `\\\"`,
		`"\"access_token\":\"t1"`:                    `"\"access_token\":\"t1"`,
		`\"access_token":"t1"`:                       `\"access_token":"t1"`,
		`"access_token":"t1","refresh_token":"t2"`:   `"access_token":"` + issuedMask + `","refresh_token":"${redacted:refresh_token}"`,
		`"access_token":"${api_key}"`:                `"access_token":"${api_key}"`,
		`"access_token":"${api_key}1"`:               `"access_token":"` + issuedMask + `"`,
		`"access_token":"${api_key"`:                 `"access_token":"` + issuedMask + `"`,
		`"access_token":"api_key}"`:                  `"access_token":"` + issuedMask + `"`,
		`"access_token":"\"access_token\":\"two\""`:  `"access_token":"` + issuedMask + `"`,
		`{"access_token":"t1", "more":"_token", "a"`: `{"access_token":"` + issuedMask + `", "more":"_token", "a"`,
	} {
		o := &exchange.Observation{Body: []byte(in)}
		if r.Observation(o); string(o.Body) != want {
			t.Errorf("%s becomes %s, want %s", in, o.Body, want)
		}
	}
}

// A token is a parameter of a form, or of an address, wherever an answer has it.
func TestTheEdgesOfAnIssuedParameter(t *testing.T) {
	r := redactor(t, redact.Rules{})
	for in, want := range map[string]string{
		"access_token=t1":                         "access_token=" + issuedMask,
		"access_token=t":                          "access_token=" + issuedMask,
		"access_token=":                           "access_token=",
		"access_token=&a=b":                       "access_token=&a=b",
		"a=b&access_token=t1&c=d":                 "a=b&access_token=" + issuedMask + "&c=d",
		"http://h/#access_token=t1":               "http://h/#access_token=" + issuedMask,
		"http://h/?access_token=t1#top":           "http://h/?access_token=" + issuedMask + "#top",
		"http://h/?my_access_token=t1":            "http://h/?my_access_token=t1",
		"http://h/?a_token=t1&id_token=t2":        "http://h/?a_token=t1&id_token=${redacted:id_token}",
		"access_token=t1&refresh_token=t2":        "access_token=" + issuedMask + "&refresh_token=${redacted:refresh_token}",
		"access_token=access_token=t1&id_token=b": "access_token=" + issuedMask + "&id_token=${redacted:id_token}",
		"access_token=${api_key}&a=b":             "access_token=${api_key}&a=b",
		"access_token=${api_key}1&a=b":            "access_token=" + issuedMask + "&a=b",
	} {
		form := &exchange.Observation{Body: []byte(in), Header: exchange.Header{{Name: "Content-Type", Value: "Application/x-www-form-urlencoded ; charset=utf-8"}}}
		if r.Observation(form); string(form.Body) != want {
			t.Errorf("the form %s becomes %s, want %s", in, form.Body, want)
		}
		hop := &exchange.Observation{
			Header: exchange.Header{{Name: "location", Value: in}, {Name: "X-Location", Value: in}},
			Hops:   []exchange.Hop{{Status: 302, URL: in, Location: in}},
		}
		r.Observation(hop)
		if diff := cmp.Diff(exchange.Header{{Name: "location", Value: want}, {Name: "X-Location", Value: want}}, hop.Header); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
		if h := hop.Hops[0]; h.Status != 302 || h.URL != want || h.Location != want {
			t.Errorf("the redirect %s becomes %+v, want %s", in, h, want)
		}
		text := &exchange.Observation{Body: []byte(in)}
		if r.Observation(text); string(text.Body) != want {
			t.Errorf("the text %s becomes %s, want %s", in, text.Body, want)
		}
	}
}
