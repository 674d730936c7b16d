package compare

import (
	"slices"
	"strconv"
	"strings"

	"github.com/theory/jsonpath/spec"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/jsonpath"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/text"
)

// Parts are the parts in which responses can be compared: same_as … in.
var Parts = []string{"status", "headers", "body", "shape"}

// Difference is one part in which two responses differ.
type Difference struct {
	Path string // "status", "header X-Y", "body", "$.detail"
	A, B string // as shown in messages, with types
}

// mostDifferences is the maximum number of differences listed of one part.
const mostDifferences = 1000

// comparison collects the results of Observations.
type comparison struct {
	a, b        *exchange.Observation
	volatile    *exchange.Volatile
	differences []Difference
	unknowns    []string
	leftOut     []string
}

func (c *comparison) differ(path, a, b string) {
	if len(c.differences) < mostDifferences {
		c.differences = append(c.differences, Difference{path, a, b})
	}
}

func (c *comparison) unknown(why string) {
	if !slices.Contains(c.unknowns, why) {
		c.unknowns = append(c.unknowns, why)
	}
}

func (c *comparison) leave(what string) {
	if !slices.Contains(c.leftOut, what) {
		c.leftOut = append(c.leftOut, what)
	}
}

// answered reports whether there are two responses to compare.
func (c *comparison) answered() bool {
	for _, o := range []*exchange.Observation{c.a, c.b} {
		switch {
		case o == nil:
			c.unknown("one of the two was not observed")
		case !o.Missing.None():
			c.unknown(nameOf(o) + o.Missing.String())
		case o.Failure != nil:
			c.unknown(nameOf(o) + check.NoAnswer(o.Failure))
		}
	}
	return len(c.unknowns) == 0
}

func nameOf(o *exchange.Observation) string {
	if o.Probe == "" {
		return ""
	}
	return o.Probe + ": "
}

// statuses returns the possible statuses of a response; nil if none was reported.
func statuses(o *exchange.Observation) []int {
	switch {
	case o.Reported == nil:
		return []int{o.Status}
	case len(o.Reported.StatusAny) > 0:
		return o.Reported.StatusAny
	case o.Reported.Status:
		return []int{o.Status}
	}
	return nil
}

func (c *comparison) status() {
	a, b := statuses(c.a), statuses(c.b)
	for i, s := range [][]int{a, b} {
		if len(s) == 0 {
			c.unknown(nameOf([]*exchange.Observation{c.a, c.b}[i]) + "the source did not report the status")
		}
	}
	if len(a) == 0 || len(b) == 0 {
		return
	}
	common := slices.ContainsFunc(a, func(s int) bool { return slices.Contains(b, s) })
	switch {
	case !common:
		c.differ("status", showStatuses(a), showStatuses(b))
	case len(a) > 1 || len(b) > 1:
		c.unknown("the status was reported as " + showStatuses(a) + " and as " + showStatuses(b) + ": not which")
	}
}

func showStatuses(all []int) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = strconv.Itoa(s)
	}
	return text.List(words, "or")
}

// headers compares the fields by name. Content-Length belongs to the body.
func (c *comparison) headers() {
	seen := map[string]bool{"content-length": true}
	for _, h := range []exchange.Header{c.a.Header, c.b.Header} {
		for i := range h {
			name := strings.ToLower(h[i].Name)
			if seen[name] {
				continue
			}
			seen[name] = true
			c.header(h[i].Name, name)
		}
	}
	for _, o := range []*exchange.Observation{c.a, c.b} {
		if o.Reported != nil && !slices.Contains(o.Reported.Headers, "*") {
			c.unknown(nameOf(o) + "the source did not report all headers")
		}
	}
}

func (c *comparison) header(shown, name string) {
	if c.volatile.Header(name) {
		c.leave("header " + shown)
		return
	}
	if !check.HeaderReported(c.a, name) || !check.HeaderReported(c.b, name) {
		return
	}
	a, b := c.a.Header.Values(name), c.b.Header.Values(name)
	if !slices.Equal(a, b) {
		c.differ("header "+shown, showValues(a), showValues(b))
	}
}

