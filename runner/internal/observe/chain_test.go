package observe_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/testkit"
	_ "assay/runner/xpath"
)

// echo answers with the request.
func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	json.NewEncoder(w).Encode(map[string]any{
		"uri": r.RequestURI, "body": string(body), "header": r.Header,
	})
}

// Captured values reach the requests that refer to them, encoded by position, with their types in
// JSON.
func TestCapturesAreFilledIn(t *testing.T) {
	const answer = `{"id": 42, "ok": true, "none": null, "name": "a b/c?d&e=\"f\"", "tags": ["x", {"y": 1.50}], "text": "say \"hi\""}`
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/source" {
			echo(w, r)
			return
		}
		w.Header().Set("Location", "/jobs/7?full=1")
		w.Header().Set("X-Place", r.Host)
		w.Header()["Set-Cookie"] = []string{"sid=gone", "sid=c00kie", `prefs={"a": 1}`}
		w.WriteHeader(http.StatusCreated)
		io.WriteString(w, answer)
	})
	const source = `
secrets: {api_key: KEY}
probes:
  source:
    path: /source
    capture:
      id: {json: $.id}
      ok: {json: $.ok}
      none: {json: $.none}
      name: {json: $.name}
      tags: {json: $.tags}
      text: {json: $.text}
      last: {json: "$.tags[1].y"}
      location: {header: location}
      word: {regex: 'say \\"(\w+)'}
      status: {status: true}
      sid: {cookie: sid}
      prefs: {cookie: prefs}
      place: {header: X-Place}
      all: {body: true}
  p: `
	type sent struct {
		URI    string              `json:"uri"`
		Body   string              `json:"body"`
		Header map[string][]string `json:"header"`
	}
	for _, c := range []struct{ name, request, uri, body, header string }{
		{"path", `{path: "/x/${source.name}/y"}`, "/x/a%20b/c%3Fd&e=%22f%22/y", "", ""},
		{"query", `{path: "/x?q=${source.name}&n=${source.id}"}`, "/x?q=a+b%2Fc%3Fd%26e%3D%22f%22&n=42", "", ""},
		{"query map", `{path: /x, query: {q: "${source.name}", n: "-${source.id}-"}}`, "/x?q=a+b%2Fc%3Fd%26e%3D%22f%22&n=-42-", "", ""},
		{"a path of the server's", `{path: "${source.location}"}`, "/jobs/7?full=1", "", ""},
		{"a path of the server's, extended", `{path: "${source.location}&x=1"}`, "/jobs/7?full=1&x=1", "", ""},
		{"a path right behind the host", `{url: "${target}${source.location}"}`, "/jobs/7?full=1", "", ""},
		{"another place to connect to", `{url: "http://nowhere.example/${source.id}", connect_to: {"nowhere.example:80": "${source.place}"}}`, "/42", "", ""},
		{"whole URL", `{url: "${target}/${source.word}"}`, "/hi", "", ""},
		{"JSON keeps types", `{path: /x, json: {id: "${source.id}", ok: "${source.ok}", none: "${source.none}", tags: "${source.tags}", s: "no ${source.id}", t: "${source.text}"}}`,
			"/x", `{"id":42,"ok":true,"none":null,"tags":["x",{"y":1.50}],"s":"no 42","t":"say \"hi\""}`, ""},
		{"JSON literal", `{path: /x, json: {a: "$${source.id}", n: "${source.status}"}}`, "/x", `{"a":"${source.id}","n":201}`, ""},
		{"literal alone", `{path: "/x?q=1", body: "a $${b}"}`, "/x?q=1", "a ${b}", ""},
		{"form", `{path: /x, form: {q: "${source.name}", plain: "a b"}}`, "/x", "q=a+b%2Fc%3Fd%26e%3D%22f%22&plain=a+b", ""},
		{"text", `{path: /x, method: POST, body: "${source.last} ${source.all}"}`, "/x", "1.50 " + answer, ""},
		{"header", `{path: /x, headers: {X-Test: "${source.sid}/${source.word}"}}`, "/x", "", "c00kie/hi"},
		{"secret", `{path: /x, headers: {X-Test: "key ${api_key}"}}`, "/x", "", "key invented-key"},
		{"run", `{path: /x, headers: {X-Test: "${run}"}}`, "/x", "", "run-1"},
		{"basic", `{path: /x, auth: {basic: ["${source.word}", "${api_key}"]}, headers: {X-Test: fixed}}`, "/x", "", "fixed"},
		{"cookies", `{path: /x, cookies: {a: "${source.sid}"}, headers: {X-Test: fixed}}`, "/x", "", "fixed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc := "vars: {target: '" + s.URL + "'}\n" + source + c.request + "\n"
			p := planOf(t, s.URL, doc)
			set := all(t, p, live(map[string]string{"api_key": "invented-key"}))
			o := get(t, p, set, "p")
			if !o.Known() {
				t.Fatalf("missing %q, failure %v; source %q", o.Missing, o.Failure, get(t, p, set, "source").CaptureError)
			}
			var got sent
			if err := json.Unmarshal(o.Body, &got); err != nil {
				t.Fatal(err)
			}
			if got.URI != c.uri || got.Body != c.body {
				t.Errorf("sent %s with body\n%s\nwant %s with\n%s", got.URI, got.Body, c.uri, c.body)
			}
			if c.header != "" && strings.Join(got.Header["X-Test"], ",") != c.header {
				t.Errorf("X-Test %q, want %q", got.Header["X-Test"], c.header)
			}
			if c.name == "basic" && got.Header["Authorization"][0] != "Basic aGk6aW52ZW50ZWQta2V5" {
				t.Errorf("got %q", got.Header["Authorization"])
			}
			if c.name == "cookies" && got.Header["Cookie"][0] != "a=c00kie" {
				t.Errorf("got %q", got.Header["Cookie"])
			}
			if o.Request != p.Probe("p").Request {
				t.Error("the observation's request is not the planned one: it may hold secrets")
			}
		})
	}
	p := planOf(t, s.URL, strings.TrimSuffix(source, "  p: "))
	o := get(t, p, all(t, p, live(nil)), "source")
	want := map[string]any{
		"id": json.Number("42"), "ok": true, "none": nil, "name": `a b/c?d&e="f"`, "text": `say "hi"`,
		"tags": []any{"x", map[string]any{"y": json.Number("1.50")}}, "last": json.Number("1.50"),
		"location": "/jobs/7?full=1", "word": "hi", "status": json.Number("201"), "sid": "c00kie", "prefs": `{"a": 1}`, "all": answer,
		"place": strings.TrimPrefix(s.URL, "http://"),
	}
	if diff := cmp.Diff(want, o.Captured); diff != "" || o.CaptureError != "" {
		t.Errorf("captured %s, error %q", diff, o.CaptureError)
	}
}

