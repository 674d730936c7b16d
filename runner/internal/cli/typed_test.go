package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A credential in an address is in no message, even if the address is mistyped or long, and in no
// file.
func TestNoTypedCredentialIsTold(t *testing.T) {
	const password, token = "invented-pass-of-me", "1nvented-t0ken-of-me"
	long := strings.Repeat("invented-", 20)
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.WriteFile("a.suite.yaml", []byte("suite: A\nfixtures: a.fixture\nprobes: {p: {path: /p}}\nfindings: {p: {probe: p, expect: {status: 200}}}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ args, want string }{
		{"run --live --target http://me:PASSWORD@127.0.0.1:port", `a.suite.yaml: --target: "http://me:${redacted:password}@127.0.0.1:port" is no URL`},
		{"run --live --target htp//me:PASSWORD@127.0.0.1", `a.suite.yaml: --target: expected an absolute http or https URL, got "htp//me:${redacted:password}@127.0.0.1"`},
		{"lint --target=htp//me:PASSWORD@127.0.0.1", `got "htp//me:${redacted:password}@127.0.0.1"`},
		{"lint --output json --target htp//me:PASSWORD@127.0.0.1", `got \"htp//me:${redacted:password}@127.0.0.1\"`},
		{"run http://me:PASSWORD@127.0.0.1", "no suite at http://me:${redacted:password}@127.0.0.1"},
		{"init a --target http://me:PASSWORD@127.0.0.1", `assay: --target holds a password, which the suite would keep; leave it out, declare it under secrets: and send it with auth: {basic: [user, "${password}"]}` + "\n"},
		{"run --live --target htp//me:LONG@127.0.0.1", `a.suite.yaml: --target: expected an absolute http or https URL, got "htp//me:${redacted:password}@127.0.0.1"`},
		{"run --live --target http://127.0.0.1/v1?api_key=PASSWORD", `got "http://127.0.0.1/v1?api_key=${redacted:key}"; put the query into request: {query: {…}}`},
		{"run --live --target htp://TOKEN@127.0.0.1", `got "htp://${redacted:password}@127.0.0.1"`},
		{"proxy --out x --upstream ftp://127.0.0.1/?a=b&token=PASSWORD", `got "ftp://127.0.0.1/?a=b&token=${redacted:token}"`},
		{"init a --target http://TOKEN@127.0.0.1", `assay: --target holds a password, which the suite would keep`},
		{"run --record --target http://TOKEN@127.0.0.1:1", `a.suite.yaml:1:1: the suite "A" cannot be recorded: the credential in its target http://${redacted:password}@127.0.0.1:1 would stand in every address; leave it out there, declare it under secrets: and send it with auth: or query:`},
		{"import curl curl\u00a0-u\u00a0me:PASSWORD\u00a0http://127.0.0.1", "assay: open curl -u me:${redacted:password} http://127.0.0.1"},
	} {
		var out bytes.Buffer
		args := strings.Fields(strings.NewReplacer("\u00a0", "\x00", "PASSWORD", password, "TOKEN", token, "LONG", long).Replace(c.args))
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "\x00", " ")
		}
		status := execute(context.Background(), &process{args: args, out: &out, err: &out, env: func(string) (string, bool) { return "", false }})
		if told := out.String(); status != exitUsage || !strings.Contains(told, c.want) || strings.Contains(told, password) || strings.Contains(told, token) || strings.Contains(told, long[:20]) {
			t.Errorf("%s: exit status %d, told is %s", c.args, status, told)
		}
	}
	if files, _ := filepath.Glob("*"); len(files) != 1 {
		t.Errorf("written was %v", files)
	}
}
