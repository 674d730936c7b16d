package canary

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// Ring is a value of each kind of secret that a run may know. The names are those of variables of
// the environment, but for those that servers give out and the passwords of addresses.
type Ring map[string]string

// The kinds of a Ring.
const (
	Header   = "RING_HEADER"
	Filed    = "RING_FILED" // of an --env-file
	Password = "RING_PASSWORD"
	Client   = "RING_CLIENT"
	Signing  = "RING_SIGNING"
	Cookie   = "RING_COOKIE"
	Proxied  = "RING_PROXIED" // the password of a suite's proxy
	West     = "RING_WEST"    // the header's, of another environment
	Captured = "captured"     // and used as a credential
	Granted  = "granted"      // by an OAuth server
	Renewing = "renewing"     // a refresh token
	Target   = "target"       // the password of a target's address
)

// Kinds lists them.
var Kinds = []string{Header, Filed, Password, Client, Signing, Cookie, Proxied, West, Captured, Granted, Renewing, Target}

// NewRing returns new values. Those that may stand everywhere have in them what encodings change.
func NewRing() Ring {
	out := Ring{}
	for _, kind := range Kinds {
		out[kind] = Marker()
	}
	for _, kind := range []string{Header, Filed, Password, Client, West} {
		out[kind] += `"/<+ &x`
	}
	return out
}

// Values returns the values of a ring in the order of their kinds.
func (r Ring) Values() []string {
	var out []string
	for _, kind := range Kinds {
		if value, ok := r[kind]; ok {
			out = append(out, value)
		}
	}
	return out
}

// Environ returns the variables of a ring, without that of the file.
func (r Ring) Environ() []string {
	var out []string
	for _, kind := range Kinds {
		if strings.HasPrefix(kind, "RING_") && kind != Filed {
			out = append(out, kind+"="+r[kind])
		}
	}
	return out
}

// knows reports whether the client may know a secret: of the header's the one that it sends, and
// of what was given out what it was given. With ?all it will be.
func (r Ring) knows(req *http.Request, kind string) bool {
	sent := req.Header.Get("Authorization")
	if req.URL.Query().Has("every") {
		return true
	}
	switch kind {
	case Header, West:
		return req.Header.Get("X-Key") == r[kind]
	case Captured:
		return sent == "Bearer "+r[Captured] || req.URL.Query().Has("all")
	case Granted, Renewing:
		return sent == "Bearer "+r[Granted] || req.URL.Query().Has("all")
	}
	return true
}

// ServeHTTP gives the values of the ring back as Echo does, in every answer. What the ring has not
// is not given. /login and /token give out what is captured and granted. It is its own proxy.
func (r Ring) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	switch req.URL.Path {
	case "/login":
		fmt.Fprintf(w, `{"value": "%s"}`, r[Captured])
		return
	case "/token":
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{
			"access_token": r[Granted], "refresh_token": r[Renewing], "token_type": "Bearer", "expires_in": 3600,
		})
		return
	}
	place, n := placeOf(req)
	if place == nil {
		http.NotFound(w, req)
		return
	}
	var all []string
	for _, kind := range Kinds {
		if value, ok := r[kind]; ok && r.knows(req, kind) {
			all = append(all, Transforms[forms[n]](value))
		}
	}
	place(w, req, strings.Join(all, ", "))
}

// Suite is a suite that sends a ring in every place of a request, and asks for it in each form and
// in some places, in each place and in some forms. Most of its findings do not hold, so that
// reports show the answers. Its fixtures are ring.fixture.
func (r Ring) Suite(target string) string {
	var b strings.Builder
	host := strings.TrimPrefix(target, "http://")
	fmt.Fprintf(&b, `suite: Ring
target: %s
fixtures: ring.fixture
secrets: {key: %s, filed: %s, password: %s, client: %s, signing: %s, sid: %s, proxied: %s}
environments: {east: {}, west: {secrets: {key: %s}}}
request: {headers: {X-Key: "${key}", X-Filed: "${filed}"}, cookies: {sid: "${sid}"}, auth: {bearer: "${login.session}"}, redirects: 2}
probes:
  login: {path: /login, auth: null, capture: {session: {json: $.value}}}
  captured: {path: "/json/0?n=1"}
  basic: {path: "/text/0?n=2", auth: {basic: [me, "${password}"]}}
  digest: {path: "/problem/0?n=3", auth: {digest: [me, "${password}"]}}
  granted: {path: "/json/0?n=4", auth: {oauth2: {token_url: /token, client: me, secret: "${client}"}}}
  signed: {path: "/text/0?n=5", auth: {aws_sigv4: {region: here, service: s3, key: me, secret: "${signing}"}}}
  named: {path: "/text/0?all&key=${key}", json: {key: "${filed}"}, auth: null}
  proxied: {path: "/text/0?n=6", auth: null, proxy: "http://me:${proxied}@%s"}
  refused: {url: "http://127.0.0.1:1/${key}?key=${filed}"}
  unproxied: {path: "/text/0?n=7", auth: null, proxy: "http://me:${proxied}@127.0.0.1:1"}
`, target, Header, Filed, Password, Client, Signing, Cookie, Proxied, West, host)
	findings := "findings:\n"
	for _, id := range []string{"login", "captured", "basic", "digest", "granted", "signed", "named", "proxied", "refused", "unproxied"} {
		findings += fmt.Sprintf("  %s: {claim: 'It is known, %s', probe: %s, expect: {status: 299, body: x, headers: {X-Echo: x}}}\n", id, id, id)
	}
	for i, place := range places() {
		for n := i % 3; n < len(forms); n += 3 {
			id := fmt.Sprintf("%s-%d", place, n)
			fmt.Fprintf(&b, "  %s: {path: /%s/%d, stream: %t}\n", id, place, n, streamed[place])
			if place == "error" { // a failing connection is recorded where a finding expects it
				findings += fmt.Sprintf("  %s-fails: {probe: %s, expect: {error: protocol}}\n", id, id)
			}
			expect := "status: 299, headers: {X-Echo: x}, cookies: {sid: x}, json: {$.echo: x}, body: x"
			if streamed[place] {
				expect = "status: 299, stream: {each: {data: x}, last: x, joined: {path: '$.choices[0].delta.content', is: x}}"
			}
			findings += fmt.Sprintf("  %s: {claim: '%s, %s', probe: %s, expect: {%s}}\n", id, place, strings.ReplaceAll(forms[n], "'", ""), id, expect)
		}
	}
	b.WriteString(findings)
	b.WriteString(`  nobody: {probe: [refused, unproxied], expect: {error: refused}}
  echoed: {claim: It is echoed, probe: captured, expect: {json: {$.echo: "${login.session}"}, body: {contains: "${key}"}}}
hypotheses:
  known: {claim: The key is known, predicts: {login: {status: 200}, granted: {status: 200}, basic: {status: 200}, digest: {body: {contains: "${password}"}}}}
  unknown: {claim: The key is unknown, predicts: {login: {status: 201}, granted: {body: x}, basic: {body: x}, digest: {status: 401}}}
checklist:
  active: {ask: Is the key active?, where: the dashboard, answers: {yes: {}, no: {refutes: [known]}}}
`)
	return b.String()
}

// placeOf returns what answers a request, and the number of the form in which it echoes.
func placeOf(r *http.Request) (func(http.ResponseWriter, *http.Request, string), int) {
	parts := strings.Split(r.URL.Path, "/")
	n := -1
	if len(parts) == 3 {
		_, _ = fmt.Sscan(parts[2], &n)
	}
	if n < 0 || n >= len(forms) {
		return nil, 0
	}
	return echoes[parts[1]], n
}
