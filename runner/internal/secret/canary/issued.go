package canary

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Place is where an answer has a value, and how.
type Place struct {
	Name   string // an id: of its probe in [IssuedSuite], and of the finding that holds; with -not, of one that does not
	Kind   string // Content-Type; "" for JSON
	Header [2]string
	// Body and Header have %s for the value, which is escaped as the place asks.
	Body     string
	Escape   func(string) string
	Stream   bool
	Trailer  bool
	Redirect bool   // the address in Location is followed
	Captures string // YAML, of the whole place
}

// Issued are places in which servers give out credentials: in each, the value must be masked.
var Issued = slices.Concat(members(), addresses(), fields(), []Place{
	{Name: "json-in-string", Body: `{"raw": "{\"a\": {\"access_token\": \"%s\"}}"}`},
	{Name: "json-in-string-deep", Body: `{"raw": "{\"a\": \"{\\\"session_token\\\": \\\"%s\\\"}\"}"}`},
	{Name: "json-scheme", Body: `{"headers": {"Authorization": "Bearer %s"}}`},
	{Name: "json-pretty", Body: "{\n  \"auth_token\" :\n    \"%s\"\n}\n"},
	{Name: "json-as-text", Kind: "text/plain", Body: `callback({"token": "%s"})`},
	{Name: "json-cut", Body: `{"ok": true, "token": "%s", "more": [1, `},
	{Name: "graphql", Body: `{"data": {"login": {"token": "%s", "__typename": "Session"}}}`, Captures: "{t: {json: $.data.login.token}}"},
	{Name: "lines", Kind: "application/x-ndjson", Body: "{\"n\": 1}\n{\"api_key\": \"%s\"}\n"},
	{Name: "stream", Kind: "text/event-stream", Body: "event: session\ndata: {\"client_secret\": \"%s\"}\n\ndata: [DONE]\n\n", Stream: true},
	{Name: "stream-text", Kind: "text/event-stream", Body: "data: open https://h.example/in?token=%s&n=1\n\ndata: [DONE]\n\n", Stream: true},
	{Name: "form", Kind: "application/x-www-form-urlencoded", Body: "scope=a&access_token=%s&token_type=bearer"},
	{Name: "form-first", Kind: "application/x-www-form-urlencoded", Body: "oauth_token_secret=%s&x=1"},
	{Name: "code-literal", Body: `{"content": "c = Client(api_key=self.%s)"}`},
	{Name: "text-braces", Kind: "text/plain", Body: "no such user: User{id=1, token=%s}."},
	{Name: "form-as-text", Kind: "text/plain", Body: "refresh_token=%s\nx=1\n"},
	{Name: "xml", Kind: "application/xml", Body: "<a><SessionToken>%s</SessionToken></a>", Captures: "{t: {xml: //SessionToken}}"},
	{Name: "xml-prefix", Kind: "text/xml", Body: "<s:E xmlns:s='urn:s'><s:BinarySecurityToken Id='i'>\n  %s\n</s:BinarySecurityToken></s:E>"},
	{Name: "xml-cdata", Kind: "text/xml", Body: "<a><secretAccessKey><![CDATA[%s]]></secretAccessKey></a>"},
	{Name: "xml-attribute", Kind: "application/xml", Body: `<a><login token="%s" n="1"/></a>`},
	{Name: "html-input", Kind: "text/html", Body: `<form><input type="hidden" name="csrf_token" value="%s"></form>`},
	{Name: "html-meta", Kind: "text/html", Body: `<meta name='csrf-token' content='%s'>`},
	{Name: "multipart", Kind: "multipart/form-data; boundary=b", Body: "--b\r\nContent-Disposition: form-data; name=\"access_token\"\r\n\r\n%s\r\n--b--\r\n"},
	{Name: "multipart-json", Kind: "multipart/mixed; boundary=b", Body: "--b\r\nContent-Type: application/json\r\n\r\n{\"token\": \"%s\"}\r\n--b--\r\n"},
	{Name: "jwt", Kind: "text/plain", Body: "hello %s.", Escape: signed},
	{Name: "jwe", Body: `{"ticket": "%s"}`, Escape: func(s string) string { return signed(s) + "." + encoded(s) + "." + encoded(s) }},
	{Name: "jwe-direct", Body: `{"ticket": "%s"}`, Escape: func(s string) string { return encoded(`{"alg":"dir","enc":"A"}`) + ".." + signed(s) }},
})

