package protocol

import "encoding/json"

// MarkupContent is Markdown that is shown to the user.
type MarkupContent struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

// Markdown returns a text in Markdown.
func Markdown(text string) *MarkupContent { return &MarkupContent{"markdown", text} }

// The kinds of a [CompletionItem].
const (
	KindField      = 5
	KindVariable   = 6
	KindProperty   = 10
	KindValue      = 12
	KindEnumMember = 20
	KindFile       = 17
	KindReference  = 18
)

// CompletionItem is a proposal of textDocument/completion.
type CompletionItem struct {
	Label         string         `json:"label"`
	Kind          int            `json:"kind"`
	Detail        string         `json:"detail,omitempty"`
	Documentation *MarkupContent `json:"documentation,omitempty"`
	SortText      string         `json:"sortText,omitempty"`
	FilterText    string         `json:"filterText,omitempty"`
	TextEdit      *TextEdit      `json:"textEdit,omitempty"`
}

// CompletionList is the result of textDocument/completion.
type CompletionList struct {
	IsIncomplete bool             `json:"isIncomplete"`
	Items        []CompletionItem `json:"items"`
}

// Hover is the result of textDocument/hover.
type Hover struct {
	Contents *MarkupContent `json:"contents"`
	Range    Range          `json:"range"`
}

// The kinds of a [DocumentSymbol].
const (
	SymbolNamespace = 3
	SymbolProperty  = 7
	SymbolFunction  = 12
	SymbolVariable  = 13
	SymbolKey       = 20
	SymbolEvent     = 24
)

// DocumentSymbol is an entry of the outline of a document.
type DocumentSymbol struct {
	Name           string           `json:"name"`
	Detail         string           `json:"detail,omitempty"`
	Kind           int              `json:"kind"`
	Range          Range            `json:"range"`
	SelectionRange Range            `json:"selectionRange"`
	Children       []DocumentSymbol `json:"children,omitempty"`
}

// Command is a command that workspace/executeCommand runs.
type Command struct {
	Title     string `json:"title"`
	Command   string `json:"command"`
	Arguments []any  `json:"arguments,omitempty"`
}

// CodeLens is a command that is shown above a line. Without a command it is resolved when shown.
type CodeLens struct {
	Range   Range           `json:"range"`
	Command *Command        `json:"command,omitempty"`
	Data    json.RawMessage `json:"data,omitempty"`
}

// CodeAction is a change that is offered at a place. Without an edit it is resolved when chosen.
type CodeAction struct {
	Title       string          `json:"title"`
	Kind        string          `json:"kind"`
	Diagnostics []Diagnostic    `json:"diagnostics,omitempty"`
	IsPreferred bool            `json:"isPreferred,omitempty"`
	Edit        *WorkspaceEdit  `json:"edit,omitempty"`
	Data        json.RawMessage `json:"data,omitempty"`
}

// The kinds of a [CodeAction].
const (
	QuickFix = "quickfix"
	Rewrite  = "refactor.rewrite"
)

// ExecuteCommandParams are the parameters of workspace/executeCommand.
type ExecuteCommandParams struct {
	Command   string            `json:"command"`
	Arguments []json.RawMessage `json:"arguments"`
}

// PrepareRename is the result of textDocument/prepareRename.
type PrepareRename struct {
	Range       Range  `json:"range"`
	Placeholder string `json:"placeholder"`
}
