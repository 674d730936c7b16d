#!/usr/bin/env bash
# npm's meros 1.3.2 reads answers that come in parts (multipart/mixed), as GraphQL has for @defer.
# Where an answer ends in front of the last delimiter, it drops the last part, all of which
# came, and the loop ends as if all were well; Go's mime/multipart hands it on and then says
# io.ErrUnexpectedEOF. A part of GraphQL's own application/graphql-response+json is a text for it,
# though its README says that it looks for JSON, and Multipart/Mixed is no multipart, though case
# does not matter there (RFC 9110, 8.3.1).
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module finding.example/parts
go 1.24
MOD
cat >main.go <<'GO'
// Serves two parts in several ways, reads them with Go's own reader and with meros.
package main

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
)

const end = "\r\n--abc--\r\n"

func parts(media string) string {
	part := "\r\n--abc\r\nContent-Type: " + media + "\r\n\r\n"
	return part + `{"hasNext": true}` + part + `{"hasNext": false}`
}

func main() {
	for _, c := range []struct{ name, media, body string }{
		{"whole", `multipart/mixed; boundary="abc"`, parts("application/json") + end},
		{"graphql", `multipart/mixed; boundary="abc"`, parts("application/graphql-response+json") + end},
		{"capitals", `Multipart/Mixed; boundary="abc"`, parts("application/json") + end},
		{"cut", `multipart/mixed; boundary="abc"`, parts("application/json")},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", c.media)
			io.WriteString(w, c.body)
		}))
		fmt.Printf("%s, Go:%s\n", c.name, read(server.URL))
		node := exec.Command("node", "main.js", server.URL)
		node.Stderr = os.Stderr
		said, err := node.Output()
		must(err)
		fmt.Printf("%s, meros:%s\n", c.name, said)
		server.Close()
	}
}

func read(url string) string {
	response, err := http.Get(url)
	must(err)
	defer response.Body.Close()
	_, parameters, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	must(err)
	reader := multipart.NewReader(response.Body, parameters["boundary"])
	var said strings.Builder
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return said.String()
		}
		must(err)
		body, err := io.ReadAll(part)
		said.WriteString(" " + string(body))
		if err != nil {
			return said.String() + " " + err.Error()
		}
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
GO
cat >main.js <<'JS'
import { meros } from 'meros/browser'

const answer = await meros(await fetch(process.argv[2]))
if (answer instanceof Response) process.stdout.write(' no parts')
else for await (const { json, body } of answer) process.stdout.write(` ${json ? '' : 'text '}${JSON.stringify(body)}`)
JS
echo '{"private": true, "type": "module"}' >package.json
npm install --no-audit --no-fund --silent meros@1.3.2

got=$(go run .)
echo "$got"
[ "$got" = 'whole, Go: {"hasNext": true} {"hasNext": false}
whole, meros: {"hasNext":true} {"hasNext":false}
graphql, Go: {"hasNext": true} {"hasNext": false}
graphql, meros: text "{\"hasNext\": true}" text "{\"hasNext\": false}"
capitals, Go: {"hasNext": true} {"hasNext": false}
capitals, meros: no parts
cut, Go: {"hasNext": true} {"hasNext": false} unexpected EOF
cut, meros: {"hasNext":true}' ] || {
  echo "no longer as described" >&2
  exit 1
}
