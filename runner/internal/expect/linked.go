package expect

import (
	"errors"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/source"
)

// The import paths of the packages that link a part of the language into a program.
const (
	CELPackage   = "assay/runner/cel"
	XPathPackage = "assay/runner/xpath"
)

// Why a program cannot read a part of the language.
var (
	errNoCEL   = errors.New("this program does not link the evaluator of CEL")
	ErrNoXPath = errors.New("this program does not link XPath")
)

// keyCompiler compiles a key of an expectation.
type keyCompiler = func(*predicate.Compiler, *yaml.Node) check.Check

// What an import of its own links; nil in a program without it.
var (
	celCompiler keyCompiler
	xmlCompiler keyCompiler
	xpathParser func(text string) (XPath, error)
)

// LinkCEL sets the compiler of the key cel. [CELPackage] calls it when a program starts.
func LinkCEL(compile keyCompiler) { celCompiler = compile }

// LinkXPath sets the compilers of the key xml and of expressions. [XPathPackage] calls it when a
// program starts.
func LinkXPath(compile keyCompiler, parse func(text string) (XPath, error)) {
	xmlCompiler, xpathParser = compile, parse
}

// XPath is a compiled XPath 1.0 expression over XML and HTML bodies, to take a value from a
// response. It may be used from many goroutines.
type XPath interface {
	// Values returns the result of the expression for o's body: the text of each selected node, or
	// one json.Number, string or bool that it computes; nothing for NaN. A body that is neither XML
	// nor HTML is an error.
	Values(o *exchange.Observation) ([]any, error)
}

// NewXPath compiles an expression; the error is [ErrNoXPath], or says why it is invalid.
func NewXPath(text string) (XPath, error) {
	if xpathParser == nil {
		return nil, ErrNoXPath
	}
	return xpathParser(text)
}

// compileCEL compiles the key cel, or records what the program lacks.
func compileCEL(c *predicate.Compiler, n *yaml.Node) check.Check {
	if celCompiler == nil {
		c.Mistake(n, "cel: %v", errNoCEL).Next = source.LinkNext(CELPackage)
		return nil
	}
	return celCompiler(c, n)
}

// compileXML compiles the key xml, or records what the program lacks.
func compileXML(c *predicate.Compiler, n *yaml.Node) check.Check {
	if xmlCompiler == nil {
		c.Mistake(n, "xml: %v", ErrNoXPath).Next = source.LinkNext(XPathPackage)
		return nil
	}
	return xmlCompiler(c, n)
}
