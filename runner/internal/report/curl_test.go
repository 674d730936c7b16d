package report_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/report"
	"assay/runner/internal/testkit"
)

var env = map[string]string{"api_key": "SHOP_KEY", "odd": "a-b"}

func TestCurlCommandsRead(t *testing.T) {
	cases := []struct {
		name    string
		request exchange.Request
		file    string
	}{
		{"plain GET", exchange.Request{Method: "GET", URL: "https://shop.example/orders"}, ""},
		{"HEAD", exchange.Request{Method: "HEAD", URL: "https://shop.example/orders"}, ""},
		{"query", exchange.Request{Method: "GET", URL: "https://shop.example/orders?a=1&b=[2]"}, ""},
		{"bytes that no request line has", exchange.Request{Method: "GET", URL: "http://h/an order/ü?q=a b&who=${login.name}&x=漢"}, ""},
		{"secret in a header", exchange.Request{Method: "GET", URL: "http://h/", Header: exchange.Header{{Name: "Authorization", Value: "Bearer ${api_key}"}}}, ""},
		{"secret in the middle of a word", exchange.Request{Method: "GET", URL: "http://h/${api_key}x/${odd}"}, ""},
		{"an environment of its own", exchange.Request{Method: "GET", URL: "http://h/$${literal}/$HOME/`id`"}, ""},
		{"capture and built-ins", exchange.Request{Method: "PUT", URL: "http://h/${login.order-id}?at=${unix}&id=${uuid}&when=${now}"}, ""},
		{"JSON body", exchange.Request{
			Method: "POST", URL: "http://h/", Header: exchange.Header{{Name: "Content-Type", Value: "application/json"}},
			Body: []byte(`{"key": "${api_key}", "it's": "$5!"}`), BodyKind: exchange.JSONBody,
		}, ""},
		{"body of lines and bytes", exchange.Request{Method: "POST", URL: "http://h/", Body: []byte("a%\n\x00\\\xff${api_key}\n"), BodyKind: exchange.TextBody}, ""},
		{"bytes hold no references", exchange.Request{Method: "POST", URL: "http://h/", Body: []byte("a\n${api_key}"), BodyKind: exchange.BytesBody}, ""},
		{"file", exchange.Request{Method: "POST", URL: "http://h/", Body: []byte("x"), BodyKind: exchange.BytesBody}, "data/an order.bin"},
		{"long body", exchange.Request{Method: "POST", URL: "http://h/", Body: []byte(strings.Repeat("x", 5000)), BodyKind: exchange.TextBody}, ""},
		{"credentials", exchange.Request{Method: "GET", URL: "http://h/", Auth: &exchange.Auth{Scheme: "basic", User: "me", Password: "${api_key}"}}, ""},
		{"digest", exchange.Request{Method: "GET", URL: "http://h/", Auth: &exchange.Auth{Scheme: "digest", User: "me", Password: "${api_key}"}}, ""},
		{"signature", exchange.Request{Method: "GET", URL: "http://h/", Auth: &exchange.Auth{Scheme: "aws_sigv4", Region: "eu-1", Service: "s3", Key: "id", Secret: "${api_key}", SessionID: "t"}}, ""},
		{"connection", exchange.Request{
			Method: "GET", URL: "http://h/../x", Without: []string{"User-Agent"}, Header: exchange.Header{{Name: "X-Empty"}},
			Cookies: []exchange.Field{{Name: "a", Value: "1"}, {Name: "b", Value: "${api_key}"}}, Jar: "session", Redirects: 3,
			Timeout: 1500 * time.Millisecond, Stream: true, Proxy: "socks5://127.0.0.1:1080", HTTP: "2", Unix: "/run/shop.sock",
			ConnectTo: map[string]string{"h:80": "127.0.0.1:8080"},
			TLS:       &exchange.TLSOptions{CA: "ca.pem", Cert: "c.pem", Key: "k.pem", Insecure: true},
		}, ""},
		{"hostile header", exchange.Request{Method: "GET", URL: "http://h/", Header: exchange.Header{{Name: "X", Value: "a\x1b]0;x\x07'b"}}}, ""},
	}
	var b strings.Builder
	for _, c := range cases {
		text, needs := report.Curl(&c.request, c.file, env)
		b.WriteString("# " + c.name + "\n" + text + "\n")
		for _, n := range needs {
			b.WriteString("# where " + n + "\n")
		}
		b.WriteString("\n")
	}
	testkit.Golden(t, "testdata/curl.golden", b.String())
}

