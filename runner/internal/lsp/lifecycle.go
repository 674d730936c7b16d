package lsp

import (
	"encoding/json"
	"os"
	"sync"

	"assay/runner/internal/lsp/protocol"
	"assay/runner/internal/lsp/rpc"
)

// handlers returns the methods that the server knows.
var handlers = sync.OnceValue(func() map[string]handler {
	return map[string]handler{
		"initialize":                      with((*server).initialize),
		"initialized":                     with((*server).ready),
		"shutdown":                        with((*server).shutdown),
		"$/cancelRequest":                 with((*server).cancel),
		"textDocument/didOpen":            with((*server).didOpen),
		"textDocument/didChange":          with((*server).didChange),
		"textDocument/didClose":           with((*server).didClose),
		"textDocument/didSave":            with((*server).didSave),
		"workspace/didChangeWatchedFiles": with((*server).filesChanged),
		"textDocument/completion":         with((*server).completion),
		"textDocument/hover":              with((*server).hover),
		"textDocument/definition":         with((*server).definition),
		"textDocument/references":         references,
		"textDocument/prepareRename":      with((*server).prepareRename),
		"textDocument/rename":             rename,
		"textDocument/documentSymbol":     with((*server).symbols),
		"textDocument/formatting":         with((*server).formatting),
		"textDocument/codeLens":           with((*server).lenses),
		"codeLens/resolve":                with((*server).resolveLens),
		"textDocument/codeAction":         with((*server).actions),
		"codeAction/resolve":              resolveAction,
		"workspace/executeCommand":        execute,
	}
})

type nothing struct{}

func (s *server) initialize(p *protocol.InitializeParams) (any, error) {
	if s.initialized {
		return nil, rpc.Errorf(rpc.InvalidRequest, "initialize came twice")
	}
	s.initialized, s.client = true, *p
	for _, f := range p.WorkspaceFolders {
		s.addFolder(pathOf(f.URI))
	}
	if len(s.folders) == 0 && p.RootURI != nil {
		s.addFolder(pathOf(*p.RootURI))
	}
	if len(s.folders) == 0 && p.RootPath != nil {
		s.addFolder(*p.RootPath)
	}
	if len(s.folders) == 0 {
		if here, err := os.Getwd(); err == nil {
			s.addFolder(here)
		}
	}
	return map[string]any{
		"serverInfo": map[string]string{"name": "assay", "version": s.Version},
		"capabilities": map[string]any{
			"positionEncoding":   "utf-16",
			"textDocumentSync":   map[string]any{"openClose": true, "change": 2, "save": map[string]any{}},
			"completionProvider": map[string]any{"triggerCharacters": []string{"{", ".", "$", "[", " ", "/"}},
			"hoverProvider":      true,
			"definitionProvider": true,
			"referencesProvider": true,
			"renameProvider":     map[string]any{"prepareProvider": true},

			"documentSymbolProvider":     true,
			"documentFormattingProvider": true,

			"codeLensProvider":       map[string]any{"resolveProvider": true},
			"codeActionProvider":     map[string]any{"codeActionKinds": []string{protocol.QuickFix, protocol.Rewrite}, "resolveProvider": true},
			"executeCommandProvider": map[string]any{"commands": []string{commandRun, commandLive}},
		},
	}, nil
}

func (s *server) addFolder(path string) {
	if path != "" {
		s.folders = append(s.folders, path)
	}
}

// ready asks for news of files that other programs change, where the client has them.
func (s *server) ready(*nothing) (any, error) {
	if s.client.Capabilities.Workspace.DidChangeWatchedFiles.DynamicRegistration {
		watchers := []map[string]string{{"globPattern": "**/*.{yaml,yml,fixture,http,har,csv,json}"}}
		s.ask("client/registerCapability", map[string]any{"registrations": []any{map[string]any{
			"id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": map[string]any{"watchers": watchers},
		}}}, func(*rpc.Message) {})
	}
	return nil, nil
}

func (s *server) shutdown(*nothing) (any, error) {
	s.shut = true
	for _, cancel := range s.working {
		cancel()
	}
	return nil, nil
}

func (s *server) cancel(p *struct{ ID json.RawMessage }) (any, error) {
	if cancel := s.working[string(p.ID)]; cancel != nil {
		cancel()
	}
	return nil, nil
}

func (s *server) didOpen(p *protocol.DidOpenParams) (any, error) {
	d := &document{uri: p.TextDocument.URI, version: p.TextDocument.Version, whole: true, dirty: true}
	if d.path = pathOf(d.uri); d.path == "" {
		return nil, rpc.Errorf(rpc.InvalidParams, "didOpen: %q is no file; assay lsp reads file: URIs only", d.uri)
	}
	d.buffer = newBuffer([]byte(p.TextDocument.Text))
	s.documents[d.uri] = d
	s.touch(d)
	return nil, nil
}

// open returns an open document.
func (s *server) open(uri string) (*document, error) {
	if d := s.documents[uri]; d != nil {
		return d, nil
	}
	return nil, rpc.Errorf(rpc.InvalidParams, "the document %q is not open", uri)
}

func (s *server) didChange(p *protocol.DidChangeParams) (any, error) {
	d, err := s.open(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	if p.TextDocument.Version != nil {
		d.version = *p.TextDocument.Version
	}
	d.change(p.ContentChanges)
	s.touch(d)
	return nil, nil
}

func (s *server) didClose(p *protocol.DocumentParams) (any, error) {
	d, err := s.open(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	delete(s.documents, d.uri)
	d.known = nil
	s.publish(d)
	delete(s.published, d.path)
	s.touchIncluding(d.path)
	for _, other := range s.documents { // none may be left that includes it
		if d.isSuite() && !other.isSuite() {
			other.dirty = true
		}
	}
	return nil, nil
}

// didSave checks again: the file may be one that a suite reads from the disk.
func (s *server) didSave(*protocol.DocumentParams) (any, error) { return s.filesChanged(nil) }

// filesChanged checks every open document again: what they read has changed.
func (s *server) filesChanged(*nothing) (any, error) {
	for _, d := range s.documents {
		d.dirty, d.whole = true, true
	}
	return nil, nil
}
