package proxy_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"assay/runner/internal/drift"
	"assay/runner/internal/engine"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/proxy"
	"assay/runner/internal/secret/canary"
	"assay/runner/internal/testkit"
)

// shop is an API with orders and a stream.
func shop(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header()["Date"] = nil
	switch r.Method + " " + r.URL.Path {
	case "GET /orders":
		fmt.Fprint(w, `[{"order": 1}]`)
	case "POST /orders":
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"id": "order-4711-abcd", "item": "pen"}`)
	case "GET /stream":
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "data: {\"a\": 1}\n\ndata: {\"a\": 2}\n\ndata: [DONE]\n\n")
	default:
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"detail": "no such order"}`)
	}
}

// The suite of a session: credentials are secrets, a later request refers to an earlier answer,
// and what differs for each client and request is left out.
func TestWhatPassedIsASuite(t *testing.T) {
	b := start(t, http.HandlerFunc(shop))
	auth := "Authorization: Bearer example-4711"
	b.ask("GET", "/orders?page=1", "", auth, "User-Agent: test", "X-Stainless-Lang: js", "Traceparent: 00-1")
	b.ask("POST", "/orders", `{"item": "pen"}`, "Content-Type: application/json", auth, "Idempotency-Key: 1")
	b.ask("GET", "/orders/order-4711-abcd", "", auth)
	b.ask("GET", "/stream", "", auth)
	suite, _, findings := b.replays()
	if findings != 4 {
		t.Errorf("%d findings", findings)
	}
	testkit.Golden(t, "testdata/shop.suite.yaml", strings.ReplaceAll(suite, b.api, "http://api.example"))
}

