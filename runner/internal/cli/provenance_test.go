package cli

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"assay/runner/internal/secret/canary"
)

// arrivals are the requests that reached a server, as text.
type arrivals struct {
	mu  sync.Mutex
	all []string
}

func (a *arrivals) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.all = append(a.all, fmt.Sprintf("%s %s %v %s", r.Method, r.URL, r.Header, body))
}

// assay runs the command in a folder and returns its exit status and both outputs.
func assay(t *testing.T, dir string, env []string, args ...string) (int, string) {
	t.Helper()
	c := exec.Command("assay", args...)
	c.Dir = dir
	c.Env = append(append(os.Environ(), "HOME="+dir, "XDG_STATE_HOME="+dir), env...)
	out, err := c.CombinedOutput()
	if err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), string(out)
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A value filled from a secret is sent to its own origin only, in whatever field; if it is in the
// body, a redirect to another origin is not followed.
func TestARedirectForwardsNothingFilledFromASecret(t *testing.T) {
	var away, home arrivals
	other := httptest.NewServer(&away)
	t.Cleanup(other.Close)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		home.ServeHTTP(w, r)
		status := http.StatusFound
		_, _ = fmt.Sscanf(r.URL.Path, "/%d", &status)
		http.Redirect(w, r, other.URL+"/there", status)
	}))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	write(t, dir, "r.suite.yaml", `suite: Redirects
target: `+server.URL+`
secrets: {k: CANARY}
request: {redirects: 1}
probes:
  named:
    path: /302
    headers: {X-API-Key: "${k}", CB-ACCESS-PASSPHRASE: "${k}", CB-ACCESS-SIGN: "${k}", X-Pwd: "${k}", X-Sid: "${k}"}
  unnamed:
    path: /307
    headers: {X-Plain: "is ${k}", X-Kept: kept}
    cookies: {lang: "${k}"}
  query: {path: "/302?q=${k}", auth: {basic: [me, "${k}"]}}
  body: {path: /308, json: {note: "${k}"}}
  plain-body: {path: /307, json: {note: kept}}
findings:
  named: {probe: named, expect: {status: 200}}
  unnamed: {probe: unnamed, expect: {status: 200}}
  query: {probe: query, expect: {status: 200}}
  body: {probe: body, expect: {status: 200}}
  plain-body: {probe: plain-body, expect: {status: 200}}
`)
	const secret = "invented-value-0123456789"
	code, out := assay(t, dir, []string{"CANARY=" + secret}, "run", "--live", "-v")
	if want := "the redirect (308) to " + other.URL + " would send the body, filled from ${k}, to another origin, and was not followed"; code != 0 || !strings.Contains(strings.Join(strings.Fields(out), " "), want) || !strings.Contains(out, "5 findings: 4 hold, 1 inconclusive; 9 requests sent") {
		t.Errorf("exit status %d, want 0 with %q:\n%s", code, want, out)
	}
	if len(home.all) != 5 || len(away.all) != 4 {
		t.Errorf("%d requests at home and %d away, want 5 and 4", len(home.all), len(away.all))
	}
	sent, forwarded := strings.Join(home.all, "\n"), strings.Join(away.all, "\n")
	if n := strings.Count(sent, secret); n != 9 {
		t.Errorf("the secret arrived %d times at home, want 9:\n%s", n, sent)
	}
	for _, form := range []string{secret, base64.StdEncoding.EncodeToString([]byte("me:" + secret))} {
		if strings.Contains(forwarded, form) {
			t.Errorf("the secret went to another origin:\n%s", forwarded)
		}
	}
	if !strings.Contains(forwarded, "X-Kept:[kept]") || !strings.Contains(forwarded, `{"note":"kept"}`) {
		t.Errorf("what is no secret was not forwarded:\n%s", forwarded)
	}
}