// members are places in JSON, by the names of members.
func members() []Place {
	var out []Place
	for i, name := range []string{
		"access_token", "refresh_token", "id_token", "token", "accessToken", "AccessToken", "sessionToken", "session_id", "api_key", "apiKey", "client_secret",
		"secret", "password", "jwt", "X-Api-Key", "authToken", "registration_access_token", "device_token", "secret_id", "x-amz-signature",
	} {
		out = append(out, Place{Name: idOf("json", name, i), Body: `{"a": [{"` + name + `": "%s"}]}`, Captures: `{t: {json: "$.a[0]['` + name + `']"}}`})
	}
	return out
}

// addresses are places in addresses, which stand in bodies.
func addresses() []Place {
	var out []Place
	for i, name := range []string{"token", "sig", "X-Amz-Signature", "X-Amz-Security-Token", "X-Goog-Signature", "Signature", "api_key", "code", "access_token", "key"} {
		out = append(out, Place{Name: idOf("address", name, i), Body: `{"url": "https://h.example/a?n=1&` + name + `=%s&z=2"}`})
	}
	return append(out,
		Place{Name: "address-escaped", Body: `{"url": "https:\/\/h.example\/a?n=1\u0026token=%s\u0026z=2"}`, Captures: "{t: {json: $.url}}"},
		Place{Name: "address-fragment", Body: `{"url": "https://h.example/#access_token=%s"}`},
		Place{Name: "address-nested", Body: `{"url": "https://h.example/?next=https%%3A%%2F%%2Fh%%3Fa%%3D1%%26token%%3D%s%%26z%%3D2&n=1"}`},
		Place{Name: "address-html", Kind: "text/html", Body: `<a href="/in?n=1&amp;token=%s&amp;z=2">in</a>`},
		Place{Name: "address-text", Kind: "text/plain", Body: "Sign in: https://h.example/in?token=%s\n"},
		Place{Name: "location", Header: [2]string{"Location", "https://h.example/cb?state=x&code=%s"}},
		Place{Name: "location-captured", Header: [2]string{"Location", "https://h.example/cb?token=%s"}, Captures: "{t: {header: Location}}"},
		Place{Name: "location-followed", Header: [2]string{"Location", "/there?token=%s&sid=1"}, Redirect: true},
		Place{Name: "link", Header: [2]string{"Link", `<https://h.example/next?sig=%s>; rel="next"`}},
		Place{Name: "refresh", Header: [2]string{"Refresh", "5; url=/in?token=%s"}},
	)
}

// fields are places in headers.
func fields() []Place {
	var out []Place
	for i, f := range [][2]string{
		{"X-Auth-Token", "%s"}, {"X-Subject-Token", "%s"}, {"X-CSRF-Token", "%s"}, {"X-Api-Key", "%s"}, {"Authorization", "Bearer %s"}, {"Mcp-Session-Id", "%s"},
		{"Set-Cookie", "sid=%s; Path=/; HttpOnly"}, {"Set-Cookie", "x_remember=%s; Max-Age=9"}, {"Set-Cookie", `session="%s"`},
		{"Authentication-Info", `nextnonce="%s", qop=auth`}, {"Authentication-Info", `qop=auth, rspauth="%s"`}, {"WWW-Authenticate", "Negotiate %s"},
		{"X-Context", `{"token": "%s"}`}, {"X-State", "n=1; access_token=%s"},
	} {
		out = append(out, Place{Name: idOf("header", f[0], i), Header: f, Captures: "{t: {header: " + f[0] + "}}"})
	}
	return append(out,
		Place{Name: "trailer", Header: [2]string{"X-Session-Token", "%s"}, Trailer: true},
		Place{Name: "cookie-captured", Header: [2]string{"Set-Cookie", "sid=%s; Path=/"}, Captures: "{t: {cookie: sid}}"})
}

