package drift

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/text"
	"assay/runner/internal/value"
)

// bodies compares the bodies of responses with the same status.
func (c *comparing) bodies(was, now []*exchange.Observation) {
	if len(was) == 1 && len(now) == 1 && bytes.Equal(was[0].Body, now[0].Body) {
		return
	}
	if r := was[0].Reported; r != nil && !r.Body {
		c.reported(was[0], now[0])
		return
	}
	c.declaredJSON(was, now)
	a, b := c.shapeOf(was), c.shapeOf(now)
	if a != nil && b != nil {
		c.tree(a, b, "$", false)
		return
	}
	before, after := medium(was[0], a != nil), medium(now[0], b != nil)
	switch before {
	case after:
		c.text(was, now)
	case empty:
		c.add(Additive, "body", before, after, "")
	default:
		c.add(Breaking, "body", before, after, "")
	}
}

// shapeOf returns the combined shape of JSON bodies; nil if one is not JSON.
func (c *comparing) shapeOf(all []*exchange.Observation) *tree {
	t := &tree{}
	for _, o := range all {
		v, err := o.JSON()
		if err != nil {
			return nil
		}
		t.add(v, c.placesIn(v))
	}
	return t
}

const empty = "an empty body"

// medium names the kind of a body.
func medium(o *exchange.Observation, isJSON bool) string {
	switch {
	case isJSON:
		return "JSON"
	case len(o.Body) == 0:
		return empty
	}
	if kind := mediaType(o.Header.Get("Content-Type")); kind != "" && kind != "application/json" {
		return kind
	}
	return "a body that is no JSON"
}

// text compares bodies that are not JSON, without the declared volatile parts.
func (c *comparing) text(was, now []*exchange.Observation) {
	var before []string
	for _, o := range was {
		if s := c.steady(o.Body); !slices.Contains(before, s) {
			before = append(before, s)
		}
	}
	for _, o := range now {
		s := c.steady(o.Body)
		if slices.Contains(before, s) {
			continue
		}
		a, b := apart(before[0], s)
		class, note := Value, ""
		if len(before) > 1 {
			class, note = Volatile, c.samples()
		}
		c.add(class, "body", a, b, note)
		return
	}
}

func (c *comparing) steady(body []byte) string {
	for _, re := range c.volatile.Body {
		body = re.ReplaceAllLiteral(body, nil)
	}
	return string(body)
}

// apart returns excerpts of two texts that start a little before the first difference.
func apart(a, b string) (string, string) {
	at := 0
	for at < len(a) && at < len(b) && a[at] == b[at] {
		at++
	}
	from := max(0, at-20)
	show := func(s string) string {
		lead := ""
		if from > 0 {
			lead = "…"
		}
		return lead + strconv.Quote(text.Short(strings.ToValidUTF8(s[min(from, len(s)):], "\ufffd")))
	}
	return show(a), show(b)
}

// reported compares the JSONPaths that the source of a transcribed response reported.
func (c *comparing) reported(was, now *exchange.Observation) {
	before, err := was.JSON()
	if err != nil {
		return
	}
	after, err := now.JSON()
	for _, path := range was.Reported.JSON {
		p, bad := value.Query(path)
		if bad != nil {
			continue
		}
		a, b := &tree{}, &tree{}
		for _, v := range p.Select(before) {
			a.add(v, nil)
		}
		if err == nil {
			for _, v := range p.Select(after) {
				b.add(v, nil)
			}
		}
		switch {
		case a.seen > 0 && b.seen == 0:
			c.add(Breaking, path, a.shown(), Absent, "")
		case a.seen == 0 && b.seen > 0:
			c.add(Additive, path, Absent, b.shown(), "")
		case a.seen > 0:
			c.tree(a, b, path, false)
		}
	}
}

// tree compares two shapes at one place. other reports whether values differ that are left to the
// surrounding list.
func (c *comparing) tree(was, now *tree, path string, inList bool) (other bool) {
	if was.skip || now.skip || was.seen == 0 || now.seen == 0 {
		return false
	}
	if c.kinds(was, now, path, inList) {
		return false
	}
	if was.objects > 0 && now.objects > 0 {
		for _, name := range value.Names(was.members, now.members) {
			if c.member(was, now, name, path+value.Member(name).String(), inList) {
				other = true
			}
		}
	}
	if was.lists > 0 && now.lists > 0 && c.list(was, now, path, inList) {
		other = true
	}
	return c.leaf(was, now, path, inList) || other
}

// kinds compares the types; it reports whether they differ, so that comparing anything below is
// pointless.
func (c *comparing) kinds(was, now *tree, path string, inList bool) bool {
	fresh := now.kinds &^ was.kinds
	switch {
	case fresh == 0:
		return false
	case was.kinds == null:
		if !inList {
			note := "it was null when it was recorded"
			if c.first != "" {
				note = "it is null at " + c.first
			}
			c.add(Additive, path, "null", now.shown(), note)
		}
		return true
	}
	c.add(Breaking, path, was.shown(), now.shown(), "")
	return true
}

// member compares one member of objects.
func (c *comparing) member(was, now *tree, name, path string, inList bool) (other bool) {
	a, b := was.members[name], now.members[name]
	if a != nil && a.skip || b != nil && b.skip {
		return false
	}
	had, has := was.have(name), now.have(name)
	noun := "item"
	if !inList {
		noun = "answer"
	}
	switch {
	case had == 0:
		c.add(Additive, path, Absent, b.shown(), partly(has, now.objects, noun))
		return false
	case has == 0 && had == was.objects:
		c.add(Breaking, path, a.shown(), Absent, "")
		return false
	case has == 0:
		c.add(Value, path, a.shown(), Absent, fmt.Sprintf("%s of %s had it", strconv.Itoa(had), text.Count(was.objects, noun)))
		return false
	case has < now.objects && had == was.objects:
		c.add(Breaking, path, a.shown(), Absent, partly(now.objects-has, now.objects, noun)+" lack it")
	}
	return c.tree(a, b, path, inList)
}

// list compares the combined items of two lists; a nested list leaves differences of values to the
// outer one.
func (c *comparing) list(was, now *tree, path string, inList bool) (other bool) {
	if was.items != nil && now.items != nil {
		other = c.tree(was.items, now.items, path+value.Items.String(), true)
	}
	length := was.longest != now.longest
	switch {
	case inList:
		return other || length
	case length:
		c.add(Value, path, was.shown(), now.shown(), "")
	case other:
		c.add(Value, path, was.shown(), "other items", "")
	}
	return false
}