// Equal requests are one probe; what differs between their answers varies.
func TestEqualRequestsAreOneProbe(t *testing.T) {
	var n atomic.Int32
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"id": "answer-%d", "model": "small"}`, n.Add(1))
	}))
	for i := range 3 {
		b.ask("POST", "/chat", `{"model": "small"}`, "Content-Type: application/json", fmt.Sprintf("X-Stainless-Retry-Count: %d", i))
	}
	boundary := "--%d\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--%d--\r\n"
	for i := range 2 {
		b.ask("POST", "/form", fmt.Sprintf(boundary, i, i), fmt.Sprintf("Content-Type: multipart/form-data; boundary=%d", i))
	}
	_, fixtures, findings := b.replays()
	if findings != 2 || strings.Count(fixtures, "# varies: $.id\n") != 2 {
		t.Errorf("%d findings of\n%s", findings, fixtures)
	}
}

// Equal requests whose answers differ also in shape: the finding expects what all of them met, so
// that it holds of each of them live, and no difference between them is one for drift.
func TestEqualRequestsThatAreAnsweredInDifferentShapes(t *testing.T) {
	answers := []string{
		`{"id": "a", "n": 1, "note": "x", "kind": {"a": 1, "b": true}, "list": [1], "only": "here"}`,
		`{"id": "b", "n": 1.5, "note": null, "kind": {"a": 1}, "list": [1]}`,
		`{"id": "c", "n": 2, "kind": {"a": "one", "c": {"d": 1}}, "list": {"1": 1}, "more": 1}`,
	}
	var n atomic.Int32
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		i := int(n.Add(1)-1) % len(answers)
		w.Header().Set("Content-Type", "application/json")
		if i > 0 {
			w.Header().Set("X-Sometimes", "here")
		}
		fmt.Fprint(w, answers[i])
	}))
	for range answers {
		b.ask("GET", "/odd", "")
	}
	suite, fixtures, findings := b.replays()
	testkit.Golden(t, "testdata/shapes.suite.yaml", strings.ReplaceAll(suite, b.api, "http://api.example"))
	if want := "# varies: $.id, $.n, $.kind.b (shape), $.note (shape), $.only (shape), header X-Sometimes (shape), $.kind.a (shape), $.list (shape), $.kind.c (shape), $.more (shape)\n"; findings != 1 || !strings.Contains(fixtures, want) {
		t.Errorf("%d findings of\n%s", findings, fixtures)
	}
	for range answers {
		run := b.judged(pipeline.Live)[0]
		if got := run.Verdicts[0].Outcome; got != judge.Holds {
			t.Errorf("live, after %d answers: %s", n.Load(), got)
		}
		found, err := drift.Of(t.Context(), run, nil, engine.Replay)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range found.Changes {
			if c.Class != drift.Volatile && c.Class != drift.Timing {
				t.Errorf("after %d answers: %+v", n.Load(), c)
			}
		}
	}
}

// A client that asks again after a refusal shows the API's success; the suite says what else came.
func TestASuccessReplacesARefusal(t *testing.T) {
	var n atomic.Int32
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) < 3 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
		}
		fmt.Fprint(w, "answered")
	}))
	for range 4 {
		b.ask("GET", "/busy", "")
	}
	suite, fixtures, _ := b.replays()
	want := "# - GET /busy was asked 4 times, with different outcomes: 200 (2), 429 (2); the recording has 200\n"
	if !strings.Contains(suite, want) || !strings.Contains(fixtures, "\n< HTTP/1.1 200 OK\n") || strings.Contains(fixtures, "429") {
		t.Errorf("%s\n%s", suite, fixtures)
	}
}

// The files are there, whole, while the proxy runs: soon after each exchange.
func TestARecordingIsWrittenWhileItGrows(t *testing.T) {
	written := make(chan string, 100)
	b := start(t, http.HandlerFunc(shop), func(_ *proxy.Options, r *proxy.RecordOptions) {
		r.Written = func(path string) { written <- path }
	})
	for i := range 2 {
		b.ask("GET", fmt.Sprintf("/orders?page=%d", i), "")
		for strings.Count(read(t, <-written), "\n< HTTP/1.1 200 OK\n") <= i {
			continue
		}
	}
	names, _ := filepath.Glob(filepath.Join(b.folder, "*"))
	if len(names) != 2 || !strings.Contains(read(t, filepath.Join(b.folder, "shop.suite.yaml")), "/orders?page=1") {
		t.Errorf("the folder has %v", names)
	}
	// Another recording leaves them as they are.
	again := start(t, http.HandlerFunc(shop), func(_ *proxy.Options, r *proxy.RecordOptions) { r.Folder = b.folder })
	again.ask("GET", "/orders", "")
	again.replays()
	if s := again.close(); filepath.Base(s.Suite) != "shop-2.suite.yaml" || filepath.Base(s.Fixtures) != "shop-2.fixture" {
		t.Errorf("%s and %s", s.Suite, s.Fixtures)
	}
}

// Two proxies that started with the same files, before either had written, keep a recording each.
func TestTwoRecordingsAtOnce(t *testing.T) {
	one := start(t, http.HandlerFunc(shop))
	other := start(t, http.HandlerFunc(shop), func(_ *proxy.Options, r *proxy.RecordOptions) { r.Folder = one.folder })
	one.ask("GET", "/orders", "")
	one.replays()
	other.ask("GET", "/stream", "")
	_, fixtures, findings := other.replays()
	if findings != 1 || !strings.Contains(fixtures, "/stream") {
		t.Errorf("%d findings of\n%s", findings, fixtures)
	}
	first, second := one.close(), other.close()
	if filepath.Base(second.Suite) != "shop-2.suite.yaml" || filepath.Base(second.Fixtures) != "shop-2.fixture" {
		t.Errorf("%s and %s", second.Suite, second.Fixtures)
	}
	if !strings.Contains(read(t, first.Fixtures), "/orders") || !strings.Contains(read(t, first.Suite), "shop.fixture") {
		t.Error("the first recording was written over")
	}
}

// A recording that cannot be written any more says so at once, and has it all once it can.
func TestARecordingThatCannotBeWritten(t *testing.T) {
	written, failing := make(chan string, 100), make(chan error, 100)
	b := start(t, http.HandlerFunc(shop), func(_ *proxy.Options, r *proxy.RecordOptions) {
		r.Written = func(path string) { written <- path }
		r.Failing = func(err error) { failing <- err }
	})
	b.ask("GET", "/orders?page=1", "")
	<-written
	away := b.folder + "-away"
	if err := os.Rename(b.folder, away); err != nil {
		t.Fatal(err)
	}
	b.ask("GET", "/orders?page=2", "")
	if err := <-failing; !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "shop.fixture") {
		t.Error(err)
	}
	if err := os.Rename(away, b.folder); err != nil {
		t.Fatal(err)
	}
	if _, _, findings := b.replays(); findings != 2 {
		t.Errorf("%d findings", findings)
	}
	if len(failing) > 0 {
		t.Error("it said so again")
	}
}

// The suite says how many exchanges are not recorded, also of those that came after it was written.
func TestWhatIsNotRecordedIsCounted(t *testing.T) {
	wrote := make(chan struct{}, 100)
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/long" {
			w.WriteHeader(http.StatusNoContent)
		}
	}), func(_ *proxy.Options, r *proxy.RecordOptions) {
		r.Body = 4
		r.Written = func(string) { wrote <- struct{}{} }
	})
	b.ask("GET", "/", "")
	<-wrote
	b.ask("POST", "/long", "longer than that")
	<-wrote
	b.ask("POST", "/long", "longer than that")
	suite, _, _ := b.replays()
	if want := "# - 2 exchanges, the first of them POST /long: the body of the request is longer than is kept\n"; !strings.Contains(suite, want) {
		t.Errorf("the suite has not %q:\n%s", want, suite)
	}
}

// A credential in a header of an answer, or in an address there, is captured for the request that
// follows, and is in no file.
func TestCredentialsInHeaders(t *testing.T) {
	const secret = "invented-ticket-4711"
	for name, value := range map[string]string{
		"Location":         "/next?page=1&token=" + secret,
		"Content-Location": "/next?token=" + secret + "#end",
		"Link":             "</next?token=" + secret + ">; rel=next",
		"X-Auth-Token":     secret,
	} {
		b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set(name, value)
			w.Header().Set("Access-Control-Allow-Credentials", "true")
		}))
		b.ask("GET", "/start", "")
		b.ask("GET", "/next?page=1&token="+secret, "")
		suite, fixtures, findings := b.replays()
		if findings != 2 || !strings.Contains(suite, "header: "+name) || strings.Contains(suite+fixtures, "ticket") ||
			!strings.Contains(fixtures, "Access-Control-Allow-Credentials: true") {
			t.Errorf("%s: %d findings of\n%s\n%s", name, findings, suite, fixtures)
		}
	}
}

// A credential in an event of a stream is captured from there for the request that uses it, and is
// in no file.
func TestCredentialsInStreams(t *testing.T) {
	for media, text := range map[string]string{
		"text/event-stream":    "data: {\"session\": {\"client_secret\": \"invented-ticket-4711\"}}\n\n",
		"application/x-ndjson": "{\"client_secret\": \"invented-ticket-4711\"}\n{\"a\": 1}\n",
	} {
		b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", media)
			fmt.Fprint(w, text)
		}))
		b.ask("GET", "/start", "")
		b.ask("GET", "/next", "", "Authorization: Bearer invented-ticket-4711")
		suite, fixtures, findings := b.replays()
		if findings != 2 || !strings.Contains(suite, "regex: ") || strings.Contains(suite+fixtures, "ticket") {
			t.Errorf("%s: %d findings of\n%s\n%s", media, findings, suite, fixtures)
		}
	}
}

// A secret in any place of a request, and in any form in which the API gives it back, is in no
// file: not while the recording grows, not at its end.
func TestNoSecretReachesTheDisk(t *testing.T) {
	const secret = `cAnary"4711/värde+x%26=`
	leaks := make(chan []string, 1000)
	var folder string
	search := func() {
		found, err := canary.Search(folder, []string{secret})
		if err != nil {
			found = append(found, err.Error())
		}
		leaks <- found
	}
	b := start(t, http.HandlerFunc(canary.Echo), func(_ *proxy.Options, r *proxy.RecordOptions) {
		folder = r.Folder
		r.Written = func(string) { search() }
	})
	query := url.QueryEscape(secret)
	b.ask("GET", "/text/0?api_key="+query, "")
	b.ask("POST", "/text/0", `{"password": `+fmt.Sprintf("%q", secret)+`}`, "Content-Type: application/json")
	b.ask("POST", "/text/0", "client_secret="+query, "Content-Type: application/x-www-form-urlencoded")
	b.ask("GET", "/text/0", "", "Cookie: sid="+query)
	b.ask("GET", "/text/0", "", "Authorization: Basic "+base64.StdEncoding.EncodeToString([]byte("me:"+secret)))
	b.ask("GET", "/text/0", "", "X-Api-Key: "+query)
	for _, place := range []string{"json", "text", "stream", "pieces", "lines", "redirect"} {
		for n := range len(canary.Transforms) {
			b.ask("GET", fmt.Sprintf("/%s/%d", place, n), "", "X-Secret: "+secret)
		}
	}
	b.replays()
	search()
	close(leaks)
	for found := range leaks {
		for _, leak := range found {
			t.Error(leak)
		}
	}
}

