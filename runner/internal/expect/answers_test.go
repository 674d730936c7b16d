package expect_test

import (
	"strings"
	"time"

	"assay/runner/internal/exchange"
)

// answers are the observations that the tables judge, by name.
var answers = map[string]*exchange.Observation{
	"json": {
		Probe: "list", Status: 200, Reason: "OK", Proto: "HTTP/1.1", Duration: 340 * time.Millisecond,
		Request: &exchange.Request{Method: "GET", URL: "https://api.example.com/v1/items?page=2"},
		Header: exchange.Header{
			{Name: "Content-Type", Value: "application/json"},
			{Name: "X-RateLimit-Limit", Value: "60"},
			{Name: "X-RateLimit-Remaining", Value: "12"},
			{Name: "Link", Value: "<a>; rel=next"},
			{Name: "Link", Value: "<b>; rel=prev"},
			{Name: "Last-Modified", Value: "Wed, 21 Oct 2015 07:28:00 GMT"},
			{Name: "Set-Cookie", Value: "sid=abc; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60"},
			{Name: "Set-Cookie", Value: "lang=de"},
		},
		Body: []byte(`{"total": 3, "big": 12345678901234567890, "ratio": 1.50, "name": "bench", "none": null, "ok": true,
 "made": "2026-05-04T10:00:00Z", "id": "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "empty": [], "error": {"message": "no", "code": 7},
 "items": [{"id": 1, "tag": "a"}, {"id": 2, "tag": "b"}, {"id": 3, "tag": "b"}]}`),
		Size: 293,
		TLS: &exchange.TLS{Version: "1.2", Subject: "CN=api.example.com", Issuer: "CN=Example CA",
			NotAfter: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)},
		Sent: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	},
	"call":    jsonAnswer(200, `{"digits": "30", "reset": "6m0s", "arguments": "{\"city\": \"Kiel\"}", "cut": "{\"city\": \"Ki"}`),
	"usage":   jsonAnswer(200, `{"usage": {"prompt": 4, "completion": 3, "total": 8, "cached": 0.5, "all": 8.5, "text": "4", "huge": 1e900}, "text": "7"}`),
	"numbers": jsonAnswer(200, `{"steps": [{"n": 1, "id": "a"}, {"n": 3, "id": 2}, {"n": 3, "id": "c"}, {"n": 2, "id": null}], "whole": [9007199254740991, 9007199254740993]}`),
	"limited": limited,
	"html": {
		Probe: "edge", Status: 429, Reason: "Too Many Requests", Proto: "HTTP/1.1",
		Header: exchange.Header{{Name: "Content-Type", Value: "text/html"}},
		Body:   []byte("<html>\n<head><title>429 Too Many Requests</title></head>\n<body>\n<center>nginx</center>\n</body>\n</html>\n"),
	},
	"long": {Status: 200, Body: []byte(strings.Repeat("all work and no play ", 20) + "makes Jack a dull boy " + strings.Repeat("and so on ", 20))},
	"none": {Status: 204, Reason: "No Content"},
	"moved": {
		Status: 302, Reason: "Found", Request: &exchange.Request{Method: "GET", URL: "http://example.com/a/b"},
		Header: exchange.Header{{Name: "Location", Value: "../c?x=1"}},
	},
	"moved-on": {
		Status: 302, Request: &exchange.Request{Method: "GET", URL: "http://example.com/jobs/${job.id}/${key}/run"},
		Base: "http://example.com/jobs/7/${key}/run", Header: exchange.Header{{Name: "Location", Value: "log?page=2"}},
	},
	"followed": {
		Status: 200, Request: &exchange.Request{Method: "GET", URL: "http://example.com/a"},
		Hops: []exchange.Hop{
			{Status: 301, URL: "http://example.com/a", Location: "/b", Header: exchange.Header{{Name: "Set-Cookie", Value: "sid=abc; HttpOnly"}}},
			{Status: 302, URL: "http://example.com/b", Location: "https://www.example.com/b"},
		},
	},
	"cut":     {Status: 200, Body: []byte("the beginning of a long"), Size: 23, Cut: "body limit"},
	"refused": {Probe: "down", Failure: &exchange.Failure{Kind: exchange.Refused, Message: "dial tcp 127.0.0.1:1: connection refused"}},
	"missing": {Missing: exchange.Missing{Kind: exchange.NeverRecorded, Detail: "never recorded"}},
	"late":    {Duration: 300 * time.Millisecond, Failure: &exchange.Failure{Kind: exchange.Timeout, Message: "no answer within 300ms"}},
	"lost":    {Duration: 5 * time.Millisecond, Failure: &exchange.Failure{Kind: exchange.Reset}},
	"stalled": {Status: 200, Body: []byte("the b"), Size: 5, Cut: "timeout", Duration: 300 * time.Millisecond},
	"odd-cookies": {Status: 200, Header: exchange.Header{
		{Name: "set-cookie", Value: `prefs={"a": 1}; Path=/`},
		{Name: "Set-Cookie", Value: `user[name]=b\c; Path=/x; Max-Age=5`},
		{Name: "Set-Cookie", Value: `quoted="a b"`},
		{Name: "Set-Cookie", Value: `twice=one`},
		{Name: "Set-Cookie", Value: `twice=two`},
		{Name: "Set-Cookie", Value: `bare`},
	}},
	"told": {
		Status: 404, Body: []byte(`{"detail": {"code": 7}}`),
		Header:   exchange.Header{{Name: "X-RateLimit-Limit", Value: "60"}},
		Reported: &exchange.Reported{Status: true, JSON: []string{"$.detail"}, Headers: []string{"retry-after"}, HeaderPatterns: []string{"rate-?limit"}},
	},
	"either": {
		Status: 0, Provenance: exchange.Provenance{Kind: "transcribed"},
		Reported: &exchange.Reported{Status: true, StatusAny: []int{401, 429}},
	},
}
