package importer_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"assay/runner/internal/expect"
	"assay/runner/internal/suite"
)

// notWords are keys in the importers' code that are names of the API, or of other formats that they
// read.
var notWords = map[string]bool{"$": true, "Accept": true, "Authorization": true, "Content-Type": true, "Location": true, "const": true, "prefixItems": true, "minItems": true, "required": true, "resource": true, "maxProperties": true, "anyOf": true}

// TestImportersWriteWordsOfTheFormat checks the keys that importers write: a misspelt one would not
// load, and its part would always be listed instead of carried over.
func TestImportersWriteWordsOfTheFormat(t *testing.T) {
	known := map[string]bool{}
	var schema any
	if err := json.Unmarshal(suite.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	properties(schema, known)
	for _, w := range append(expect.Keys(), expect.Operators()...) {
		known[w.Name] = true
	}
	written := 0
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if path == "peers" {
			return filepath.SkipDir
		}
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit := keyOf(n); lit != nil {
				written++
				if key, _ := strconv.Unquote(lit.Value); !known[key] && !notWords[key] {
					t.Errorf("%s: no suite has the word %q", files.Position(lit.Pos()), key)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if written < 100 {
		t.Errorf("only %d keys were found: importers write them in another way", written)
	}
}

// properties adds the names of all members that a JSON Schema names.
func properties(v any, known map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		if named, ok := v["properties"].(map[string]any); ok {
			for name := range named {
				known[name] = true
			}
		}
		for _, below := range v {
			properties(below, known)
		}
	case []any:
		for _, below := range v {
			properties(below, known)
		}
	}
}

// keyOf returns the literal key of a part of a suite: MapOf("key", …), m.Set("key", …), {Key:
// "key", Value: …}; nil for anything else.
func keyOf(n ast.Node) *ast.BasicLit {
	var key ast.Expr
	switch n := n.(type) {
	case *ast.CallExpr:
		name := ""
		switch f := n.Fun.(type) {
		case *ast.Ident:
			name = f.Name
		case *ast.SelectorExpr:
			name = f.Sel.Name
		}
		if len(n.Args) == 2 && (name == "MapOf" || name == "Set") {
			key = n.Args[0]
		}
	case *ast.CompositeLit:
		for _, e := range n.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				if id, ok := kv.Key.(*ast.Ident); ok && id.Name == "Key" {
					key = kv.Value
				}
			}
		}
	}
	lit, _ := key.(*ast.BasicLit)
	return lit
}