// Where the files cannot be written is said at the start, and at the end if it is so by then.
func TestAFolderThatCannotBeWritten(t *testing.T) {
	place := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(place, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := proxy.NewRecorder(proxy.RecordOptions{Folder: place, Name: "x"}); err == nil {
		t.Error("a file was taken for a folder")
	}
	b := start(t, http.HandlerFunc(shop))
	if err := os.RemoveAll(b.folder); err != nil {
		t.Fatal(err)
	}
	b.ask("GET", "/orders", "")
	b.closed = true
	if s, err := b.recorder.Close(); err == nil || s.Draft != nil {
		t.Errorf("%+v, %v", s, err)
	}
}

// The name that was chosen may be asked for while the recording is written below another, as
// somebody else's file took it.
func TestTheChosenNameWhileItIsWritten(t *testing.T) {
	b := start(t, http.HandlerFunc(shop))
	chosen := b.recorder.Suite()
	const theirs = "suite: Theirs\n"
	if err := os.WriteFile(chosen, []byte(theirs), 0o600); err != nil {
		t.Fatal(err)
	}
	b.ask("GET", "/orders", "")
	var asked sync.WaitGroup
	asked.Go(func() {
		if now := b.recorder.Suite(); now != chosen {
			t.Errorf("chosen was %s, and now %s", chosen, now)
		}
	})
	s := b.close()
	asked.Wait()
	if s.Suite == chosen || b.recorder.Suite() != chosen {
		t.Errorf("written is %s; chosen was %s, and is now %s", s.Suite, chosen, b.recorder.Suite())
	}
	if text, err := os.ReadFile(chosen); err != nil || string(text) != theirs {
		t.Errorf("their file is %q, %v", text, err)
	}
	if files, _ := filepath.Glob(filepath.Join(b.folder, "*")); len(files) != 3 {
		t.Errorf("their suite and a recording leave %v", files)
	}
}

// What an API gives out as a credential is in none of the files, and what is none is.
func TestNothingGivenOutIsRecorded(t *testing.T) {
	values := map[string]string{}
	for _, p := range slices.Concat(canary.Issued, canary.Ordinary) {
		values[p.Name] = canary.Marker()
	}
	b := start(t, canary.Issuer(values))
	for _, p := range slices.Concat(canary.Issued, canary.Ordinary) {
		b.ask("GET", "/"+p.Name, "")
	}
	suite, fixtures, _ := b.replays()
	for _, p := range canary.Issued {
		for name, text := range map[string]string{"suite": suite, "recording": fixtures} {
			if at := strings.Index(text, values[p.Name]); at >= 0 {
				t.Errorf("the %s holds the value of %s: …%s…", name, p.Name, text[max(0, at-80):at])
			}
		}
	}
	for _, p := range canary.Ordinary {
		if p.Escape == nil && !strings.Contains(fixtures, values[p.Name]) {
			t.Errorf("the recording has not the value of %s", p.Name)
		}
	}
}

// Where a secret stands in the address of every request, the summary says that none was recorded
// for that, and of which requests.
func TestWhatIsLeftOutIsNamed(t *testing.T) {
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Date"] = nil
		fmt.Fprint(w, `{"password": "127.0.0.1"}`)
	}))
	for range 2 {
		b.ask("GET", "/account", "")
	}
	s := b.close()
	if s.Draft != nil || s.Leaking == nil {
		t.Fatalf("recorded: %+v", s)
	}
	if got, want := s.Leaking.String(), "2 exchanges, the first of them GET /account: a secret would stand in its recording"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// The secret of an exchange that is left out is in no file, wherever else it stood.
func TestTheSecretOfWhatIsLeftOut(t *testing.T) {
	const secret = "invented-ticket-4711"
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"note": %q}`, secret)
	}))
	b.ask("GET", "/start", "")
	b.ask("GET", "/"+base64.StdEncoding.EncodeToString([]byte(secret)), "", "Authorization: Bearer "+secret)
	if _, _, findings := b.replays(); findings != 1 {
		t.Errorf("%d findings", findings)
	}
	if found, err := canary.Search(b.folder, []string{secret}); err != nil || len(found) > 0 {
		t.Errorf("%v, %v", found, err)
	}
}

// A date, a position in a list and the name of a token are no secrets of a recording.
func TestOrdinaryMembersAreNoSecrets(t *testing.T) {
	const body = `{"password_changed": "2026-11-30", "token_expires_at": "2026-11-30T10:00:00Z", "paging_token": "33735013437505537"}`
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, body)
	}))
	b.ask("GET", "/account", "")
	suite, fixtures, _ := b.replays()
	if !strings.Contains(fixtures, body) || strings.Contains(suite, "redact") {
		t.Errorf("%s\n%s", suite, fixtures)
	}
}
