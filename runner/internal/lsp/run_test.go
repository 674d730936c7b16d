package lsp_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"assay/runner/internal/lsp/protocol"
	"assay/runner/internal/lsp/rpc"
)

// lens returns the resolved lens of a finding: its title, and the command that it runs.
func (s *session) lens(name, finding string, live bool) *protocol.Command {
	s.Helper()
	var all []protocol.CodeLens
	s.call("textDocument/codeLens", map[string]any{"textDocument": map[string]any{"uri": s.uri(name)}}, &all)
	for _, one := range all {
		var data struct {
			Finding string
			Live    bool
		}
		if err := json.Unmarshal(one.Data, &data); err != nil {
			s.Fatal(err)
		}
		if data.Finding == finding && data.Live == live {
			s.call("codeLens/resolve", one, &one)
			return one.Command
		}
	}
	s.Fatalf("%s has no lens", finding)
	return nil
}

// shownMessage waits for what the user is shown.
func (s *session) shownMessage() string {
	s.Helper()
	var p protocol.ShowMessageParams
	if err := json.Unmarshal(s.notified("window/showMessage").Params, &p); err != nil {
		s.Fatal(err)
	}
	return p.Message
}

// A finding is replayed from its lens, with the text that the editor has; what is broken is
// marked.
func TestRunReplayed(t *testing.T) {
	s := openShop(t)
	run := s.lens(shopFile, "cars-come", false)
	if run.Title != "run (replay)" || run.Command != "assay.run" {
		t.Fatalf("%+v", run)
	}
	var out struct {
		Requests int
		Verdicts []struct{ Probe, Verdict, Text string }
	}
	s.call("workspace/executeCommand", run, &out)
	if len(out.Verdicts) != 1 || out.Verdicts[0].Verdict != "holds" || out.Requests != 0 {
		t.Errorf("%+v", out)
	}
	if got := s.shownMessage(); got != "cars-come: holds (replay)" {
		t.Error(got)
	}
	s.edit(shopFile, "$.total: 2", "$.total: 3")
	s.wants(shopFile, "")
	s.call("workspace/executeCommand", run, &out)
	if got := s.shownMessage(); got != "cars-come: broken (replay)\ncars: json $.total: expected 3 (number), got 2 (number)" {
		t.Error(got)
	}
	s.until(shopFile, "27:23 3 `3` broken: json $.total of cars: expected 3 (number), got 2 (number)\n")
	s.edit(shopFile, "$.total: 3", "$.total: 2")
	s.until(shopFile, "")
	for want, arguments := range map[string][]any{
		"the suite has no finding \"none\"":                                       {s.uri(shopFile), "none"},
		"the arguments of assay.run are a document's URI and the id of a finding": {7},
	} {
		if got := s.refused("workspace/executeCommand", map[string]any{"command": "assay.run", "arguments": arguments}); got != want {
			t.Error(got)
		}
	}
	if got := s.refused("workspace/executeCommand", map[string]any{"command": "rm"}); got != `assay lsp has no command "rm"; it has assay.run and assay.live` {
		t.Error(got)
	}
}

