package xml

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// xmlCheck is the key `xml`: predicates on what XPath 1.0 expressions select in an XML or HTML
// body.
type xmlCheck struct {
	at    source.Pos
	paths []xmlNode
}

type xmlNode struct {
	path *xPath
	want *predicate.Predicate
}

// Compile reads the key `xml`.
func Compile(c *predicate.Compiler, n *yaml.Node) check.Check {
	entries, ok := c.Filled(n, "xml", "a map from XPaths to predicates", "write {/*: present} to expect an XML document")
	if !ok {
		return nil
	}
	k := &xmlCheck{at: c.At(n), paths: make([]xmlNode, 0, len(entries))}
	for _, e := range entries {
		path, err := compile.Cached(c.Shared, "xpath", e.Key, parseXPath)
		if err != nil {
			c.Mistake(e.KeyNode, "%q is no XPath: %v", text.Cut(e.Key, 60), err)
		}
		kind := values.AsText
		if path != nil && path.is != nodeSet {
			kind = values.AsJSON
		}
		want := c.Compile(e.Value, kind)
		if path != nil && !compile.IsLate(source.Resolve(e.KeyNode)) {
			k.paths = append(k.paths, xmlNode{path, want})
		}
	}
	return k
}

func (k *xmlCheck) Judge(o *exchange.Observation, _ *check.World, out *outcome.Result) {
	if why := check.BodyUnknown(o); why != "" {
		out.Doubt("xml: " + why)
		return
	}
	doc, err := parseMarkup(o)
	if errors.Is(err, errMarkupTooDeep) || errors.Is(err, errMarkupUnread) {
		out.Doubt("xml: " + err.Error())
		return
	}
	if err != nil {
		out.Fail(outcome.Failure{At: k.at, Code: outcome.Unreadable, Subject: outcome.Subject{Key: "xml"}, Expected: "an XML or HTML body", Actual: check.BodyStart(o), Detail: err.Error()})
		return
	}
	for i := range k.paths {
		k.paths[i].judge(doc, out)
	}
}

func (n *xmlNode) judge(doc markup, out *outcome.Result) {
	s := outcome.Subject{Key: "xml", Part: n.path.text}
	v, err := n.path.value(doc)
	if err != nil {
		out.Doubt(s.String() + ": " + err.Error()) // a limit of the library, not an error of the response
		return
	}
	before := len(out.Failures)
	n.want.Judge(v, s, out)
	if len(out.Failures) == before {
		return
	}
	switch f := &out.Failures[before]; {
	case values.IsNoNode(v):
		f.Detail = strings.TrimPrefix(f.Detail+"\n"+n.path.existing(doc), "\n")
	case v == values.Missing:
		f.Actual = "not a number"
	}
}

func (k *xmlCheck) Summary() string {
	words := make([]string, len(k.paths))
	for i := range k.paths {
		words[i] = "xml " + k.paths[i].path.text + " " + k.paths[i].want.String()
	}
	return strings.Join(words, ", ")
}

func (*xmlCheck) Costly(*exchange.Observation, *check.World, int) bool { return true }