// A capture takes the text, number or boolean that an XPath selects or computes from a page or an
// XML document.
func TestCapturesByXPath(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", map[string]string{"/page": "text/html", "/order": "application/xml"}[r.URL.Path])
		io.WriteString(w, map[string]string{
			"/page":  `<form><input name=csrf value="t0ken &amp; more"><p>Hello<br>you</form>`,
			"/order": `<order id="7"><item>a</item><item>b</item></order>`,
		}[r.URL.Path])
	})
	p := planOf(t, s.URL, `
probes:
  page: {path: /page, capture: {csrf: {xml: "//input[@name='csrf']/@value"}, text: {xml: //p}}}
  order: {path: /order, capture: {id: {xml: /order/@id}, n: {xml: count(//item)}, many: {xml: count(//item) > 1}, digits: {xml: count(//item), as: text}, first: {xml: "string(//item)"}}}
`)
	set := all(t, p, live(nil))
	for probe, want := range map[string]map[string]any{
		"page":  {"csrf": "t0ken & more", "text": "Helloyou"},
		"order": {"id": "7", "n": json.Number("2"), "many": true, "digits": "2", "first": "a"},
	} {
		o := get(t, p, set, probe)
		if diff := cmp.Diff(want, o.Captured); diff != "" || o.CaptureError != "" {
			t.Errorf("%s: captured %s, error %q", probe, diff, o.CaptureError)
		}
	}
}

