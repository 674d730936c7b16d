package expect_test

import (
	"strings"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// judgement is the expected result of an expectation for a response.
type judgement struct {
	text string
	want expect.Outcome
}

// holding tests the result of each expectation for a response.
func holding(t *testing.T, o *exchange.Observation, all []judgement) {
	t.Helper()
	for _, c := range all {
		if r := compile(t, c.text).Judge(o, nil); r.Outcome != c.want {
			t.Errorf("%s: outcome %d, want %d: %s", c.text, r.Outcome, c.want, shown(r))
		}
	}
}

// Of several cookies with one name the last counts; redirects on the way set cookies too.
func TestCookiesAndTheirAttributes(t *testing.T) {
	set := func(values ...string) exchange.Header {
		var h exchange.Header
		for _, v := range values {
			h = append(h, exchange.Field{Name: "set-cookie", Value: v})
		}
		return h
	}
	o := &exchange.Observation{Status: 200, Hops: []exchange.Hop{{Status: 302, Header: set("hop=1", "sid=old")}}, Header: set(
		"sid=a1; Path=/app; Domain=example.com; Secure; HttpOnly; SameSite=Lax; Max-Age=60; Expires=Fri, 02 Jan 2026 03:04:05 GMT",
		"bare=x", "strict=x; SameSite=Strict", "none=x; SameSite=None", "other=x; SameSite=Of", "gone=; Max-Age=0", "past=x; Max-Age=-5",
	)}
	holding(t, o, []judgement{
		{"cookies: {sid: a1}", expect.Met}, {"cookies: {sid: old}", expect.Unmet}, {"cookies: {hop: '1'}", expect.Met}, {"cookies: {lost: absent}", expect.Met}, {"cookies: {lost: present}", expect.Unmet}, {"cookies: {sid: absent}", expect.Unmet},
		{"cookies: {sid: {value: a1, path: /app, domain: example.com, secure: true, http_only: true, same_site: Lax, max_age: 60}}", expect.Met},
		{"cookies: {sid: {expires: 'Fri, 02 Jan 2026 03:04:05 GMT'}}", expect.Met}, {"cookies: {sid: {secure: false}}", expect.Unmet}, {"cookies: {sid: {http_only: false}}", expect.Unmet}, {"cookies: {sid: {max_age: {gt: 60}}}", expect.Unmet},
		{"cookies: {bare: {secure: false, http_only: false, path: absent, domain: absent, same_site: absent, max_age: absent, expires: absent}}", expect.Met},
		{"cookies: {bare: {path: present}}", expect.Unmet}, {"cookies: {bare: {max_age: present}}", expect.Unmet}, {"cookies: {strict: {same_site: Strict}}", expect.Met}, {"cookies: {none: {same_site: None}}", expect.Met}, {"cookies: {other: {same_site: absent}}", expect.Met},
		{"cookies: {gone: {max_age: 0}}", expect.Met}, {"cookies: {past: {max_age: 0}}", expect.Met}, {"cookies: {lost: {path: absent}}", expect.Met}, {"cookies: {lost: {path: /}}", expect.Unmet},
	})
	for text, want := range map[string]string{
		"cookies: {lost: present}":                                  "the answer sets the cookies hop, sid, sid, bare, strict, none, other, gone, past",
		"cookies: {lost: {path: /, domain: example.com, value: x}}": "the answer sets the cookies hop, sid, sid, bare, strict, none, other, gone, past",
	} {
		r := compile(t, text).Judge(o, nil)
		if len(r.Failures) != 1 || r.Failures[0].Detail != want {
			t.Errorf("%s: %s, want %s", text, shown(r), want)
		}
	}
	for header, want := range map[string]string{"": "the answer sets no cookies", "a=1": "the answer sets the cookie a"} {
		answer := jsonAnswer(200, "{}")
		if header != "" {
			answer.Header = set(header)
		}
		if r := compile(t, "cookies: {lost: present}").Judge(answer, nil); len(r.Failures) != 1 || r.Failures[0].Detail != want {
			t.Errorf("%q: %s, want %s", header, shown(r), want)
		}
	}
	if r := compile(t, "cookies: {sid: {path: absent}}").Judge(o, nil); len(r.Failures) != 1 || r.Failures[0].Detail != "" {
		t.Errorf("a cookie that is set: %s", shown(r))
	}
}

// The target of a redirect is an absolute URL, resolved against that of the last redirect.
func TestWhereAnAnswerRedirects(t *testing.T) {
	location := func(value string) exchange.Header { return exchange.Header{{Name: "Location", Value: value}} }
	asked := &exchange.Request{URL: "http://h/a/b?c=d"}
	hops := []exchange.Hop{{Status: 302, URL: "http://h/a/b", Location: "/one"}, {Status: 302, URL: "http://h/one", Location: "http://i/two/"}}
	for _, c := range []struct {
		o    *exchange.Observation
		want []judgement
	}{
		{&exchange.Observation{Status: 302, Request: asked, Header: location("e?f=g")}, []judgement{{"redirect: 'http://h/a/e?f=g'", expect.Met}, {"redirect: {count: 1}", expect.Met}}},
		{&exchange.Observation{Status: 302, Request: asked, Base: "http://base/x/", Header: location("e")}, []judgement{{"redirect: http://base/x/e", expect.Met}}},
		{&exchange.Observation{Status: 302, Header: location("/e")}, []judgement{{"redirect: /e", expect.Met}}},
		{&exchange.Observation{Status: 302, Request: asked, Header: location("/${api_key}/e")}, []judgement{{"redirect: {ends_with: '}/e'}", expect.Met}, {"redirect: {matches: '^http://h/[$][{]api_key[}]/e$'}", expect.Met}}},
		{&exchange.Observation{Status: 302, Request: asked, Header: location("http://[broken")}, []judgement{{"redirect: 'http://[broken'", expect.Met}}},
		{&exchange.Observation{Status: 200, Request: asked}, []judgement{{"redirect: absent", expect.Met}, {"redirect: present", expect.Unmet}, {"redirect: {count: 0}", expect.Met}}},
		{&exchange.Observation{Status: 200, Request: asked, Hops: hops}, []judgement{{"redirect: http://i/two/", expect.Met}, {"redirect: {count: 2}", expect.Met}, {"redirect: {any: http://h/one}", expect.Met}, {"redirect: {each: {starts_with: http://h}}", expect.Unmet}}},
		{&exchange.Observation{Status: 302, Request: asked, Hops: hops, Header: location("three")}, []judgement{{"redirect: http://i/two/three", expect.Met}, {"redirect: {count: 3}", expect.Met}}},
		{&exchange.Observation{Status: 302, Reported: &exchange.Reported{Status: true}}, []judgement{{"redirect: present", expect.Unknown}}},
	} {
		holding(t, c.o, c.want)
	}
}

// The properties of the connection: its version of HTTP, and of TLS if it has one.
func TestWhatIsKnownOfTheConnection(t *testing.T) {
	sent := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	secured := func(change func(o *exchange.Observation)) *exchange.Observation {
		o := jsonAnswer(200, "{}")
		o.Sent, o.TLS = sent, &exchange.TLS{Version: "1.3", Subject: "CN=h", Issuer: "CN=ca", NotAfter: sent.Add(48 * time.Hour)}
		if change != nil {
			change(o)
		}
		return o
	}
	holding(t, secured(nil), []judgement{
		{"proto: HTTP/1.1", expect.Met}, {"proto: HTTP/2.0", expect.Unmet}, {"tls: {version: '1.3', subject: CN=h, issuer: CN=ca, expires_in: 2d}", expect.Met},
		{"tls: {version: '1.2'}", expect.Unmet}, {"tls: {subject: CN=ca}", expect.Unmet}, {"tls: {issuer: CN=h}", expect.Unmet}, {"tls: {expires_in: {gt: 48h}}", expect.Unmet}, {"tls: {expires_in: {ge: 48h}}", expect.Met},
	})
	holding(t, secured(func(o *exchange.Observation) { o.Sent = time.Time{} }), []judgement{{"tls: {expires_in: 2d}", expect.Unknown}, {"tls: {version: '1.3'}", expect.Met}})
	holding(t, secured(func(o *exchange.Observation) { o.TLS = nil }), []judgement{{"tls: {version: '1.3'}", expect.Unknown}, {"tls: {version: absent}", expect.Unknown}})
	for url, want := range map[string][2]expect.Outcome{"http://h/": {expect.Unmet, expect.Met}, "HTTP://h/": {expect.Unmet, expect.Met}, "https://h/": {expect.Unknown, expect.Unknown}} {
		holding(t, secured(func(o *exchange.Observation) { o.TLS, o.Request = nil, &exchange.Request{URL: url} }), []judgement{{"tls: {version: present}", want[0]}, {"tls: {version: absent}", want[1]}, {"tls: {expires_in: {gt: 1d}}", want[0]}})
	}
	holding(t, secured(func(o *exchange.Observation) { o.Proto = "" }), []judgement{{"proto: HTTP/1.1", expect.Unknown}})
	holding(t, secured(func(o *exchange.Observation) { o.Reported = &exchange.Reported{Status: true} }), []judgement{{"proto: HTTP/1.1", expect.Unknown}})
}

// A header has a name or a pattern of names; each of its values must meet the predicate.
func TestHeadersByNameAndByPattern(t *testing.T) {
	o := &exchange.Observation{Status: 200, Header: exchange.Header{{Name: "X-A", Value: "1"}, {Name: "x-a", Value: "2"}, {Name: "X-B", Value: "1"}, {Name: "/", Value: "slash"}, {Name: "//", Value: "slashes"}}}
	holding(t, o, []judgement{
		{"headers: {X-B: '1'}", expect.Met}, {"headers: {x-b: '1'}", expect.Met}, {"headers: {X-A: '1'}", expect.Unmet}, {"headers: {X-A: {in: ['1', '2']}}", expect.Met}, {"headers: {X-A: {any: '2'}}", expect.Met}, {"headers: {X-A: {count: 2}}", expect.Met},
		{"headers: {X-C: absent}", expect.Met}, {"headers: {X-C: present}", expect.Unmet}, {"headers: {X-C: {count: 0}}", expect.Met}, {"headers: {X-A: absent}", expect.Unmet},
		{"headers: {/X-./: {in: ['1', '2']}}", expect.Met}, {"headers: {/X-./: '1'}", expect.Unmet}, {"headers: {/X-B/: '1'}", expect.Met}, {"headers: {/X-C/: absent}", expect.Met}, {"headers: {/X-C/: present}", expect.Unmet}, {"headers: {/X-/: {count: 2}}", expect.Unmet},
		{"headers: {'/': slash}", expect.Met}, {"headers: {'//': slashes}", expect.Met},
	})
	if r := compile(t, "headers: {X-C: present}").Judge(o, nil); len(r.Failures) != 1 || !strings.HasPrefix(r.Failures[0].Detail, "the answer has ") {
		t.Errorf("a header that is missing: %s", shown(r))
	}
	if r := compile(t, "headers: {/X-C/: {count: 1}}").Judge(o, nil); len(r.Failures) != 1 {
		t.Errorf("none of a pattern: %s", shown(r))
	}
}

// A field that came in the other section is named as the next step, by its own name; others are
// not.
func TestAHeaderThatCameAsATrailer(t *testing.T) {
	o := &exchange.Observation{Status: 200, Header: exchange.Header{{Name: "X-A", Value: "1"}}}
	o.Trailer = exchange.Header{{Name: "X-Other", Value: "2"}, {Name: "x-sum", Value: "42"}}
	for text, want := range map[string]string{
		"headers: {X-Sum: '42'}": "x-sum came as a trailer: expect it under trailers:",
		"headers: {X-Not: '42'}": "",
	} {
		if r := compile(t, text).Judge(o, nil); len(r.Failures) != 1 || r.Failures[0].Next != want {
			t.Errorf("%s: %+v, want the next step %q", text, r.Failures, want)
		}
	}
}
