package xml

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/antchfx/htmlquery"
	"github.com/antchfx/xmlquery"
	"github.com/antchfx/xpath"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/text"
)

// xPath is a compiled XPath 1.0 expression. A name with a prefix selects the elements written with
// that prefix; local-name() ignores prefixes.
type xPath struct {
	text string
	expr *xpath.Expr
	is   xPathResult
	mu   sync.Mutex // the library keeps state in an expression while it counts
}

// xPathResult is the type of an expression's result, the same for every document.
type xPathResult int8

const (
	nodeSet xPathResult = iota
	xPathNumber
	xPathText
	xPathTruth
)

// parseXPath compiles an expression and determines the type of its result.
func parseXPath(text string) (*xPath, error) {
	p := &xPath{text: text}
	err := guard(func() (err error) {
		p.expr, err = xpath.Compile(text)
		return err
	})
	if err != nil {
		return nil, err
	}
	_ = guard(func() error { // an expression that fails on an empty document selects nodes
		p.is = resultOf(p.expr.Evaluate(xmlquery.CreateXPathNavigator(&xmlquery.Node{Type: xmlquery.DocumentNode})))
		return nil
	})
	return p, nil
}

func resultOf(v any) xPathResult {
	switch v.(type) {
	case float64:
		return xPathNumber
	case string:
		return xPathText
	case bool:
		return xPathTruth
	}
	return nodeSet
}

// guard turns a panic of the XPath library, which some expressions cause, into an error.
func guard(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the XPath library does not take it: %v", p)
		}
	}()
	return do()
}

// markup is a parsed XML or HTML document.
type markup func() xpath.NodeNavigator

// parseMarkup reads a body as HTML if it says so (by its content type, otherwise by its first tag),
// and as XML otherwise. An empty body is a document without nodes.
func parseMarkup(o *exchange.Observation) (markup, error) {
	text := string(o.Text())
	html := isHTML(o.Header.Get("Content-Type"), text)
	if tooDeep(text, html) {
		return nil, errMarkupTooDeep
	}
	if html {
		doc, err := htmlquery.Parse(strings.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errMarkupUnread, err)
		}
		return func() xpath.NodeNavigator { return htmlquery.CreateXPathNavigator(doc) }, nil
	}
	doc := &xmlquery.Node{Type: xmlquery.DocumentNode}
	if strings.TrimSpace(text) != "" {
		var err error
		if doc, err = parseXML(text); err != nil {
			return nil, err
		}
	}
	return func() xpath.NodeNavigator { return xmlquery.CreateXPathNavigator(doc) }, nil
}

// parseXML reads an XML document. Its text is UTF-8 already, whatever its declaration says.
func parseXML(text string) (*xmlquery.Node, error) {
	asItIs := func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	doc, err := xmlquery.ParseWithOptions(strings.NewReader(text), xmlquery.ParserOptions{
		Decoder: &xmlquery.DecoderOptions{Strict: true, CharsetReader: asItIs},
	})
	if err != nil {
		return nil, fmt.Errorf("not XML: %s", strings.TrimPrefix(err.Error(), "xmlquery: "))
	}
	for n := doc.FirstChild; n != nil; n = n.NextSibling {
		if n.Type == xmlquery.ElementNode {
			return doc, nil
		}
	}
	return nil, errors.New("not XML: there is no element")
}

func isHTML(contentType, text string) bool {
	kind, _, _ := mime.ParseMediaType(contentType)
	switch {
	case kind == "text/html":
		return true
	case strings.HasSuffix(kind, "/xml"), strings.HasSuffix(kind, "+xml"):
		return false
	}
	start := strings.ToLower(strings.TrimSpace(text[:min(len(text), 200)]))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html")
}

// value returns the result of the expression for a document: a list of texts, one for each node; a
// json.Number (missing for NaN), a text or a boolean.
func (p *xPath) value(doc markup) (v any, err error) {
	err = guard(func() error {
		if p.is == nodeSet {
			v = p.texts(doc)
			return nil
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		v = p.expr.Evaluate(doc())
		return nil
	})
	if f, ok := v.(float64); ok {
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return values.Missing, err
		}
		v = json.Number(strconv.FormatFloat(f, 'f', -1, 64))
	}
	return v, err
}

func (p *xPath) texts(doc markup) values.Nodes {
	found := values.Nodes{}
	for nodes := p.expr.Select(doc()); nodes.MoveNext(); {
		found = append(found, nodes.Current().Value())
	}
	return found
}

// existing explains an expression that selects nothing: its longest beginning that selects
// something, and what is there.
func (p *xPath) existing(doc markup) string {
	steps := stepEnds(p.text)
	for _, end := range slices.Backward(steps) {
		part, err := parseXPath(p.text[:end])
		if err != nil || part.is != nodeSet {
			continue
		}
		var text string
		if err := guard(func() error { text = part.first(doc); return nil }); err == nil && text != "" {
			return part.text + " is " + text
		}
	}
	names := childNames(doc())
	if len(names) == 0 {
		return "the document is empty"
	}
	return "the document is <" + names[0] + ">"
}

// stepEnds returns the offsets of the ends of the steps of a location path.
func stepEnds(text string) []int {
	var ends []int
	depth, quoted := 0, byte(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted != 0:
			if c == quoted {
				quoted = 0
			}
		case c == '\'' || c == '"':
			quoted = c
		case c == '[' || c == '(':
			depth++
		case c == ']' || c == ')':
			depth--
		case c == '/' && depth == 0 && i > 0 && text[i-1] != '/':
			ends = append(ends, i)
		}
	}
	return ends
}

// first describes the first node that the expression selects, "" if there is none.
func (p *xPath) first(doc markup) string {
	nodes := p.expr.Select(doc())
	if !nodes.MoveNext() {
		return ""
	}
	names := childNames(nodes.Current())
	if len(names) == 0 {
		return "an element without children: " + show.Quote(strings.TrimSpace(nodes.Current().Value()))
	}
	return "an element with the " + childNoun(len(names)) + " " + text.Cut(strings.Join(names, ", "), 200)
}

// childNames returns the names of a node's child elements, each once.
func childNames(at xpath.NodeNavigator) []string {
	var names []string
	for ok := at.MoveToChild(); ok; ok = at.MoveToNext() {
		name := at.LocalName()
		if p := at.Prefix(); p != "" {
			name = p + ":" + name
		}
		if at.NodeType() == xpath.ElementNode && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func childNoun(n int) string {
	if n == 1 {
		return "child"
	}
	return "children"
}
