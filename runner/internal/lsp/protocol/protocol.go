package protocol

import "encoding/json"

// Position is a place in a document.
type Position struct {
	Line      int `json:"line"`      // from 0
	Character int `json:"character"` // from 0, in UTF-16 code units
}

// Range is a part of a document; End is exclusive.
type Range struct {
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// Location is a part of a document at a URI.
type Location struct {
	URI   string `json:"uri"`
	Range Range  `json:"range"`
}

// TextEdit replaces a part of a document.
type TextEdit struct {
	Range   Range  `json:"range"`
	NewText string `json:"newText"`
}

// WorkspaceEdit changes several documents, by URI.
type WorkspaceEdit struct {
	Changes map[string][]TextEdit `json:"changes"`
}

// TextDocument identifies a document, and of one that is open its version.
type TextDocument struct {
	URI     string `json:"uri"`
	Version *int   `json:"version,omitempty"`
}

// DocumentParams are the parameters of requests about a document, or a part of it.
type DocumentParams struct {
	TextDocument TextDocument `json:"textDocument"`
	Position     Position     `json:"position"`
	Range        Range        `json:"range"`
	Context      struct {
		IncludeDeclaration bool         `json:"includeDeclaration"`
		Diagnostics        []Diagnostic `json:"diagnostics"`
	} `json:"context"`
	NewName string `json:"newName"`
}

// InitializeParams are the parameters of initialize.
type InitializeParams struct {
	RootURI          *string  `json:"rootUri"`
	RootPath         *string  `json:"rootPath"`
	WorkspaceFolders []Folder `json:"workspaceFolders"`
	Capabilities     struct {
		Workspace struct {
			DidChangeWatchedFiles struct {
				DynamicRegistration bool `json:"dynamicRegistration"`
			} `json:"didChangeWatchedFiles"`
			CodeLens struct {
				RefreshSupport bool `json:"refreshSupport"`
			} `json:"codeLens"`
		} `json:"workspace"`
	} `json:"capabilities"`
}

// Folder is a folder of the workspace.
type Folder struct {
	URI  string `json:"uri"`
	Name string `json:"name"`
}

// DidOpenParams are the parameters of textDocument/didOpen.
type DidOpenParams struct {
	TextDocument struct {
		URI        string `json:"uri"`
		LanguageID string `json:"languageId"`
		Version    int    `json:"version"`
		Text       string `json:"text"`
	} `json:"textDocument"`
}

// DidChangeParams are the parameters of textDocument/didChange.
type DidChangeParams struct {
	TextDocument   TextDocument `json:"textDocument"`
	ContentChanges []Change     `json:"contentChanges"`
}

// Change replaces a part of a document, or all of it if Range is nil.
type Change struct {
	Range *Range `json:"range"`
	Text  string `json:"text"`
}

// The severities of a [Diagnostic].
const (
	SeverityError       = 1
	SeverityWarning     = 2
	SeverityInformation = 3
)

// Diagnostic is a message about a part of a document.
type Diagnostic struct {
	Range    Range           `json:"range"`
	Severity int             `json:"severity"`
	Code     string          `json:"code,omitempty"`
	Source   string          `json:"source"`
	Message  string          `json:"message"`
	Data     json.RawMessage `json:"data,omitempty"`
}

// PublishDiagnosticsParams are the parameters of textDocument/publishDiagnostics.
type PublishDiagnosticsParams struct {
	URI         string       `json:"uri"`
	Version     *int         `json:"version,omitempty"`
	Diagnostics []Diagnostic `json:"diagnostics"`
}

// The types of a message to the user.
const (
	MessageError   = 1
	MessageWarning = 2
	MessageInfo    = 3
)

// ShowMessageParams are the parameters of window/showMessage and window/showMessageRequest.
type ShowMessageParams struct {
	Type    int           `json:"type"`
	Message string        `json:"message"`
	Actions []MessageItem `json:"actions,omitempty"`
}

// MessageItem is an action that the user may choose.
type MessageItem struct {
	Title string `json:"title"`
}