// A live run sends what the user confirmed, and nothing without that.
func TestRunLive(t *testing.T) {
	var requests atomic.Int64
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"total": 2, "cars": [{"id": "a1"}]}`))
	}))
	defer api.Close()
	t.Setenv("SHOP_KEY", "a-key-of-the-shop-4711")
	s := start(t, shopFile, strings.Replace(shop, "http://127.0.0.1:1", api.URL, 1))
	s.open(shopFile)
	s.published(shopFile)
	live := s.lens(shopFile, "car-comes", true)
	if live.Title != "ask live (2 requests)" || live.Command != "assay.live" {
		t.Fatalf("%+v", live)
	}
	question, choice := "", any(nil)
	s.answer = func(m *rpc.Message) any {
		var p protocol.ShowMessageParams
		if err := json.Unmarshal(m.Params, &p); err != nil || m.Method != "window/showMessageRequest" {
			t.Errorf("%s %s: %v", m.Method, m.Params, err)
		}
		question = p.Message
		return choice
	}
	for _, declined := range []any{nil, protocol.MessageItem{Title: "Cancel"}, "what?"} {
		choice = declined
		if got := s.refused("workspace/executeCommand", live); got != `nothing was sent: the live run of "car-comes" was not confirmed` {
			t.Error(got)
		}
	}
	if want := "Send at most 2 requests to " + api.URL + ", for cars and car?"; question != want {
		t.Errorf("the question: %s", question)
	}
	if n := requests.Load(); n != 0 {
		t.Fatalf("%d requests were sent without confirmation", n)
	}
	choice = protocol.MessageItem{Title: "Send"}
	var out struct {
		Requests int
		Verdicts []struct{ Probe, Verdict string }
	}
	s.call("workspace/executeCommand", live, &out)
	if out.Requests != 2 || requests.Load() != 2 || len(out.Verdicts) != 1 || out.Verdicts[0].Verdict != "holds" {
		t.Errorf("%+v, %d requests", out, requests.Load())
	}
	if got := s.shownMessage(); got != "car-comes: holds (2 requests sent)" {
		t.Error(got)
	}
}

// action returns the action with a title at a text that a file has once.
func (s *session) action(text, title string) *protocol.CodeAction {
	s.Helper()
	at := s.at(shopFile, text)
	at["range"] = protocol.Range{Start: at["position"].(protocol.Position), End: at["position"].(protocol.Position)}
	at["context"] = map[string]any{"diagnostics": []any{}}
	var all []protocol.CodeAction
	s.call("textDocument/codeAction", at, &all)
	var titles []string
	for i := range all {
		if titles = append(titles, all[i].Title); all[i].Title == title {
			return &all[i]
		}
	}
	s.Fatalf("at %q: %q", text, titles)
	return nil
}

// A word that is no key is changed to the one that was meant.
func TestFixOfAWord(t *testing.T) {
	s := openShop(t)
	s.edit(shopFile, "/cars?currency=${currency}", "/cars?currency=${curency}")
	s.published(shopFile)
	a := s.action("${curency", "Change ${curency} to ${currency}")
	if got := s.applied(a.Edit)[shopFile]; got != shop || a.Kind != "quickfix" || len(a.Diagnostics) != 1 {
		t.Errorf("%+v:\n%s", a, got)
	}
}

// A finding about authentication gets a control: a new probe without the key, or one that is
// there.
func TestFixOfAControl(t *testing.T) {
	s := openShop(t)
	s.edit(shopFile, "claim: the cars come", "claim: the key is needed for cars")
	s.wants(shopFile, "22:3 2 `cars-come` the finding \"cars-come\" is about authentication and has no control: a public endpoint would pass too; add control: PROBE, the same request without the key\n")
	a := s.action("  cars-come", "Add a probe without credentials as control: cars-without-key")
	got := s.applied(a.Edit)[shopFile]
	for _, want := range []string{
		"    path: /cars/${cars.first}\n  cars-without-key:\n    path: /cars?currency=${currency}\n    headers: {Authorization: null}\n\nfindings:\n",
		"      json: {$.total: 2}\n    control: cars-without-key\n  car-comes:\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	s.edit(shopFile, s.texts[shopFile], got)
	s.until(shopFile, "")
	s.edit(shopFile, "    control: cars-without-key\n", "")
	s.until(shopFile, "20:3 2 `cars-without-key` nothing judges the probe \"cars-without-key\"; name it in a finding, or take it away\n"+
		"25:3 2 `cars-come` the finding \"cars-come\" is about authentication and has no control: a public endpoint would pass too; add control: PROBE, the same request without the key\n")
	if a := s.action("  cars-come", "Add control: cars-without-key"); s.applied(a.Edit)[shopFile] != got {
		t.Errorf("with a probe that is there:\n%s", s.applied(a.Edit)[shopFile])
	}
}

// What assay mutate suggests comes into the finding, until nothing is left to suggest.
func TestStrengthen(t *testing.T) {
	s := openShop(t)
	const title = "Expect more of the recorded response (assay mutate)"
	for i := 0; ; i++ {
		a := s.action("  cars-come", title)
		m := s.request("codeAction/resolve", a)
		if m.Error != nil {
			if i < 2 || !strings.HasPrefix(m.Error.Message, `assay mutate has nothing to add to "cars-come"`) {
				t.Errorf("after %d suggestions: %s", i, m.Error.Message)
			}
			break
		}
		if err := json.Unmarshal(m.Result, a); err != nil || i > 20 {
			t.Fatalf("%v, %d suggestions", err, i)
		}
		s.edit(shopFile, s.texts[shopFile], s.applied(a.Edit)[shopFile])
		s.wants(shopFile, "")
	}
	if text := s.texts[shopFile]; !strings.Contains(text, "$.total: 2, ") {
		t.Errorf("nothing came in beside what was there:\n%s", text)
	}
}
