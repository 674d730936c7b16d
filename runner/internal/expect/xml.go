package expect

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
)

// xmlCheck is the key `xml`: predicates on what XPath 1.0 expressions select in
// an XML or HTML body.
type xmlCheck struct {
	at    source.Pos
	paths []xmlNode
}

type xmlNode struct {
	path *xPath
	want *predicate
}

func compileXML(c *compiling, n *yaml.Node) check {
	entries, ok := c.entries(n, "xml", "a map from XPaths to predicates")
	if !ok {
		return nil
	}
	if len(entries) == 0 {
		c.mistake(n, "xml: the map is empty").Next = "write {/*: present} to expect an XML document"
	}
	k := &xmlCheck{at: c.at(n), paths: make([]xmlNode, 0, len(entries))}
	for _, e := range entries {
		path, err := cached(c.Shared, "xpath", e.Key, parseXPath)
		if err != nil {
			c.mistake(e.KeyNode, "%q is no XPath: %v", cutText(e.Key, 60), err)
		}
		kind := asText
		if path != nil && path.is != nodeSet {
			kind = asJSON
		}
		want := c.predicate(e.Value, kind)
		if path != nil && !isLate(source.Resolve(e.KeyNode)) {
			k.paths = append(k.paths, xmlNode{path, want})
		}
	}
	return k
}

func (k *xmlCheck) judge(o *exchange.Observation, _ *World, out *Result) {
	if why := bodyUnknown(o); why != "" {
		out.unknown("xml: " + why)
		return
	}
	doc, err := parseMarkup(o)
	if errors.Is(err, errMarkupTooDeep) {
		out.unknown("xml: " + err.Error())
		return
	}
	if err != nil {
		out.unmet(Failure{At: k.at, Subject: Subject{Key: "xml"}, Expected: "an XML or HTML body", Actual: bodyStart(o), Detail: err.Error()})
		return
	}
	for i := range k.paths {
		k.paths[i].judge(doc, out)
	}
}

func (n *xmlNode) judge(doc markup, out *Result) {
	s := Subject{Key: "xml", Part: n.path.text}
	v, err := n.path.value(doc)
	if err != nil {
		out.unknown(s.String() + ": " + err.Error()) // the library's limit, not the answer's fault
		return
	}
	before := len(out.Failures)
	n.want.judge(v, s, out)
	if len(out.Failures) == before {
		return
	}
	switch f := &out.Failures[before]; {
	case isNoNode(v):
		f.Detail = strings.TrimPrefix(f.Detail+"\n"+n.path.existing(doc), "\n")
	case v == missing:
		f.Actual = "not a number"
	}
}

func (k *xmlCheck) summary() string {
	words := make([]string, len(k.paths))
	for i := range k.paths {
		words[i] = "xml " + k.paths[i].path.text + " " + k.paths[i].want.String()
	}
	return strings.Join(words, ", ")
}
