package reset_test

import (
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/reset"
)

// came is the time of each response of the tables: 2026-11-29 12:00:00.4 UTC, whose Unix time is
// 1795953600.4.
var came = time.Date(2026, 11, 29, 12, 0, 0, 400e6, time.UTC)

func fields(pairs ...string) exchange.Header {
	var h exchange.Header
	for i := 0; i < len(pairs); i += 2 {
		h = append(h, exchange.Field{Name: pairs[i], Value: pairs[i+1]})
	}
	return h
}

// TestLimiters reads each limiter's refusal, as seen on loopback with these versions: the header
// that counts, its unit and the wait until the reset.
func TestLimiters(t *testing.T) {
	for _, c := range []struct {
		limiter string
		status  int
		header  exchange.Header
		counts  string // the header; "" if none names a reset
		form    reset.Form
		wait    time.Duration
		shown   string
	}{
		{limiter: "nginx 1.22.1 limit_req", status: 503, header: fields("Server", "nginx")},
		{limiter: "nginx 1.22.1 limit_req_status 429", status: 429, header: fields("Server", "nginx")},
		{limiter: "apache 2.4.71 mod_evasive 1.10.1", status: 403, header: fields("Server", "Apache")},
		{limiter: "apache mod_qos 11.63", status: 500, header: fields("Server", "Apache")},
		{limiter: "haproxy 2.6.12 deny", status: 429, header: fields("Cache-Control", "no-cache")},
		{limiter: "haproxy 2.6.12 tarpit", status: 500, header: fields("Cache-Control", "no-cache")},
		{"varnish 7.1.1 vsthrottle", 429, fields("Retry-After", "5"), "Retry-After", reset.Seconds, 5 * time.Second, "5 s"},
		{"varnish 7.1.1 vsthrottle, block 8 s", 429, fields("Retry-After", "5"), "Retry-After", reset.Seconds, 5 * time.Second, "5 s"},
		{"express-rate-limit 8.7.4 legacy", 429, fields("X-RateLimit-Limit", "3", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1795953606", "Retry-After", "5"),
			"Retry-After", reset.Seconds, 5 * time.Second, "5 s"},
		{"express-rate-limit 8.7.4 legacy, its reset", 429, fields("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1795953606"),
			"X-RateLimit-Reset", reset.Epoch, 5600 * time.Millisecond, "1795953606 (epoch seconds, in 5.6s)"},
		{"express-rate-limit 8.7.4 draft-6", 429, fields("RateLimit-Policy", "3;w=5", "RateLimit-Limit", "3", "RateLimit-Remaining", "0", "RateLimit-Reset", "5"),
			"RateLimit-Reset", reset.Seconds, 5 * time.Second, "5 s"},
		{"express-rate-limit 8.7.4 draft-7", 429, fields("RateLimit-Policy", "3;w=5", "RateLimit", "limit=3, remaining=0, reset=5"),
			"RateLimit", reset.RateLimit, 5 * time.Second, "limit=3, remaining=0, reset=5 (in 5s)"},
		{"express-rate-limit 8.7.4 draft-8", 429, fields("RateLimit-Policy", `"3-in-5sec"; q=3; w=5`, "RateLimit", `"3-in-5sec"; r=0; t=5`),
			"RateLimit", reset.RateLimit, 5 * time.Second, `"3-in-5sec"; r=0; t=5 (in 5s)`},
		{"@fastify/rate-limit 11.2.0", 429, fields("x-ratelimit-limit", "3", "x-ratelimit-remaining", "0", "x-ratelimit-reset", "5", "retry-after", "5"),
			"retry-after", reset.Seconds, 5 * time.Second, "5 s"},
		{"@fastify/rate-limit 11.2.0, its reset", 429, fields("x-ratelimit-reset", "5"),
			"x-ratelimit-reset", reset.Seconds, 5 * time.Second, "5 s"},
		{"@fastify/rate-limit 11.2.0 exponentialBackoff", 429, fields("retry-after", "9007199254741"),
			"retry-after", reset.Seconds, 1<<63 - 1, "9007199254741 s"},
		{"@fastify/rate-limit 11.2.0 ban", 403, fields("retry-after", "5"), "retry-after", reset.Seconds, 5 * time.Second, "5 s"},
		{"@fastify/rate-limit 11.2.0 continueExceeding", 429, fields("retry-after", "5"), "retry-after", reset.Seconds, 5 * time.Second, "5 s"},
		{"hono-rate-limiter 0.5.4", 429, fields("ratelimit-limit", "3", "ratelimit-remaining", "0", "ratelimit-reset", "5", "retry-after", "5"),
			"retry-after", reset.Seconds, 5 * time.Second, "5 s"},
		{"koa-ratelimit 6.0.0", 429, fields("Retry-After", "4"), "Retry-After", reset.Seconds, 4 * time.Second, "4 s"},
		{"koa-ratelimit 6.0.0, its reset", 429, fields("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1795953605.123"),
			"X-RateLimit-Reset", reset.Epoch, 4723 * time.Millisecond, "1795953605.123 (epoch seconds, in 4.723s)"},
		{"koa2-ratelimit 1.1.3", 429, fields("Retry-After", "5"), "Retry-After", reset.Seconds, 5 * time.Second, "5 s"},
		{"@nestjs/throttler 6.7.1", 429, fields("Retry-After", "5"), "Retry-After", reset.Seconds, 5 * time.Second, "5 s"},
		{"@nestjs/throttler 6.7.1, named", 429, fields("Retry-After-short", "3"), "Retry-After-short", reset.Seconds, 3 * time.Second, "3 s"},
		{"rate-limiter-flexible 11.4.0", 429, fields("Retry-After", "4.784", "X-RateLimit-Reset", "Sun Nov 29 2026 12:00:05 GMT+0000 (Coordinated Universal Time)"),
			"Retry-After", reset.Seconds, 4784 * time.Millisecond, "4.784 s"},
		{"hapi-rate-limit 8.0.0", 429, fields("X-RateLimit-UserLimit", "3", "X-RateLimit-UserRemaining", "-1", "X-RateLimit-UserReset", "1795953605123"),
			"X-RateLimit-UserReset", reset.EpochMS, 4723 * time.Millisecond, "1795953605123 (epoch milliseconds, in 4.723s)"},
		{limiter: "restify 11.1.0 throttle", status: 429, header: fields("X-RateLimit-Remaining", "0", "X-RateLimit-Rate", "0.5")},
		{"elysia-rate-limit 4.6.3", 429, fields("ratelimit-remaining", "0", "ratelimit-reset", "5", "retry-after", "5"),
			"retry-after", reset.Seconds, 5 * time.Second, "5 s"},
		{limiter: "express-slow-down 3.1.1", status: 200, header: fields("X-Powered-By", "Express")},
		{"httprate 0.16.1", 429, fields("X-RateLimit-Limit", "3", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1795953605"),
			"X-RateLimit-Reset", reset.Epoch, 4600 * time.Millisecond, "1795953605 (epoch seconds, in 4.6s)"},
		{"httprate 0.16.1, Retry-After", 429, fields("X-RateLimit-Reset", "1795953605", "Retry-After", "5"),
			"Retry-After", reset.Seconds, 5 * time.Second, "5 s"},
		{"ulule/limiter 3.11.2", 429, fields("X-RateLimit-Limit", "3", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1795953605"),
			"X-RateLimit-Reset", reset.Epoch, 4600 * time.Millisecond, "1795953605 (epoch seconds, in 4.6s)"},
		{"sethvargo/go-limiter 0.7.1", 429, fields("Retry-After", "Sun, 29 Nov 2026 12:00:05 UTC", "X-RateLimit-Reset", "Sun, 29 Nov 2026 12:00:05 UTC"),
			"Retry-After", reset.HTTPDate, 4600 * time.Millisecond, "Sun, 29 Nov 2026 12:00:05 UTC (in 4.6s)"},
		{"throttled 2.15.0", 429, fields("Retry-After", "5", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "14"),
			"Retry-After", reset.Seconds, 5 * time.Second, "5 s"},
		{"throttled 2.15.0, until all is free", 429, fields("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "14"),
			"X-RateLimit-Reset", reset.Seconds, 14 * time.Second, "14 s"},
		{"fiber 3.1.0 fixed", 429, fields("Retry-After", "5"), "Retry-After", reset.Seconds, 5 * time.Second, "5 s"},
		{"fiber 3.1.0 sliding", 429, fields("Retry-After", "5"), "Retry-After", reset.Seconds, 5 * time.Second, "5 s"},
		{limiter: "echo 4.16.4 RateLimiter", status: 429, header: fields("Content-Type", "application/json")},
		{"gin-rate-limit 1.5.4", 429, fields("X-Rate-Limit-Limit", "3", "X-Rate-Limit-Reset", "1795953606"),
			"X-Rate-Limit-Reset", reset.Epoch, 5600 * time.Millisecond, "1795953606 (epoch seconds, in 5.6s)"},
	} {
		t.Run(c.limiter, func(t *testing.T) {
			o := &exchange.Observation{Status: c.status, Header: c.header, Sent: came.Add(-30 * time.Millisecond), Duration: 30 * time.Millisecond}
			n, ok := reset.Next(o)
			if ok != (c.counts != "") {
				t.Fatalf("a reset was read: %v (%s: %s)", ok, n.Header, n)
			}
			if !ok {
				return
			}
			if n.Header != c.counts || n.Form != c.form || n.Wait != c.wait {
				t.Errorf("got %s as %s in %v, expected %s as %s in %v", n.Header, n.Form, n.Wait, c.counts, c.form, c.wait)
			}
			if n.String() != c.shown {
				t.Errorf("got %q, expected %q", n, c.shown)
			}
		})
	}
}
