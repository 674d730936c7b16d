package jsonschema_test

import (
	"testing"

	"assay/runner/internal/jsonschema"
)

// formats maps a format to valid and invalid texts.
var formats = map[string]struct{ are, areNot []string }{
	"date-time":             {[]string{"2026-01-02T03:04:05Z", "1998-12-31t15:59:60.123-08:00"}, []string{"2026-01-02", "2026-02-30T00:00:00Z", "1998-12-31T22:59:60Z", "2026-01-02T03:04:05"}},
	"date":                  {[]string{"2024-02-29"}, []string{"2023-02-29", "2024-2-9", "٢٠٢٤-01-01"}},
	"time":                  {[]string{"03:04:05Z", "23:59:60Z", "03:04:05.6+01:00"}, []string{"03:04:05", "24:00:00Z", "03:04:05.Z", "03:04:05+24:00", "3:04:05Z", "Z"}},
	"duration":              {[]string{"P4Y", "PT0S", "P1M2D", "P1DT2H", "P3W"}, []string{"P", "PT", "P1Y2D", "P1W2D", "P1", "1D", "PT1D", "P2D1Y", "P１Y"}},
	"email":                 {[]string{"a@example.org", `"a b"@example.org`, "a@[127.0.0.1]", "a@[IPv6:::1]", "a+b~c@x"}, []string{"a", "@x", ".a@x", "a..b@x", "a.@x", "a b@x", "a@-x", "a@[1.2]"}},
	"idn-email":             {[]string{"실례@실례.테스트"}, []string{"2962"}},
	"hostname":              {[]string{"a", "www.example.org", "xn--4gbwdl.xn--wgbh1c", "1host"}, []string{"", "a.", "-a", "a-", "a_b", "ä.de", "a..b"}},
	"ipv4":                  {[]string{"192.0.2.1"}, []string{"256.0.0.1", "1.2.3", "01.2.3.4", "::1"}},
	"ipv6":                  {[]string{"::1", "::ffff:192.0.2.1"}, []string{"1.2.3.4", "::1%eth0", "12345::", ":"}},
	"uri":                   {[]string{"urn:x:y", "http://[::1]/", "http://[v1.x]/", "http://u@h:8/%41"}, []string{"a", "//h/p", "http://a b", "http://h/%4", "http://[::1", "http://h:p/", "http://a@b@c/", "http://ä/", `x:\`}},
	"uri-reference":         {[]string{"a", "/b?c#d", "//h/p", "", "./a:b"}, []string{"1a:b", `\\x`, "#a#b", "/[a]"}},
	"iri":                   {[]string{"http://ƒøø.ßår/?∂éœ"}, []string{"/abc", "http://h/ ", "http://[1]/"}},
	"iri-reference":         {[]string{"âππ"}, []string{`\\x`, "a b"}},
	"uri-template":          {[]string{"/a/{b:9999}{/c*,d}{?e.f}%41", "{%41}"}, []string{"{", "a}", "{}", "{a,,b}", "{a:0}", "{a:10000}", "{a b}", "{a..b}", "{=a}", "'"}},
	"uuid":                  {[]string{"2EB8AA08-aa98-11ea-b4aa-73b441d16380"}, []string{"2eb8aa08-aa98-11ea-b4aa-73b441d1638", "2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa08-aa98-11ea-b4aa-73b441d1638g"}},
	"json-pointer":          {[]string{"", "/", "/a~0~1b"}, []string{"a", "/~", "/~2"}},
	"relative-json-pointer": {[]string{"0", "1/a", "0#"}, []string{"", "/a", "01", "-1", "0##", "0a"}},
}

func TestFormats(t *testing.T) {
	for name, f := range formats {
		judge := jsonschema.Format(name)
		for _, text := range f.are {
			if err := judge(text); err != nil {
				t.Errorf("%s: %q: %v", name, text, err)
			}
		}
		for _, text := range f.areNot {
			if judge(text) == nil {
				t.Errorf("%s: %q is one", name, text)
			}
		}
	}
	if jsonschema.Format("period") != nil {
		t.Error("a format that 2020-12 does not have asks something")
	}
}