// A captured value that is used as a credential is a secret, and so is every token from an
// authorization server: in every artifact, under the name of the capture; and the recording
// replays.
func TestACaptureUsedAsACredentialIsASecret(t *testing.T) {
	values := map[string]string{
		"token": "tok-1795953838038316247-zzzzyyyyxxxx", "session": "5f1d0c77a9e84c02", "refresh": "ref-of-nobody-00112233",
		"again": "id-of-nobody-44556677", "hop": "implicit-8899aabb",
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/token":
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("X-Issued", values["token"])
			fmt.Fprintf(w, `{"access_token": %q, "token_type": "bearer", "deep": [{"refresh_token": %q, "id_token": null, "sid": %q}], "text": "{\"id_token\": \"%s\"}"}`,
				values["token"], values["refresh"], values["session"], values["again"])
		case "/form":
			w.Header().Set("Content-Type", "application/x-www-form-urlencoded")
			fmt.Fprintf(w, "access_token=%s&token_type=bearer", values["refresh"])
		case "/implicit":
			w.Header().Set("Location", "/callback#access_token="+values["hop"]+"&state=1")
			w.WriteHeader(http.StatusFound)
		default:
			cookie, _ := r.Cookie("shop")
			if r.Header.Get("Authorization") != "Bearer "+values["token"] || cookie == nil || cookie.Value != values["session"] {
				w.WriteHeader(http.StatusUnauthorized)
			}
			fmt.Fprintf(w, "you sent %v", r.Header)
		}
	}))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	write(t, dir, "o.suite.yaml", `suite: OAuth
target: `+server.URL+`
fixtures: o.fixture
probes:
  login: {method: POST, path: /token, capture: {token: {json: $.access_token}, sid: {json: "$.deep[0].sid"}}}
  me: {path: /me, auth: {bearer: "${login.token}"}, headers: {X-Session-Id: "${login.sid}"}, cookies: {shop: "${login.sid}"}}
  form: {path: /form}
  implicit: {path: /implicit}
findings:
  login: {probe: login, expect: {status: 200, json: {$.token_type: bearer, "$.deep[0].id_token": null}}}
  echo: {probe: me, expect: {status: 200, body: {contains: "Bearer ${login.token}"}}}
  broken: {probe: me, expect: {body: nothing like it}}
  form: {probe: form, expect: {status: 200, body: {contains: token_type=bearer}}}
  implicit: {probe: implicit, expect: {status: 302, headers: {Location: {contains: state=1}}}}
`)
	code, out := assay(t, dir, nil, "run", "--record", "-v", "--json", "r.json", "--html", "r.html", "--har", "r.har", "--junit", "r.xml", "--markdown", "r.md")
	if code != 1 || !strings.Contains(out, "5 findings: 4 hold, 1 broken") {
		t.Fatalf("exit status %d:\n%s", code, out)
	}
	write(t, dir, "out.txt", out)
	fixture, err := os.ReadFile(filepath.Join(dir, "o.fixture"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"access_token": "${login.token}"`, `"refresh_token": "${redacted:refresh_token}"`, `"id_token": null`, `"sid": "${login.sid}"`,
		`\"id_token\": \"${redacted:id_token}\"`, "X-Issued: ${login.token}", "Authorization: Bearer ${login.token}", "you sent map[", "Bearer ${login.token}",
		"\naccess_token=${redacted:access_token}&token_type=bearer", "Location: /callback#access_token=${redacted:access_token}&state=1",
	} {
		if !strings.Contains(string(fixture), want) {
			t.Errorf("the fixture has no %q:\n%s", want, fixture)
		}
	}
	for _, args := range [][]string{{"run", "-v", "--strict"}, {"diagnose"}, {"mutate"}, {"history"}, {"run", "--drift", "-v"}} {
		code, out := assay(t, dir, nil, args...)
		write(t, dir, args[0]+".txt", out)
		if args[0] == "run" && !strings.Contains(out, "5 findings: 4 hold, 1 broken") {
			t.Errorf("%v: exit status %d:\n%s", args, code, out)
		}
	}
	var all []string
	for _, v := range values {
		all = append(all, v)
	}
	leaks, err := canary.Search(dir, all)
	if err != nil {
		t.Fatal(err)
	}
	for _, leak := range leaks {
		t.Error(leak)
	}
}

// There is one list of credential names, for redirects, imports, lint and the logs of serve.
func TestEveryPlaceKnowsTheSameNames(t *testing.T) {
	names := []string{"X-API-Key", "Ocp-Apim-Subscription-Key", "CB-ACCESS-PASSPHRASE", "X-JWT", "X-Pwd", "X-Sid", "X-Client-Secret", "X-Vault-Token", "X-Signature"}
	var away arrivals
	other := httptest.NewServer(&away)
	t.Cleanup(other.Close)
	home := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusFound))
	t.Cleanup(home.Close)
	dir := t.TempDir()
	headers, curl, query := "", "curl "+home.URL, ""
	for i, name := range names {
		headers += fmt.Sprintf("      %s: \"${v%d}\"\n", name, i)
		curl += fmt.Sprintf(" -H '%s: value-%d'", name, i)
		query += fmt.Sprintf("&%s=value-%d", strings.ToLower(strings.TrimPrefix(name, "X-")), i)
	}
	vars := ""
	for i := range names {
		vars += fmt.Sprintf("  v%d: made-up-%d\n", i, i)
	}
	write(t, dir, "n.suite.yaml", "suite: Names\ntarget: "+home.URL+"\nvars:\n"+vars+"probes:\n  p:\n    path: /\n    redirects: 1\n    headers:\n"+headers+
		"findings: {f: {probe: p, expect: {status: 200}}}\n")
	write(t, dir, "notes.sh", curl+"\n")
	if code, out := assay(t, dir, nil, "run", "--live"); code != 0 || len(away.all) != 1 || strings.Contains(away.all[0], "made-up") {
		t.Errorf("redirect: exit status %d, %d requests away: %v\n%s", code, len(away.all), away.all, out)
	}
	_, linted := assay(t, dir, nil, "lint")
	_, imported := assay(t, dir, nil, "import", "curl", "notes.sh")
	for i, name := range names {
		if want := fmt.Sprintf("${v%d} stands in %s but is a var", i, name); !strings.Contains(linted, want) {
			t.Errorf("lint does not say %q", want)
		}
		if strings.Contains(imported, fmt.Sprintf("value-%d", i)) {
			t.Errorf("import: the value of %s stands in the suite", name)
		}
	}
	write(t, dir, "s.fixture", "### a\nGET http://h/\n\n### a response\nHTTP/1.1 200 OK\n")
	for _, line := range served(t, dir, "s.fixture", "/x?"+query[1:]) {
		if strings.Contains(line, "value-") {
			t.Errorf("serve shows %s", line)
		}
	}
}

// served returns what assay serve logs and answers for a request.
func served(t *testing.T, dir, fixtures, path string) []string {
	t.Helper()
	c := exec.Command("assay", "serve", fixtures)
	c.Dir = dir
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	log := &strings.Builder{}
	c.Stderr = log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	address := make([]byte, 4096)
	n, _ := out.Read(address)
	u := regexp.MustCompile(`http://[\d.:]+`).Find(address[:n])
	resp, err := http.Get(string(u) + path)
	if err != nil {
		t.Fatalf("%q: %v", address[:n], err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	_ = c.Process.Signal(os.Interrupt)
	_, _ = io.Copy(io.Discard, out)
	_ = c.Wait()
	if resp.StatusCode != http.StatusNotImplemented || !strings.Contains(log.String(), "/x?") {
		t.Errorf("%s %s\n%s", resp.Status, body, log)
	}
	return strings.Split(string(body)+"\n"+log.String(), "\n")
}
