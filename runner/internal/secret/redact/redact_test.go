package redact_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/sse"
	"assay/runner/internal/secret/redact"
)

func redactor(t testing.TB, rules redact.Rules, secrets ...redact.Secret) *redact.Redactor {
	t.Helper()
	r, err := redact.New(secrets, rules)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEverythingElseStaysAsItIs(t *testing.T) {
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "k", Value: "invented-key/1"}, redact.Secret{Name: "pin", Value: "4711"}, redact.Secret{Name: "ab", Value: "xy"})
	for in, want := range map[string]string{
		"":                                  "",
		"nothing \\u0041 %41 &amp; in it":   "nothing \\u0041 %41 &amp; in it",
		"a invented-key/1 b invented-key/1": "a ${k} b ${k}",
		`a\/b \"invented-key\/1\" c\/d`:     `a\/b \"${k}\" c\/d`,
		"%2Fa invented-key%2f1%20b":         "%2Fa ${k}%20b",
		"${k} ${pin}":                       "${k} ${pin}",
		"xy xyz axy x-xy":                   "${ab} xyz axy x-${ab}",
		"invented-key/invented-key/1":       "invented-key/${k}",
		"a &#65 b &copy %41 \\u0041 &ampx":  "a &#65 b &copy %41 \\u0041 &ampx",
		`%69\u006e&#118ented-key/1`:         "${k}",
	} {
		if got := r.String(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
		if again := r.String(want); again != want {
			t.Errorf("%q, redacted again, becomes %q", want, again)
		}
	}
}