// idOf returns the id of the nth place of its kind.
func idOf(kind, name string, n int) string {
	return strings.ToLower(fmt.Sprintf("%s-%s-%d", kind, strings.ReplaceAll(name, "_", "-"), n))
}

// Ordinary are places of values that are no credentials, though their names may seem so: in each,
// the value must stay.
var Ordinary = []Place{
	{Name: "next-page", Body: `{"next_page_token": "%s", "nextPageToken": "%[1]s", "cursor": "%[1]s"}`},
	{Name: "counts", Body: `{"max_tokens": 4096, "token_count": 1234567890, "usage": {"total_tokens": 12345678, "x": "%s"}}`},
	{Name: "lists", Body: `{"tokens": ["%s", "ab"], "token_ids": ["12345678"]}`},
	{Name: "logprobs", Body: `{"content": [{"token": "Uint8Array", "logprob": -0.1, "x": "%s"}, {"token": " 2024", "logprob": -0.3}]}`},
	{Name: "words", Body: `{"token": "Hello", "password": "is too short (8)", "secret": "required", "auth": "oauth2.0", "token_type": "Bearer", "x": "%s"}`},
	{Name: "about", Body: `{"token_expires_at": "2026-11-30T12:00:00Z", "token_endpoint": "https://h.example/v1/%s", "password_reset_url": "https://h.example/v2/x", "token_id": "987-6543-21", "x": 1}`},
	{Name: "pages", Body: `{"paging_token": "%s", "nextForwardToken": "%[1]s", "nextBackwardToken": "%[1]s", "uploadSequenceToken": "%[1]s"}`},
	{Name: "dates", Body: `{"password_last_changed": "2026-11-30", "token_last_used": "2026-11-30T10:00:00.123+01:00", "secret_rotated": "2026-11-30 10:00:00", "x": "%s"}`},
	{Name: "of-tokens", Body: `{"token_address": "%s", "token_str": "%[1]s", "token_symbol": "%[1]s", "secret_arn": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:%[1]s"}`},
	{Name: "sid", Body: `{"sid": "SM%032s", "account_sid": "AC%[1]032s"}`, Escape: func(s string) string { return fmt.Sprintf("%x", s)[:32] }},
	{Name: "piece", Kind: "text/event-stream", Body: "data: {\"token\": \"internationalization\", \"finish_reason\": null, \"x\": \"%s\"}\n\n", Stream: true},
	{Name: "links", Body: `{"auth": "https://h.example/v1/auth/%s", "next": "https://h.example/a?page_token=%[1]s&pageToken=%[1]s&limit=10"}`},
	{Name: "account", Body: `{"token": "0x%040s"}`, Escape: func(s string) string { return fmt.Sprintf("%x", s)[:40] }},
	{Name: "code", Body: `{"content": "c = Client(api_key=settings.key2, token=self.tokens.v1)\n# secret=process.env.APP_SECRET2 %s"}`},
	{Name: "ids", Body: `{"id": "%s", "idempotency_key": "%[1]s", "key": "%[1]s", "public_key": "%[1]s", "signature": "%[1]s"}`},
	{Name: "markup", Kind: "application/xml", Body: `<a><NextToken>%s</NextToken><NextPageToken>%[1]s</NextPageToken><Key n="%[1]s">%[1]s</Key></a>`},
	{Name: "cookie", Header: [2]string{"Set-Cookie", "theme=dark; Path=/; Comment=%s"}},
	{Name: "etag", Header: [2]string{"ETag", `"%s"`}},
	{Name: "request-id", Header: [2]string{"X-Request-Id", "%s"}},
	{Name: "tokens-left", Header: [2]string{"X-RateLimit-Remaining-Tokens", "12345678"}, Body: `{"x": "%s"}`},
	{Name: "page-header", Header: [2]string{"X-Next-Page-Token", "%s"}},
	{Name: "page-link", Header: [2]string{"Link", `</a?page_token=%s>; rel="next"`}},
}