// In a row, a reference without a row is the row of the same name.
func TestRowsCaptureForRows(t *testing.T) {
	s := serve(t, nil)
	p := planOf(t, s.URL, `probes:
  a: {matrix: {n: [1, 2]}, path: "/a${n}", capture: {path: {json: $.path}}}
  b: {matrix: {n: [1, 2]}, path: "/b${a.path}"}
`)
	all(t, p, live(nil))
	asked := strings.Join(s.requests(), " ")
	if !strings.Contains(asked, "/b/a1") || !strings.Contains(asked, "/b/a2") {
		t.Error(asked)
	}
}

// Built-in values are new for every request and the same within one.
func TestBuiltins(t *testing.T) {
	s := serve(t, echo)
	p := planOf(t, s.URL, `probes:
  p: {path: "/${uuid}?u=${uuid}&now=${now}&unix=${unix}", repeat: 2}
`)
	o := get(t, p, all(t, p, live(nil)), "p")
	seen := map[string]bool{}
	for _, sample := range o.Samples {
		var uri string
		v, _ := sample.JSON()
		uri = v.(map[string]any)["uri"].(string)
		path, query, _ := strings.Cut(uri, "?")
		if id := path[1:]; len(id) != 36 || !strings.Contains(query, "u="+id) || seen[id] {
			t.Errorf("sent %s", uri)
		} else {
			seen[id] = true
		}
	}
}

// The reasons why a probe was not sent, as text.
func TestMissingMessages(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Lines", "ok")
		if r.URL.Path == "/login" {
			w.WriteHeader(http.StatusUnauthorized)
		}
		if r.URL.Path == "/page" {
			io.WriteString(w, "<html><input value=1><input value=2></html>")
			return
		}
		io.WriteString(w, `{"detail": "Authentication required.", "list": [1, 2], "lines": "a\nb"}`)
	})
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	var out strings.Builder
	for _, c := range []struct{ name, doc string }{
		{"a value that is not in the answer", `
  login: {path: /login, capture: {token: {json: $.token}, detail: {json: $.detail}}}
  p: {path: "/${login.token}"}
  fine: {path: "/${login.detail}"}
  far: {path: "/${q.id}"}
  q: {path: "/${login.token}", capture: {id: {json: $.id}}}
  afterwards: {path: /ok, after: [p, login]}`},
		{"captures of every kind", `
  a: {path: /, capture: {x: {header: Location}}}
  b: {path: /, capture: {x: {regex: 'id=(\d+)'}}}
  c: {path: /, capture: {x: {cookie: sid}}}
  d: {path: /, capture: {x: {json: "$.list[*]"}}}
  e: {path: /nothing, method: HEAD, capture: {x: {json: $.id}}}
  f: {path: /, capture: {x: {xml: //input/@value}}}
  g: {path: /page, capture: {x: {xml: //input/@value}}}
  h: {path: /page, capture: {x: {xml: //form}}}`},
		{"a server that is not there", `
  login: {url: "` + gone.URL + `/login", capture: {token: {json: $.token}}}
  p: {path: "/${login.token}"}
  afterwards: {path: /ok, after: [login]}`},
		{"secrets", `
  a: {path: /, headers: {Authorization: "Bearer ${api_key}"}}
  b: {path: /, headers: {Authorization: "Bearer ${empty}"}}
  c: {path: /, headers: {Authorization: "Bearer ${lines}"}}
  d: {path: /, cookies: {sid: "${lines}"}}`},
		{"a line break that came with an answer", `
  a: {path: /, capture: {lines: {json: $.lines}}}
  b: {path: /, headers: {X-Test: "<${a.lines}>"}}`},
	} {
		p := planOf(t, s.URL, "secrets: {api_key: THE_KEY, empty: EMPTY, lines: LINES}\nprobes:"+c.doc+"\n")
		set := all(t, p, live(map[string]string{"empty": "", "lines": "invented-key\n"}))
		fmt.Fprintf(&out, "--- %s\n", c.name)
		for _, o := range set.ByProbe {
			said := o.Missing.String()
			switch {
			case o.Failure != nil:
				said = "failed: " + string(o.Failure.Kind)
			case o.Missing.None():
				said = "answered"
			}
			if o.CaptureError != "" {
				said += ", but " + o.CaptureError
			}
			fmt.Fprintf(&out, "%s: %s\n", o.Probe, said)
		}
		out.WriteByte('\n')
	}
	text := strings.ReplaceAll(out.String(), strings.TrimPrefix(gone.URL, "http://"), "127.0.0.1:PORT")
	testkit.Golden(t, "testdata/missing.golden", text)
}

