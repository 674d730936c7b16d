package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A password in an address is in no message, even if the address is mistyped, and in no file.
func TestNoTypedPasswordIsTold(t *testing.T) {
	const password = "invented-pass-of-me"
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.WriteFile("a.suite.yaml", []byte("suite: A\nprobes: {p: {path: /p}}\nfindings: {p: {probe: p, expect: {status: 200}}}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ args, want string }{
		{"run --live --target http://me:PASSWORD@127.0.0.1:port", `a.suite.yaml: --target: "http://me:${redacted:password}@127.0.0.1:port" is no URL`},
		{"run --live --target htp//me:PASSWORD@127.0.0.1", `a.suite.yaml: --target: expected an absolute http or https URL, got "htp//me:${redacted:password}@127.0.0.1"`},
		{"lint --target=htp//me:PASSWORD@127.0.0.1", `got "htp//me:${redacted:password}@127.0.0.1"`},
		{"lint --output json --target htp//me:PASSWORD@127.0.0.1", `got \"htp//me:${redacted:password}@127.0.0.1\"`},
		{"run http://me:PASSWORD@127.0.0.1", "no suite at http://me:${redacted:password}@127.0.0.1"},
		{"init a --target http://me:PASSWORD@127.0.0.1", `assay: --target holds a password, which the suite would keep; leave it out, declare it under secrets: and send it with auth: {basic: [user, "${password}"]}` + "\n"},
		{"import curl curl\u00a0-u\u00a0me:PASSWORD\u00a0http://127.0.0.1", "assay: open curl -u me:${redacted:password} http://127.0.0.1"},
	} {
		var out bytes.Buffer
		args := strings.Fields(strings.ReplaceAll(strings.ReplaceAll(c.args, "\u00a0", "\x00"), "PASSWORD", password))
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "\x00", " ")
		}
		status := execute(context.Background(), &process{args: args, out: &out, err: &out, env: func(string) (string, bool) { return "", false }})
		if told := out.String(); status != exitUsage || !strings.Contains(told, c.want) || strings.Contains(told, password) {
			t.Errorf("%s: exit status %d, told is %s", c.args, status, told)
		}
	}
	if files, _ := filepath.Glob("*"); len(files) != 1 {
		t.Errorf("written was %v", files)
	}
}
