package cli

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/md5"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// oddServer is a server whose responses violate the standards, as real ones do: bytes after a gzip
// body, a status below 100, a Location that is not a URL, a response before the request's body was
// read.
func oddServer(t *testing.T) (url string) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				for in := bufio.NewReader(c); oddAnswer(c, in); {
				}
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

// oddAnswer writes the response to one request, and reports whether the connection stays open.
func oddAnswer(c net.Conn, in *bufio.Reader) (kept bool) {
	text := textproto.NewReader(in)
	line, err := text.ReadLine()
	if err != nil {
		return false
	}
	header, _ := text.ReadMIMEHeader()
	method, rest, _ := strings.Cut(line, " ")
	path, _, _ := strings.Cut(rest, " ")
	say := func(status, header, body string) {
		n := len(body)
		if path == "/behind" {
			n = 2
		}
		fmt.Fprintf(c, "HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s", status, header, n, body)
	}
	switch path {
	case "/crlf":
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = io.WriteString(w, `{"a": 1}`)
		w.Close()
		say("200 OK", "Content-Type: application/json\r\nContent-Encoding: gzip\r\n", b.String()+"\r\n")
	case "/099":
		say("099 Odd", "", "{}")
	case "/early": // the body is not read
		say("413 Content Too Large", "Connection: close\r\n", "{}")
		return false
	case "/behind": // with the key, and in the form of a response
		say("200 OK", "", "{}HTTP/1.1 500 "+header.Get("X-Key")+"\r\n\r\n")
	case "/go":
		say("302 Found", "Location: /p%zz\r\n", "")
	case "/p%zz":
		say("200 OK", "", "{}")
	case "/nowhere":
		say("302 Found", "Location: http://%zz/\r\n", "")
	case "/stale":
		status, challenge := stale(method, path, header.Get("Authorization"))
		say(status, challenge, "")
	default:
		say("404 Not Found", "", "")
	}
	return true
}

var digestPart = regexp.MustCompile(`(\w+)="?([^",]*)"?`)

// stale requires digest credentials of nonce n2, and rejects n1 as stale.
func stale(method, path, authorization string) (status, challenge string) {
	given := map[string]string{}
	for _, m := range digestPart.FindAllStringSubmatch(authorization, -1) {
		given[m[1]] = m[2]
	}
	sum := func(parts ...string) string { return fmt.Sprintf("%x", md5.Sum([]byte(strings.Join(parts, ":")))) }
	want := sum(sum("ann", "here", "the-password-of-ann"), "n2", given["nc"], given["cnonce"], "auth", sum(method, path))
	switch {
	case given["nonce"] == "n2" && given["response"] == want:
		return "200 OK", ""
	case given["nonce"] == "n1":
		return "401 Unauthorized", "WWW-Authenticate: Digest realm=\"here\", nonce=\"n2\", qop=\"auth\", stale=true\r\n"
	}
	return "401 Unauthorized", "WWW-Authenticate: Digest realm=\"here\", nonce=\"n1\", qop=\"auth\"\r\n"
}

// large is `large NAME BYTES`: it writes a file of that many letters.
func large(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: large NAME BYTES")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), bytes.Repeat([]byte("x"), n), 0o644))
}
