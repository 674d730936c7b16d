package lsp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"assay/runner/internal/lsp"
	"assay/runner/internal/lsp/rpc"
	"assay/runner/internal/secret/redact"
)

// methods are what is asked; each is about a place of the document, or has any parameters.
var methods = []string{
	"textDocument/completion", "textDocument/hover", "textDocument/definition", "textDocument/references", "textDocument/prepareRename",
	"textDocument/rename", "textDocument/documentSymbol", "textDocument/codeLens", "textDocument/codeAction", "textDocument/formatting",
}

// Everything may be asked at the end of every beginning of a document, and with any parameters:
// none of it is an internal error.
func TestEveryBeginning(t *testing.T) {
	for i := 0; i < len(shop); i += 3 {
		lines := strings.Split(shop[:i], "\n")
		everything(t, shop[:i], len(lines)-1, len(lines[len(lines)-1]), `{"textDocument": {}}`)
	}
	for _, c := range []struct {
		text            string
		line, character int
		params          string
	}{
		{"es: {p: {path: \x7f${", 0, -29, ""},
		{"findings:\n  f: {probe: p, expect: {json: {$.a", 1, 40, `[]`},
		{"probes: {p: {path: \"${", 0, 21, `{"contentChanges": [{"range": {"start": {"line": -1}, "end": {"line": 9}}}]}`},
		{"include: [a, {pack: b, findings: [", 0, 33, `null`},
		{"\x00\xff: \t- {[\n\r\n- - &a *a !b ? x", 7, 9, `"x"`},
	} {
		everything(t, c.text, c.line, c.character, c.params)
	}
}

// everything is a session in which everything is asked about a text.
func everything(t *testing.T, text string, line, character int, params string) {
	t.Helper()
	const uri = "file:///none/x.suite.yaml"
	var in bytes.Buffer
	send := func(method string, asks bool, params any) {
		m := &rpc.Message{Method: method, Params: encoded(t, params)}
		if asks {
			m.ID = json.RawMessage("1")
		}
		content, err := rpc.Encode(m)
		if err == nil {
			err = rpc.WriteFrame(&in, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	document := map[string]any{"uri": uri, "version": 2}
	send("initialize", true, map[string]any{"rootUri": "file:///none", "capabilities": map[string]any{}})
	send("textDocument/didOpen", false, map[string]any{"textDocument": map[string]any{"uri": uri, "version": 1, "text": text}})
	at := map[string]any{"line": line, "character": character}
	place := map[string]any{"textDocument": document, "position": at, "newName": "x", "range": map[string]any{"start": at, "end": at}}
	for _, method := range methods {
		send(method, true, place)
	}
	send("textDocument/didChange", false, map[string]any{"textDocument": document, "contentChanges": []any{
		map[string]any{"range": map[string]any{"start": at, "end": map[string]any{"line": character, "character": line}}, "text": params},
	}})
	send(methods[0], true, place)
	if json.Valid([]byte(params)) {
		for _, method := range append([]string{"textDocument/didChange", "codeAction/resolve", "codeLens/resolve", "workspace/executeCommand"}, methods...) {
			send(method, true, json.RawMessage(params))
		}
	}
	send("shutdown", true, nil)
	send("exit", false, nil)
	var errors bytes.Buffer
	out := &bytes.Buffer{} // written by one goroutine at a time
	if err := lsp.Serve(context.Background(), &in, out, lsp.Options{Version: "0", Env: func(string) (string, bool) { return "", false }, Errors: &errors, Masks: &redact.Masks{}}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(errors.String(), "internal error") || bytes.Contains(out.Bytes(), []byte("-32603")) {
		t.Fatalf("%q:\n%s\n%s", text, errors.String(), out.String())
	}
}

func FuzzTyping(f *testing.F) {
	f.Add(shop, 8, 20, `{"contentChanges": [{"range": {"start": {"line": -1}, "end": {"line": 9}}}]}`)
	f.Add("findings:\n  f: {probe: p, expect: {json: {$.a", 1, 40, `[]`)
	f.Add("\x00\xff: \t- {[\n\r\n- - &a *a !b ? x", 7, 9, `"x"`)
	f.Fuzz(everything)
}