// TestSecretsAreFoundInEveryCharset masks what a body says in its own charset, and
// leaves it in that charset.
func TestSecretsAreFoundInEveryCharset(t *testing.T) {
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "k", Value: "invented-key/1"})
	for name, e := range map[string]encoding.Encoding{
		"utf-16be": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
		"gb2312": simplifiedchinese.GBK,
	} {
		in := func(text string) []byte {
			b, err := e.NewEncoder().Bytes([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		o := &exchange.Observation{Body: in("你好 invented-key/1"), Header: exchange.Header{{Name: "Content-Type", Value: "text/plain; charset=" + name}}}
		if r.Observation(o); string(o.Body) != string(in("你好 ${k}")) || string(o.Text()) != "你好 ${k}" {
			t.Errorf("%s: %q", name, o.Body)
		}
	}
}

func TestJSONBodiesStayJSON(t *testing.T) {
	r := redactor(t, redact.Rules{JSON: []string{"$.user.id", "$..wallet"}},
		redact.Secret{Name: "pin", Value: "4711"}, redact.Secret{Name: "odd", Value: `nx"},{"a`}, redact.Secret{Name: "word", Value: "true"}, redact.Secret{Name: "n", Value: "12"})
	for in, want := range map[string]string{
		`{"pin": 4711, "amount": 4711.50, "s": "a4711b"}`:                   `{"pin": "${pin}", "amount": "${pin}", "s": "a${pin}b"}`,
		`[true,"true",false, 12, "12", "a 12 b"]`:                           `["${word}","${word}",false, 12, "${n}", "a ${n} b"]`,
		`{"user":{"id": 1e3 ,"name":"x"},"ids":[{"wallet":{"a":[1]}},{}] }`: `{"user":{"id": "${redacted:json}" ,"name":"x"},"ids":[{"wallet":"${redacted:json}"},{}] }`,
		`{"us\u0065r":{"id":null},"wallet":"4711"}`:                         `{"us\u0065r":{"id":"${redacted:json}"},"wallet":"${pin}"}`,
		`["nx\"},{\"a","\nx\"},{\"a"]`:                                      `["${odd}","\nx\"},{\"a"]`,
		`[{"b":"nx"},{"a":1}]`:                                              `"${odd}"`,
		"no JSON: 4711 ":                                                    "no JSON: ${pin} ",
	} {
		o := &exchange.Observation{Body: []byte(in)}
		r.Observation(o)
		if string(o.Body) != want {
			t.Errorf("%s becomes %s, want %s", in, o.Body, want)
		}
		if json.Valid([]byte(in)) && !json.Valid(o.Body) {
			t.Errorf("%s becomes %s, which is no JSON", in, o.Body)
		}
	}
}

func TestASecretThatStartsInAnEscapeTakesTheEscapeWithIt(t *testing.T) {
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "k", Value: "newline-key"}, redact.Secret{Name: "h", Value: "41beef"}, redact.Secret{Name: "b", Value: `tail\`})
	for in, want := range map[string]string{
		`["a\newline-key"]`: `["a${k}"]`,
		`["\u0041beef"]`:    `["${h}"]`,
		`["tail\"x"]`:       `["${b}x"]`,
		`["tail\\x"]`:       `["${b}x"]`,
	} {
		o := &exchange.Observation{Body: []byte(in)}
		r.Observation(o)
		if string(o.Body) != want {
			t.Errorf("%s becomes %s, want %s", in, o.Body, want)
		}
	}
}

func TestAStreamKeepsItsTimesAndOffsetsFitTheNewBody(t *testing.T) {
	body := ": hi\n\nid: 1\ndata: {\"pin\": 471147}\n\ndata: 471147\ndata: x\n\n{\"error\": 471147}\ndata: b\n\n"
	var now time.Duration
	p := sse.NewParser(func() time.Duration { now += time.Millisecond; return now })
	for _, piece := range strings.SplitAfter(body, "\n") {
		_, _ = p.Write([]byte(piece))
	}
	o := &exchange.Observation{Body: []byte(body), Stream: p.Close("timeout")}
	shared := o.Stream
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "pin", Value: "471147"})
	r.Observation(o)
	want := &exchange.Stream{
		Events: []exchange.Event{
			{ID: "1", Data: `{"pin": "${pin}"}`, At: 1 * time.Millisecond, Offset: 6},
			{ID: "1", Data: "\"${pin}\"\nx", At: 2 * time.Millisecond, Offset: 37},
			{ID: "1", Data: "b", At: 4 * time.Millisecond, Offset: 81},
		},
		Stray: []exchange.Stray{{Text: `{"error": "${pin}"}`, At: 3 * time.Millisecond, Offset: 61}}, Comments: 1, Cut: "timeout",
	}
	if diff := cmp.Diff(want, o.Stream); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if shared.Events[0].Data != `{"pin": 471147}` {
		t.Error("the stream that was handed in was written to")
	}
	if got := readAgain(string(o.Body)); !cmp.Equal(got.Events[2].Offset, o.Stream.Events[2].Offset) {
		t.Errorf("the body gives the offset %d, the stream %d", got.Events[2].Offset, o.Stream.Events[2].Offset)
	}
}

func readAgain(body string) *exchange.Stream {
	p := sse.NewParser(func() time.Duration { return 0 })
	_, _ = p.Write([]byte(body))
	return p.Close("")
}

func TestShapesOfKeysAreFoundUndeclared(t *testing.T) {
	r := redactor(t, redact.Rules{})
	x := func(n int) string { return strings.Repeat("aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0z", n/31+1)[:n] }
	hex := func(n int) string { return strings.Repeat("0a1b2c3d4e5f6789", n/16+1)[:n] }
	for kind, keys := range map[string][]string{
		"chutes":       {"cpk_" + x(32) + "." + x(32) + "." + x(32), "cak_" + x(32)},
		"sk":           {"sk-" + x(48), "sk-proj-" + x(40)},
		"anthropic":    {"sk-ant-" + "api03-" + x(40)},
		"github":       {"ghp_" + x(36), "gho_" + x(36), "github_pat_" + x(60)},
		"gitlab":       {"glpat-" + x(20)},
		"slack":        {"xoxb-" + x(30), "xapp-1-" + x(30)},
		"aws":          {"AKIA" + strings.ToUpper(x(16)), "ASIA" + strings.ToUpper(x(16))},
		"google":       {"AIza" + x(35), "ya29." + x(40)},
		"jwt":          {"eyJ" + x(20) + "." + "eyJ" + x(20) + "." + x(30)},
		"private-key":  {"-----BEGIN RSA PRIVATE KEY-----\n" + x(64) + "\n-----END RSA PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n" + x(64)},
		"hugging-face": {"hf_" + x(34)},
		"npm":          {"npm_" + x(36)},
		"sendgrid":     {"SG." + x(22) + "." + x(43)},
		"stripe":       {"sk_live_" + x(24), "rk_live_" + x(24), "sk_test_" + x(24), "whsec_" + x(32)},
		"groq":         {"gsk_" + x(52)},
		"perplexity":   {"pplx-" + x(48)},
		"replicate":    {"r8_" + x(37)},
		"xai":          {"xai-" + x(80)},
		"alibaba":      {"LTAI" + x(20)},
		"digitalocean": {"dop_v1_" + hex(64)},
		"heroku":       {"HRKU-AA" + x(58)},
		"fly":          {"fo1_" + x(43), "fm2_" + x(120)},
		"planetscale":  {"pscale_tkn_" + x(43)},
		"pulumi":       {"pul-" + hex(40)},
		"databricks":   {"dapi" + hex(32)},
		"vault":        {"hvs." + x(90)},
		"doppler":      {"dp.pt." + x(43)},
		"openshift":    {"sha256~" + x(43)},
		"pypi":         {"pypi-AgEIcHlwaS5vcmc" + x(60)},
		"rubygems":     {"rubygems_" + hex(48)},
		"docker":       {"dckr_pat_" + x(27)},
		"artifactory":  {"AKCp" + x(69)},
		"brevo":        {"xkeysib-" + hex(64) + "-" + x(16)},
		"twilio":       {"SK" + hex(32)},
		"square":       {"sq0atp-" + x(22)},
		"shopify":      {"shpat_" + hex(32)},
		"notion":       {"ntn_" + x(46)},
		"linear":       {"lin_api_" + x(40)},
		"airtable":     {"pat" + x(14) + "." + hex(64)},
		"postman":      {"PMAK-" + hex(24) + "-" + hex(34)},
		"grafana":      {"glsa_" + x(32) + "_" + hex(8), "glc_" + x(60)},
		"sentry":       {"sntryu_" + hex(64)},
		"dynatrace":    {"dt0c01." + x(24) + "." + x(64)},
		"1password":    {"ops_eyJ" + x(250)},
		"age":          {"AGE-SECRET-KEY-1" + strings.ToUpper(x(58))},
	} {
		for _, key := range keys {
			for _, around := range []string{"%s", "a %s.", `"%s"`, "k=%s&x", `{"k":"\n%s\n"}`, "%%20%s"} {
				around = strings.ReplaceAll(around, "%%", "%")
				in := strings.Replace(around, "%s", key, 1)
				if want := strings.Replace(around, "%s", "${redacted:"+kind+"}", 1); r.String(in) != want && kind != "private-key" && kind != "chutes" {
					t.Errorf("%q becomes %q, want %q", in, r.String(in), want)
				}
				if strings.Contains(r.String(in), key[len(key)-9:]) && !strings.HasSuffix(key, "-----") {
					t.Errorf("%q becomes %q", in, r.String(in))
				}
				if found := r.Scan([]byte(in)); len(found) != 1 || found[0].Kind != "shaped like a key: "+kind {
					t.Errorf("%q: the last gate finds %v", in, found)
				}
			}
		}
	}
	if got, want := r.String("authorization: Bearer "+x(40)+"=="), "authorization: Bearer ${redacted:bearer}"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for in, want := range map[string]string{
		"proxy http://me:invented-pass@h:1/ refused":      "proxy http://me:${redacted:password}@h:1/ refused",
		`{"db": "postgres:\/\/me:p%40ss@h\/db"}`:          `{"db": "postgres:\/\/me:${redacted:password}@h\/db"}`,
		`\n` + "ghp_" + x(36):                             `\n${redacted:github}`,
		`\u000a` + "ghp_" + x(36):                         `\u000a${redacted:github}`,
		"%20" + "ghp_" + x(36):                            "%20${redacted:github}",
		"https://hooks.slack.com/services/T0/B0/" + x(24): "https://hooks.slack.com/services/${redacted:slack}",
	} {
		if got := r.String(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	for _, innocent := range []string{
		"Bearer ${api_key}", "Bearer an-invented-key-that-nobody-has", "risk-aB3dE6gH9aB3dE6gH9aB3dE6gH9aB3", "sk-learn-models-that-people-like", "eyJ.a.b", "Authorization: Bearer", "cpk_", "-----BEGIN CERTIFICATE-----\nabc",
		"SKU12345", "EAAA", "patient", "pul-request", "https://${user}:${password}@h/", "http://h:8080/@x", "http://h/a:bcd@e", "postgres://h/db", "AKIA", "task_live_nothing", "hf_hub", "npm_config_registry",
	} {
		if got := r.String(innocent); got != innocent {
			t.Errorf("%q becomes %q", innocent, got)
		}
	}
}

func TestADeclaredNameWinsOverAShape(t *testing.T) {
	key := "sk-" + strings.Repeat("aB3dE6gH9jK2mN5", 3)
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "api_key", Value: key})
	if got := r.String("Bearer " + key); got != "Bearer ${api_key}" {
		t.Errorf("got %q", got)
	}
}

func TestRulesOfASuite(t *testing.T) {
	r := redactor(t, redact.Rules{Headers: []string{"X-User"}, Regex: []string{`wallet=(\w+)`, `\b\d{3}-\d{4}\b`}})
	o := &exchange.Observation{
		Header: exchange.Header{{Name: "x-user", Value: "me"}, {Name: "Y", Value: "wallet=abc; 555-1234"}},
		Hops:   []exchange.Hop{{Header: exchange.Header{{Name: "X-User", Value: "me"}}}},
		Body:   []byte("wallet=abc"),
	}
	before := o.Header
	r.Observation(o)
	want := exchange.Header{{Name: "x-user", Value: "${redacted:header}"}, {Name: "Y", Value: "wallet=${redacted:regex}; ${redacted:regex}"}}
	if diff := cmp.Diff(want, o.Header); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if o.Hops[0].Header[0].Value != "${redacted:header}" || string(o.Body) != "wallet=${redacted:regex}" {
		t.Errorf("hop %q, body %q", o.Hops[0].Header[0].Value, o.Body)
	}
	if before[0].Value != "me" {
		t.Error("a header that others may share was written to")
	}
	if leaks := r.Scan([]byte("a\nb 555-1234\n")); len(leaks) != 1 || leaks[0] != (redact.Leak{Line: 2, Col: 3, Kind: `redact: regex: \b\d{3}-\d{4}\b`}) {
		t.Errorf("the last gate finds %v", leaks)
	}
}

func TestEveryRuleThatDoesNotCompileIsNamed(t *testing.T) {
	_, err := redact.New(nil, redact.Rules{JSON: []string{"$.ok", "user.id"}, Regex: []string{"(", "ok"}})
	if err == nil || !strings.Contains(err.Error(), `redact: json: "user.id" is no JSONPath`) || !strings.Contains(err.Error(), `redact: regex: "(" does not compile`) {
		t.Errorf("the error is %v", err)
	}
}

func TestNilAndNothing(t *testing.T) {
	var none *redact.Redactor
	o := &exchange.Observation{Body: []byte("x")}
	none.Observation(o)
	(&redact.Redactor{}).Observation(o)
	redactor(t, redact.Rules{}, redact.Secret{Name: "empty"}).Observation(nil)
	if none.String("a") != "a" || none.Scan([]byte("a")) != nil || string(o.Body) != "x" {
		t.Error("a nil redactor changes something")
	}
	if got := redactor(t, redact.Rules{}, redact.Secret{Name: "empty"}).String("anything"); got != "anything" {
		t.Errorf("an empty secret makes %q", got)
	}
}

func FuzzRedactingKeepsJSONAndLeavesNoSecret(f *testing.F) {
	f.Add(`{"a":"key-\u0031 4711"}`, "key-1")
	f.Add(`[4711,"\\"]`, `\\`)
	f.Add("data: key\n\n", "key-")
	f.Add("", "key-")
	f.Add(`["a\nbcde"]`, "nbcde")
	f.Fuzz(func(t *testing.T, body, secret string) {
		r := redactor(t, redact.Rules{JSON: []string{"$.a"}}, redact.Secret{Name: "k", Value: secret})
		o := &exchange.Observation{Body: []byte(body), Stream: nil}
		r.Observation(o)
		if json.Valid([]byte(body)) && !json.Valid(o.Body) {
			t.Errorf("%q without %q is %q", body, secret, o.Body)
		}
		if len(secret) >= 4 && !strings.Contains("${k}${redacted:json}", secret) && !strings.ContainsAny(secret, "${}") && strings.Contains(string(o.Body), secret) {
			t.Errorf("%q without %q is %q", body, secret, o.Body)
		}
		streamed := &exchange.Observation{Body: []byte(body), Stream: readAgain(body)}
		r.Observation(streamed)
		if diff := cmp.Diff(readAgain(string(streamed.Body)), streamed.Stream); diff != "" {
			t.Errorf("stream and body differ (-body +stream):\n%s", diff)
		}
		r.Scan([]byte(body))
	})
}

// answers are 10,000 observations with a body of 1 KB of JSON.
func answers(n int) []*exchange.Observation {
	body := []byte(`{"data":[` + strings.TrimSuffix(strings.Repeat(`{"id":"model-a","object":"model","owned by":"somebody, \"quoted\""},`, 14), ",") + `]}`)
	out := make([]*exchange.Observation, n)
	for i := range out {
		out[i] = &exchange.Observation{Status: 200, Reason: "OK", Body: body, Header: exchange.Header{
			{Name: "Content-Type", Value: "application/json"}, {Name: "Date", Value: "Tue, 24 Nov 2026 03:00:00 GMT"}, {Name: "Server", Value: "nginx/1.26.0"}, {Name: "X-Request-Id", Value: "0b6c54b1-7a52-4f5e-8f2e-2b7d4c3f1a90"},
		}}
	}
	return out
}

func benchmark(b *testing.B, secrets ...redact.Secret) {
	all := answers(10_000)
	b.ReportAllocs()
	for b.Loop() {
		r := redactor(b, redact.Rules{}, secrets...)
		for _, o := range all {
			r.Observation(o)
		}
	}
}

func BenchmarkTenThousandAnswersWithoutSecrets(b *testing.B) { benchmark(b) }

func BenchmarkTenThousandAnswersWithThreeSecrets(b *testing.B) {
	benchmark(b, redact.Secret{Name: "a", Value: "invented-key-0123456789abcdef"}, redact.Secret{Name: "b", Value: "invented.firstpart0123.secondpart456"}, redact.Secret{Name: "c", Value: "pass word/+"})
}

func BenchmarkAMegabyteMadeToBeSlow(b *testing.B) {
	r := redactor(b, redact.Rules{}, redact.Secret{Name: "a", Value: "aaaa.aaaa"})
	for _, piece := range []string{"eyJ-eyJ.", "-----BEGIN PRIVATE KEY-----", "Bearer ", "aaaa", `\u0061`, `\u0061%41&#x61;`, "sk-"} {
		text := strings.Repeat(piece, 1<<20/len(piece))
		b.Run(piece, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				r.String(text)
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		redactor(b, redact.Rules{}, redact.Secret{Name: "a", Value: "invented-key-0123456789abcdef"})
	}
}

func TestCredentialsInAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"http://me:pass-of-me@127.0.0.1:1/a?b=c@d": "pass-of-me",
		"socks5://me:p%40ss%2F%20@127.0.0.1":       "p%40ss%2F%20 p@ss/ ",
		"http://me:pa@ss@127.0.0.1:port":           "pa@ss",
		"http://me:${pw}@127.0.0.1":                "",
		"http://admin:admin@127.0.0.1":             "",
		"http://me:abc@127.0.0.1":                  "",
		"http://me:four@127.0.0.1":                 "four",
		"http://me@127.0.0.1":                      "",
		"http://127.0.0.1/:pass-of-me@x":           "",
		"htp//me:pass-of-me@127.0.0.1":             "pass-of-me",
		"me:pass-of-me@127.0.0.1":                  "pass-of-me",
		"127.0.0.1":                                "",
		"/me:pass-of-me@x":                         "",
		"http:///me:pass-of-me@x":                  "",
		"":                                         "",
		"https://1nvented-t0ken-of-me@127.0.0.1/a": "1nvented-t0ken-of-me",
		"https://service-account-of-me@127.0.0.1":  "",
		"http://127.0.0.1/?page=two2two2&api_key=invented-key#access_token=one": "invented-key",
		"http://127.0.0.1/?api_key=${key}&token=two2%2Ftwo":                     "two2%2Ftwo two2/two",
	} {
		got := ""
		for i, s := range redact.InAddresses(address) {
			if i > 0 && s.Value == got {
				continue
			} else if i > 0 {
				got += " "
			}
			got += s.Value
		}
		if got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

func TestMasksOfSeveralDocuments(t *testing.T) {
	var m redact.Masks
	shaped := "sk-" + "ant-" + strings.Repeat("a1B2", 8)
	text := "a-key-of-a a-key-of-b " + shaped
	for _, step := range []struct {
		name, value, want string
	}{
		{"", "", "a-key-of-a a-key-of-b ${redacted:anthropic}"},
		{"a", "a-key-of-a", "${a} a-key-of-b ${redacted:anthropic}"},
		{"b", "a-key-of-b", "${a} ${b} ${redacted:anthropic}"},
		{"a", "another", "a-key-of-a ${b} ${redacted:anthropic}"},
	} {
		if step.name != "" {
			m.Put(step.name, redactor(t, redact.Rules{}, redact.Secret{Name: step.name, Value: step.value}))
		}
		if got := m.String(text); got != step.want {
			t.Errorf("after %q: %s, want %s", step.name, got, step.want)
		}
	}
	var none *redact.Masks
	none.Put("a", redactor(t, redact.Rules{}, redact.Secret{Name: "a", Value: "a-key-of-a"}))
	m.Put("b", nil)
	if got, want := m.String(text), "a-key-of-a ${b} ${redacted:anthropic}"; got != want {
		t.Errorf("no redactor in the place of one: %s, want %s", got, want)
	}
	if got := none.String(shaped); got != shaped {
		t.Errorf("nil changes a text: %s", got)
	}
}

// What a run learned stays masked when another run of the document follows; the newest, of many.
func TestMasksOfEarlierRuns(t *testing.T) {
	var m redact.Masks
	put := func(values ...string) {
		r := redactor(t, redact.Rules{})
		r.Learns()
		for _, v := range values {
			r.Learn(redact.Secret{Name: "login.id", Value: v})
		}
		m.Put("a", r)
		m.Put("a", r) // it is no earlier one of itself
	}
	put("first-session", "second-session")
	put("third-session")
	if got, want := m.String("first-session second-session third-session"), "${login.id} ${login.id} ${login.id}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for i := range 300 {
		put(fmt.Sprintf("session-%03d", i))
	}
	if got, want := m.String("third-session session-042 session-043 session-299"), "third-session session-042 ${login.id} ${login.id}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// net/http quotes what precedes the blank where a status code should be.
func TestPartsOfASecretWithBlanks(t *testing.T) {
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "k", Value: "key/01234 correct-horse battery staplers 567"})
	for in, want := range map[string]string{
		`malformed HTTP status code "key/01234"`: `malformed HTTP status code "${k}"`,
		"the correct-horse":                      "the ${k}",
		"battery staplers 567":                   "battery staplers 567",
	} {
		if got := r.String(in); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
	}
}