// Give answers with a value in a place.
func (p *Place) Give(w http.ResponseWriter, value string) {
	if p.Escape != nil {
		value = p.Escape(value)
	}
	kind := p.Kind
	if kind == "" {
		kind = "application/json"
	}
	w.Header().Set("Content-Type", kind)
	if p.Header[0] != "" {
		name, text := p.Header[0], p.Header[1]
		if strings.Contains(text, "%s") {
			text = fmt.Sprintf(text, value)
		}
		if p.Trailer {
			name = http.TrailerPrefix + name
			defer w.Header().Set(name, text)
		} else {
			w.Header().Set(name, text)
		}
	}
	if p.Redirect {
		w.WriteHeader(http.StatusFound)
	}
	if p.Body == "" {
		fmt.Fprint(w, `{"ok": true}`)
		return
	}
	fmt.Fprintf(w, p.Body, value)
}

// Issuer answers /PLACE with the value of that place, and /used/… with its path.
func Issuer(values map[string]string) http.HandlerFunc {
	places := map[string]*Place{}
	for _, list := range [][]Place{Issued, Ordinary} {
		for i := range list {
			places[list[i].Name] = &list[i]
		}
	}
	return func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/")
		if p := places[name]; p != nil {
			p.Give(w, values[name])
			return
		}
		fmt.Fprintf(w, "you asked for %s", url.PathEscape(r.URL.Path))
	}
}

// IssuedSuite is a suite that asks an [Issuer] for every place. Its findings show the answers in
// reports: some hold, some do not. What a place captures is then sent in a path, which comes back.
func IssuedSuite(target string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "suite: Issued\ntarget: %s\nfixtures: issued.fixture\nrequest: {redirects: 1}\nprobes:\n", target)
	findings := ""
	for _, p := range slices.Concat(Issued, Ordinary) {
		id := p.Name
		options := fmt.Sprintf("path: /%s, redirects: %d", p.Name, btoi(p.Redirect))
		if p.Stream {
			options += ", stream: true"
		}
		if p.Captures != "" {
			options += ", capture: " + p.Captures
			fmt.Fprintf(&b, "  %s-used: {path: '/used/${%s.t}'}\n", id, id)
			findings += fmt.Sprintf("  %s-used: {probe: %s-used, expect: {status: 200, body: {not: {contains: nothing like it}}}}\n", id, id)
			findings += fmt.Sprintf("  %s-used-not: {probe: %s-used, expect: {body: x}}\n", id, id)
		}
		fmt.Fprintf(&b, "  %s: {%s}\n", id, options)
		findings += fmt.Sprintf("  %s: {probe: %s, expect: {status: [200, 302]}}\n", id, id)
		findings += fmt.Sprintf("  %s-not: {probe: %s, expect: {status: 299, body: x, headers: {X-Auth-Token: x, Location: {matches: '^x'}, Link: x}, cookies: {sid: x}}}\n", id, id)
		findings += fmt.Sprintf("  %s-long: {probe: %s, expect: {body: {length: {gt: 3}}, size: {gt: 1}}}\n", id, id)
	}
	return b.String() + "findings:\n" + findings
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Marker returns a value that is nowhere else, and as random as credentials are.
func Marker() string { return rand.Text() + "7a1" }

func encoded(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// signed returns a JSON Web Token whose signature is the value.
func signed(s string) string {
	return encoded(`{"alg":"HS256","typ":"JWT"}`) + "." + encoded(`{"sub":"somebody"}`) + "." + s
}