// Secrets are sent, but no observation holds them.
func TestSecretsStayInside(t *testing.T) {
	const key = "invented-key-0123456789"
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Echo", r.Header.Get("X-Key"))
		fmt.Fprintf(w, `{"key": %q, "list": [%q]}`, r.Header.Get("X-Key"), r.Header.Get("X-Key"))
	})
	p := planOf(t, s.URL, `
secrets: {api_key: KEY}
probes:
  first:
    path: /
    headers: {X-Key: "${api_key}"}
    capture: {key: {json: $.key}, list: {json: $.list}, header: {header: X-Echo}}
  then: {path: "/then", headers: {X-Key: "${first.key}${first.header}"}}
`)
	opts := live(map[string]string{"api_key": key})
	r, err := redact.New([]redact.Secret{{Name: "api_key", Value: key}}, redact.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	opts.Redact = r
	set := all(t, p, opts)
	for _, o := range set.ByProbe {
		parsed, _ := o.JSON()
		shown := fmt.Sprintf("%+v %s %v %v", *o.Request, o.Body, o.Header, []any{o.Captured, parsed, o.Missing})
		if strings.Contains(shown, key) {
			t.Errorf("%s holds the key: %s", o.Probe, shown)
		}
	}
	if o := get(t, p, set, "then"); !strings.Contains(string(o.Body), "${api_key}${api_key}") {
		t.Errorf("the captured key was not what was sent: %s", o.Body)
	}
}

