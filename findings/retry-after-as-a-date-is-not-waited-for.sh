#!/usr/bin/env bash
# github.com/failsafe-go/failsafe-go/failsafehttp 0.9.8 and npm's @vercel/fetch-retry 5.1.3 wait as
# Retry-After tells where it is a number. Where it is a date, the other of the two forms that the field
# has (RFC 9110, 10.2.3), they ask again after their own short delay, so that all tries can be spent
# before the limit is over. github.com/hashicorp/go-retryablehttp 0.7.8 and npm's axios-retry 4.5.0
# wait for both.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module finding.example/retry
go 1.25
MOD
cat >main.go <<'GO'
// Refuses once, by /seconds or by /date, and says whether the next request came before it was told to.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"time"

	"github.com/failsafe-go/failsafe-go/failsafehttp"
	"github.com/hashicorp/go-retryablehttp"
)

var retryAt time.Time

func answer(w http.ResponseWriter, r *http.Request) {
	now := time.Now()
	switch {
	case retryAt.IsZero():
		retryAt = now.Add(3 * time.Second).Truncate(time.Second)
		w.Header().Set("Retry-After", retryAt.UTC().Format(http.TimeFormat))
		if r.URL.Path == "/seconds" {
			retryAt = now.Add(2 * time.Second)
			w.Header().Set("Retry-After", "2")
		}
		w.WriteHeader(http.StatusTooManyRequests)
	case now.Before(retryAt.Add(-100 * time.Millisecond)):
		fmt.Print("early")
	default:
		fmt.Print("as told")
	}
}

func main() {
	server := httptest.NewServer(http.HandlerFunc(answer))
	for _, path := range []string{"/seconds", "/date"} {
		ask := func(name string, get func(url string) error) {
			fmt.Print(path[1:], ", ", name, ": ")
			retryAt = time.Time{}
			if err := get(server.URL + path); err != nil {
				log.Fatal(err)
			}
			fmt.Println()
		}
		ask("failsafehttp", func(url string) error {
			policy := failsafehttp.NewRetryPolicyBuilder().WithBackoff(100*time.Millisecond, time.Second).Build()
			_, err := (&http.Client{Transport: failsafehttp.NewRoundTripper(nil, policy)}).Get(url)
			return err
		})
		ask("go-retryablehttp", func(url string) error {
			client := retryablehttp.NewClient()
			client.Logger = log.New(io.Discard, "", 0)
			_, err := client.Get(url)
			return err
		})
		for _, name := range []string{"fetch-retry", "axios-retry"} {
			ask(name, func(url string) error {
				node := exec.Command("node", "ask.cjs", name, url)
				node.Stderr = os.Stderr
				return node.Run()
			})
		}
	}
}
GO
cat >ask.cjs <<'JS'
const axios = require('axios').create()
require('axios-retry').default(axios)
const fetch = require('@vercel/fetch-retry')(require('node-fetch'))
const [name, url] = process.argv.slice(2)
if (name === 'axios-retry') axios.get(url)
else fetch(url)
JS
echo '{"private": true}' >package.json
npm install --no-audit --no-fund --silent @vercel/fetch-retry@5.1.3 node-fetch@2.7.0 axios-retry@4.5.0 axios@1.18.1
go get github.com/failsafe-go/failsafe-go@v0.9.8 github.com/hashicorp/go-retryablehttp@v0.7.8 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1

got=$(go run .)
echo "$got"
[ "$got" = 'seconds, failsafehttp: as told
seconds, go-retryablehttp: as told
seconds, fetch-retry: as told
seconds, axios-retry: as told
date, failsafehttp: early
date, go-retryablehttp: as told
date, fetch-retry: early
date, axios-retry: as told' ] || {
  echo "no longer as described" >&2
  exit 1
}
