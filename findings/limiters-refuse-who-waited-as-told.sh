#!/usr/bin/env bash
# Limiters of rates in Go tell a refused client when to come back, and refuse it again then. The
# sliding window of github.com/gofiber/fiber/v3 3.1.0 counts what it refused: with Max 1 a client that
# waits as Retry-After says, each time, is never served again. github.com/go-chi/httprate 0.16.1 tells
# the length of its window and still counts the one before: with a limit of one it serves at the
# second try. github.com/didip/tollbooth/v7 7.0.2 has RateLimit-Reset: 1 at any rate, as its README
# says, and no Retry-After. github.com/throttled/throttled/v2 2.15.0 serves when it said.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module finding.example/limits
go 1.25
MOD
cat >main.go <<'GO'
package main

import (
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"time"

	"github.com/didip/tollbooth/v7"
	"github.com/go-chi/httprate"
	"github.com/gofiber/fiber/v3"
	sliding "github.com/gofiber/fiber/v3/middleware/limiter"
	"github.com/throttled/throttled/v2"
	"github.com/throttled/throttled/v2/store/memstore"
)

// Each limiter lets one request through in a window.
const window = 4 * time.Second

type asker func() *http.Response

func main() {
	app := fiber.New()
	app.Use(sliding.New(sliding.Config{
		Max: 1, Expiration: window, LimiterMiddleware: sliding.SlidingWindow{},
	}))
	app.Get("/", func(c fiber.Ctx) error { return c.SendString("served") })
	store, err := memstore.New(10)
	must(err)
	quota := throttled.RateQuota{MaxRate: throttled.PerDuration(1, window)}
	gcra, err := throttled.NewGCRARateLimiter(store, quota)
	must(err)

	served := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	names := []string{"fiber", "httprate", "tollbooth", "throttled"}
	limiters := []asker{
		func() *http.Response {
			response, err := app.Test(request())
			must(err)
			return response
		},
		ask(httprate.Limit(1, window)(served)),
		ask(tollbooth.LimitHandler(tollbooth.NewLimiter(1/window.Seconds(), nil), served)),
		ask((&throttled.HTTPRateLimiter{RateLimiter: gcra}).RateLimit(served)),
	}
	lines := make([]string, len(limiters))
	var all sync.WaitGroup
	for i, limited := range limiters {
		all.Go(func() { lines[i] = waitAsTold(limited) })
	}
	all.Wait()
	for i, line := range lines {
		fmt.Printf("%s: %s\n", names[i], line)
	}
}

// waitAsTold asks twice, then up to three times more, each after the wait it was told.
func waitAsTold(limited asker) string {
	line := fmt.Sprint(limited().StatusCode)
	for range 4 {
		response := limited()
		line += fmt.Sprint(", ", response.StatusCode)
		if response.StatusCode == http.StatusOK {
			break
		}
		time.Sleep(told(response.Header) + 50*time.Millisecond)
	}
	return line
}

// told returns how many seconds a refusal says.
func told(fields http.Header) time.Duration {
	seconds, err := strconv.Atoi(cmp.Or(fields.Get("Retry-After"), fields.Get("RateLimit-Reset")))
	must(err)
	return time.Duration(seconds) * time.Second
}

func request() *http.Request { return httptest.NewRequest(http.MethodGet, "/", nil) }

func ask(limited http.Handler) asker {
	return func() *http.Response {
		recorder := httptest.NewRecorder()
		limited.ServeHTTP(recorder, request())
		return recorder.Result()
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
GO
go get github.com/gofiber/fiber/v3@v3.1.0 github.com/go-chi/httprate@v0.16.1 github.com/didip/tollbooth/v7@v7.0.2 \
  github.com/throttled/throttled/v2@v2.15.0 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1

got=$(go run .)
echo "$got"
[ "$got" = 'fiber: 200, 429, 429, 429, 429
httprate: 200, 429, 429, 200
tollbooth: 200, 429, 429, 429, 429
throttled: 200, 429, 200' ] || {
  echo "no longer as described" >&2
  exit 1
}
