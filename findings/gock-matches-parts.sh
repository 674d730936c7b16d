#!/usr/bin/env bash
# github.com/h2non/gock 1.2.0, a mock of HTTP for tests, takes the host, the path and each value of
# a mock for a regular expression without anchors, so that a part is enough: a mock of /users/1 with
# MatchParam("page", "1"), as its README has it, answers /users/12/keys, page=210 and another host,
# and a client that asks for the wrong thing passes its test. The README has regular expressions,
# and anchors in one example. github.com/jarcoal/httpmock 1.4.2 matches the whole. The path was seen
# in https://github.com/h2non/gock/issues/45
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module finding.example/mocks
go 1.24
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"
	"net/http"

	"github.com/h2non/gock"
	"github.com/jarcoal/httpmock"
)

func main() {
	gocked := http.DefaultClient
	gock.InterceptClient(gocked)
	gock.New("http://api.example").Get("/users/1").MatchParam("page", "1").Persist().Reply(http.StatusOK)

	mock := httpmock.NewMockTransport()
	answer := httpmock.NewStringResponder(http.StatusOK, "")
	mock.RegisterResponderWithQuery(http.MethodGet, "http://api.example/users/1", "page=1", answer)
	mocked := &http.Client{Transport: mock}

	for _, url := range []string{
		"http://api.example/users/1?page=1",
		"http://api.example/users/12/keys?page=1",
		"http://api.example/v2/users/1?page=1",
		"http://api.example/users/1?page=210",
		"http://api.example.test/users/1?page=1",
	} {
		fmt.Printf("%s: gock %s, httpmock %s\n", url, ask(gocked, url), ask(mocked, url))
	}
}

func ask(client *http.Client, url string) string {
	response, err := client.Get(url)
	if err != nil {
		return "no"
	}
	response.Body.Close()
	return "answers"
}
GO
go get github.com/h2non/gock@v1.2.0 github.com/jarcoal/httpmock@v1.4.2 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1

got=$(go run .)
echo "$got"
[ "$got" = 'http://api.example/users/1?page=1: gock answers, httpmock answers
http://api.example/users/12/keys?page=1: gock answers, httpmock no
http://api.example/v2/users/1?page=1: gock answers, httpmock no
http://api.example/users/1?page=210: gock answers, httpmock no
http://api.example.test/users/1?page=1: gock answers, httpmock no' ] || {
  echo "no longer as described" >&2
  exit 1
}