func showValues(all []string) string {
	if len(all) == 0 {
		return show.Value(values.Missing, values.AsText)
	}
	words := make([]string, len(all))
	for i, v := range all {
		words[i] = show.Quote(v)
	}
	return strings.Join(words, ", ")
}

// body compares two bodies as JSON if both are, otherwise as text.
func (c *comparison) body() {
	if !c.wholeBodies() {
		c.reportedParts()
		return
	}
	x, y, ok := c.bothJSON()
	if ok {
		c.json(x, y, "$")
		return
	}
	a, b := c.steadyText(c.a), c.steadyText(c.b)
	if a != b {
		at := show.CommonPrefix(a, b)
		c.differ("body", show.Excerpt(a, at), show.Excerpt(b, at))
	}
}

func (c *comparison) bothJSON() (x, y any, ok bool) {
	x, errX := c.a.JSON()
	y, errY := c.b.JSON()
	return x, y, errX == nil && errY == nil
}

// wholeBodies reports whether both bodies are completely known.
func (c *comparison) wholeBodies() bool {
	known := true
	for _, o := range []*exchange.Observation{c.a, c.b} {
		switch {
		case check.BodyUnreported(o):
			c.unknown(nameOf(o) + "the source did not report the whole body")
			known = false
		case o.Cut != "":
			c.unknown(nameOf(o) + "the body was read only in part (" + string(o.Cut) + ")")
			known = false
		}
	}
	return known
}

// reportedParts compares the reported parts of two incomplete bodies.
func (c *comparison) reportedParts() {
	x, y, ok := c.bothJSON()
	if !ok {
		return
	}
	for _, text := range append(reportedPaths(c.a), reportedPaths(c.b)...) {
		path, err := jsonpath.Parse(text)
		if err != nil || !path.Singular() || jsonpath.Unreported(c.a, path) != "" || jsonpath.Unreported(c.b, path) != "" {
			continue
		}
		c.json(path.One(x), path.One(y), text)
	}
}

func reportedPaths(o *exchange.Observation) []string {
	if o.Reported == nil {
		return nil
	}
	return slices.Clone(o.Reported.JSON)
}

// json compares two JSON values at path.
func (c *comparison) json(x, y any, path string) {
	if path == "$" {
		x, y = c.steadyJSON(x), c.steadyJSON(y)
	}
	values.Differences(x, y, path, func(at string, a, b any) bool {
		c.differ(at, show.Value(a, values.AsJSON), show.Value(b, values.AsJSON))
		return len(c.differences) < mostDifferences
	})
}

// steadyText returns a text body without its volatile parts.
func (c *comparison) steadyText(o *exchange.Observation) string {
	text := string(o.Text())
	for _, re := range c.volatile.Body {
		if re.MatchString(text) {
			c.leave("body /" + re.String() + "/")
			text = re.ReplaceAllLiteralString(text, "")
		}
	}
	return text
}

// steadyJSON returns a JSON value without its volatile nodes: members are removed, an array's items
// are replaced by a word, so that the others keep their indexes.
func (c *comparison) steadyJSON(v any) any {
	for _, text := range c.volatile.JSON {
		path, err := jsonpath.Parse(text)
		if err != nil {
			continue
		}
		for _, node := range path.Located(v) {
			c.leave(text)
			v = without(v, node.Path)
		}
	}
	return v
}

// without returns a copy of v that lacks the node at path; it shares other nodes with v.
func without(v any, path spec.NormalizedPath) any {
	if len(path) == 0 {
		return "(volatile)"
	}
	switch step := path[0].(type) {
	case spec.Name:
		object, _ := v.(map[string]any)
		return withoutMember(object, string(step), path[1:])
	case spec.Index:
		list, _ := v.([]any)
		i := int(step)
		if i < 0 || i >= len(list) {
			return v
		}
		list = slices.Clone(list)
		list[i] = without(list[i], path[1:])
		return list
	}
	return v
}

func withoutMember(object map[string]any, name string, rest spec.NormalizedPath) any {
	below, there := object[name]
	out := make(map[string]any, len(object))
	for k, v := range object {
		out[k] = v
	}
	if len(rest) == 0 {
		delete(out, name)
	} else if there {
		out[name] = without(below, rest)
	}
	return out
}