// TestCurlCommandsPaste runs commands in the shell, with a curl that records its arguments and its
// standard input: they are the intended ones, and the shell executed none of the values.
func TestCurlCommandsPaste(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no POSIX shell here")
	}
	nasty := []string{
		"plain", "two words", "it's", `"double"`, "$HOME ${HOME} $(touch owned) `touch owned`", `back\slash\`, "!history!", "a\nb\n",
		"tab\there", "percent %s %d", "ünïcödé 漢字", "; touch owned #", "& touch owned", "> owned", "*", "~", "-n", "--option", "",
		"end with quote'", "\x01\x02", "'$(touch owned)'", "bytes \xff\xfe", "\x1b[2J",
	}
	for _, text := range nasty {
		escaped := strings.ReplaceAll(text, "${", "$${")
		for _, request := range []exchange.Request{
			{Method: "POST", URL: "http://h/", Body: []byte(escaped + "${api_key}" + escaped), BodyKind: exchange.TextBody},
			{Method: "GET", URL: "http://h/", Header: exchange.Header{{Name: "X", Value: escaped + "${api_key}" + escaped + "."}}},
		} {
			want := text + "the key's $(touch owned) value" + text
			if len(request.Body) == 0 {
				want = "X: " + want + "."
			}
			command, _ := report.Curl(&request, "", env)
			dir := t.TempDir()
			got := pasted(t, sh, dir, command)
			if !strings.Contains(got, "\x00"+want+"\x00") {
				t.Errorf("%q does not arrive; the command\n%s\ngave curl %q", want, command, got)
			}
			if _, err := os.Stat(filepath.Join(dir, "owned")); err == nil {
				t.Errorf("the command executed what it should quote:\n%s", command)
			}
		}
	}
}

// pasted returns what curl gets when a shell runs command: arguments and standard input, separated
// by NUL.
func pasted(t *testing.T, sh, dir, command string) string {
	t.Helper()
	const curl = "#!/bin/sh\nprintf '\\0' >>out\nfor a; do\nprintf '%s\\0' \"$a\" >>out\ncase $a in @-) cat >>out; printf '\\0' >>out;; esac\ndone\n"
	if err := os.WriteFile(filepath.Join(dir, "curl"), []byte(curl), 0o755); err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(context.Background(), sh, "-c", command)
	c.Dir = dir
	c.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "SHOP_KEY=the key's $(touch owned) value")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, command)
	}
	got, err := os.ReadFile(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	return string(got)
}

func TestFixtureSaid(t *testing.T) {
	o := &exchange.Observation{Status: 404, Header: exchange.Header{{Name: "Retry-After", Value: "60"}}, Body: []byte(`{"detail": "no", "n": [1, 2]}`)}
	told := &exchange.Observation{Reported: &exchange.Reported{StatusAny: []int{401, 429}, Headers: []string{"retry-after"}}}
	got := map[string]string{}
	for _, s := range []expect.Subject{
		{Key: "status"}, {Key: "headers", Part: "retry-after"}, {Key: "headers", Part: "X"}, {Key: "body"}, {Key: "tls"},
		{Key: "json", Part: "$.detail"}, {Key: "json", Part: "$.n[*]"}, {Key: "json", Part: "$.none"},
		{In: "answer gone", Key: "json", Part: "$.detail"}, {In: "sample 2", Sampled: true, Key: "status"},
	} {
		got[s.String()] = report.Said(o, s) + " / " + report.Said(told, s)
	}
	want := map[string]string{
		"status": "404 / 401 or 429", "header retry-after": `"60" / absent`, "header X": "absent / ",
		"json $.detail": `"no" / `, "json $.n[*]": "2 nodes / ", "json $.none": "absent / ",
		"answer gone: json $.detail": `"no" / `, "sample 2: status": " / ",
		"body": `"{\"detail\": \"no\", \"n\": [1, 2]}" / `, "tls": " / ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