// A captured credential is sent, shown by its name in responses, and, like a declared secret,
// withheld from another host.
func TestSecretCaptures(t *testing.T) {
	const token, key = "invented-token-0123456789", "invented-key-0123456789"
	other := serve(t, echo)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/login":
			fmt.Fprintf(w, `{"token": %q, "plain": "plain-0123456789", "number": 8675309123}`, token)
		case "/away":
			http.Redirect(w, r, other.URL+"/", http.StatusFound)
		default:
			echo(w, r)
		}
	})
	p := planOf(t, s.URL, `
secrets: {api_key: KEY}
request: {headers: {X-Token: "${login.token}", X-Api-Key: "${login.number}", X-Plain: "${login.plain}", X-Key: "${api_key}"}}
probes:
  login:
    path: /login
    headers: {X-Token: null, X-Api-Key: null, X-Plain: null}
    capture: {token: {json: $.token}, number: {json: $.number}, plain: {json: $.plain}}
  here: {path: /here}
  away: {path: /away, redirects: 1}
`)
	opts := live(map[string]string{"api_key": key})
	r, err := redact.New([]redact.Secret{{Name: "api_key", Value: key}}, redact.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	r.Learns()
	opts.Redact = r
	set := all(t, p, opts)
	header := func(id string) map[string]string {
		var got struct{ Header http.Header }
		o := get(t, p, set, id)
		if err := json.Unmarshal(o.Body, &got); err != nil {
			t.Fatalf("%s: %v: %s", id, err, o.Body)
		}
		out := map[string]string{}
		for _, name := range []string{"X-Token", "X-Api-Key", "X-Plain", "X-Key"} {
			out[name] = got.Header.Get(name)
		}
		return out
	}
	here := map[string]string{"X-Token": "${login.token}", "X-Api-Key": "${login.number}", "X-Plain": "plain-0123456789", "X-Key": "${api_key}"}
	if diff := cmp.Diff(here, header("here")); diff != "" {
		t.Errorf("the same host was sent (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"X-Token": "", "X-Api-Key": "", "X-Plain": "plain-0123456789", "X-Key": ""}, header("away")); diff != "" {
		t.Errorf("another host was sent (-want +got):\n%s", diff)
	}
	want := map[string]any{"token": "${login.token}", "number": "${login.number}", "plain": "plain-0123456789"}
	if diff := cmp.Diff(want, get(t, p, set, "login").Captured); diff != "" {
		t.Errorf("captured (-want +got):\n%s", diff)
	}
	if body := string(get(t, p, set, "login").Body); strings.Contains(body, token) || strings.Contains(body, "8675309123") {
		t.Errorf("the answer shows the secret: %s", body)
	}
}

// What is settled after a secret was captured is masked, also if it was masked before that.
func TestSettledWithAllThatIsKnown(t *testing.T) {
	const token = "tok-9f3a61c2d7e8"
	masked, known := make(chan struct{}), make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		name := "note"
		if r.URL.Path == "/login" {
			<-masked
			name = "access_token"
		}
		fmt.Fprintf(w, `{"%s": "%s"}`, name, token)
	})
	p := planOf(t, s.URL, `
probes:
  early: {path: /early}
  login: {path: /login, capture: {session: {json: $.access_token}}}
`)
	r, err := redact.New(nil, redact.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	r.Learns()
	opts := live(nil)
	opts.Redact = r
	opts.Observed = func(p *plan.Probe, o *exchange.Observation) *exchange.Observation {
		if p.ID == "early" {
			close(masked)
			<-known
		}
		return o
	}
	told := map[string]string{}
	opts.Settled = func(p *plan.Probe, o *exchange.Observation) exchange.Missing {
		told[p.ID] = string(o.Body)
		if p.ID == "login" {
			close(known)
		}
		return exchange.Missing{}
	}
	all(t, p, opts)
	want := map[string]string{"early": `{"note": "${login.session}"}`, "login": `{"access_token": "${login.session}"}`}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("told as they were settled (-want +got):\n%s", diff)
	}
}

// A relative Location is resolved against the requested URL, which has captures; a secret in it
// stays a name.
func TestALocationStartsFromWhatWasAsked(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/source" {
			io.WriteString(w, `{"id": 42}`)
			return
		}
		w.Header().Set("Location", "log?page=2")
		w.WriteHeader(http.StatusFound)
	})
	p := planOf(t, s.URL, `
secrets: {api_key: KEY}
probes:
  source: {path: /source, capture: {id: {json: $.id}}}
  p: {path: "/${api_key}/${source.id}/run"}
  plain: {path: /plain/run}
`)
	recorded := index(t, entry("source", "GET "+s.URL+"/source", "HTTP/1.1 200 OK\n\n{\"id\": 42}")+
		entry("p", "GET "+s.URL+"/${api_key}/${source.id}/run", "HTTP/1.1 302 Found\nLocation: log?page=2\n")+
		entry("plain", "GET "+s.URL+"/plain/run", "HTTP/1.1 302 Found\nLocation: log?page=2\n"))
	masked, err := redact.New([]redact.Secret{{Name: "api_key", Value: "invented-key"}}, redact.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	asking := live(map[string]string{"api_key": "invented-key"})
	asking.Redact = masked
	for name, set := range map[string]*observe.Set{"live": all(t, p, asking), "replay": replayed(p, recorded)} {
		if o := get(t, p, set, "p"); o.Base != s.URL+"/${api_key}/42/run" {
			t.Errorf("%s: base %q, missing %q", name, o.Base, o.Missing)
		}
		if o := get(t, p, set, "plain"); o.Base != "" {
			t.Errorf("%s: plain: base %q, want none", name, o.Base)
		}
	}
}
