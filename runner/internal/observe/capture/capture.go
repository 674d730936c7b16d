// Package capture extracts values from responses, to be filled into other probes.
//
// Goals: one way to extract them, from live, recorded and mutated responses. Non-goals: secrets
// (package observe masks them).
//
// Files: capture.go extracts what capture: names; told.go reads the reset that wait: waits for.
package capture

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/theory/jsonpath"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
	"assay/runner/internal/value"
)

// Taken holds the values captured from a response, secrets included: they are kept in memory, to be
// sent, and never shown.
type Taken struct {
	Values map[string]any
	Failed map[string]error
	First  string // the first that failed, with the reason
}

// Value is a captured value; the error says why it is missing.
func (c Taken) Value(name string) (any, error) {
	if v, ok := c.Values[name]; ok {
		return v, nil
	}
	if err := c.Failed[name]; err != nil {
		return nil, err
	}
	if c.First != "" {
		return nil, errors.New(c.First)
	}
	return nil, errors.New("it captures nothing of that name")
}

// Captures extracts values from mutated recorded responses, which hold no secrets. It is safe for
// concurrent use.
type Captures struct {
	plan   *plan.Plan
	taking Extractor
}

// NewCaptures returns the Captures for responses to the probes of a plan.
func NewCaptures(p *plan.Plan) *Captures { return &Captures{plan: p} }

// Take sets the captures of p on o, as a run does.
func (c *Captures) Take(o *exchange.Observation, p *plan.Probe) {
	taken := c.taking.All(o, p, c.plan, o.JSON)
	o.Captured, o.CaptureError = taken.Values, taken.First
}

// All extracts every value that p captures; body parses o's body as JSON.
func (x *Extractor) All(o *exchange.Observation, p *plan.Probe, in *plan.Plan, body func() (any, error)) Taken {
	var c Taken
	if len(p.Of.Capture) == 0 || !o.Known() {
		return c
	}
	c.Values = make(map[string]any, len(p.Of.Capture))
	for i := range p.Of.Capture {
		from := &p.Of.Capture[i]
		v, err := x.value(o, from, argument(from.Arg, p, in), body)
		if err == nil && from.Part != "" {
			v, err = x.part(v, strings.TrimSpace(from.From+" "+from.Arg), argument(from.Part, p, in))
		}
		if err == nil && from.Text {
			v = subst.Text(v)
		}
		if err == nil {
			c.Values[from.Name] = v
			continue
		}
		if c.Failed == nil {
			c.Failed = map[string]error{}
			c.First = from.Name + ": " + err.Error()
		}
		c.Failed[from.Name] = err
	}
	return c
}

// One extracts from o the value of a capture without references.
func (x *Extractor) One(o *exchange.Observation, from *suite.Capture) (any, error) {
	return x.value(o, from, from.Arg, o.JSON)
}

// argument returns the argument of a capture with the row's variables filled in.
func argument(text string, p *plan.Probe, in *plan.Plan) string {
	return subst.Fill(text, func(name string) (any, bool) { return in.Value(p, name) })
}

// Extractor extracts values from responses. It caches compiled arguments, because the rows of a
// matrix have the same captures.
type Extractor struct {
	compiled sync.Map // "json $.id", "regex id=(\d+)" → *jsonpath.Path, *regexp.Regexp
}

// value extracts a capture's value; the error says what the response lacks.
func (x *Extractor) value(o *exchange.Observation, c *suite.Capture, arg string, body func() (any, error)) (any, error) {
	switch c.From {
	case "json":
		return x.node(o, arg, body)
	case "xml":
		return x.selected(o, arg)
	case "header":
		if !o.Header.Has(arg) {
			return nil, absent("header "+arg, o)
		}
		return o.Header.Get(arg), nil
	case "regex":
		return x.group(o, arg)
	case "status":
		return json.Number(strconv.Itoa(o.Status)), nil
	case "cookie":
		return cookie(o, arg)
	case "body":
		return string(o.Text()), nil
	}
	return nil, fmt.Errorf("a capture cannot be taken from %q", c.From)
}

// absent says that the response lacks a part, and identifies the response.
func absent(part string, o *exchange.Observation) error {
	answer := strconv.Itoa(o.Status)
	if o.Reason != "" {
		answer += " " + o.Reason
	}
	if o.Provenance.Kind == "transcribed" && o.Reported != nil {
		answer += ", of which its source reported only a part"
	}
	return fmt.Errorf("%s is not in the answer (%s)", part, answer)
}

func (x *Extractor) node(o *exchange.Observation, path string, body func() (any, error)) (any, error) {
	p, err := compiled(x, "json "+path, func() (*jsonpath.Path, error) { return value.Query(path) })
	if err != nil {
		return nil, fmt.Errorf("%s is no JSONPath: %w", path, err)
	}
	v, err := body()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", absent(path, o), err)
	}
	switch nodes := p.Select(v); len(nodes) {
	case 0:
		return nil, absent(path, o)
	case 1:
		return nodes[0], nil
	default:
		return nil, fmt.Errorf("%s selects %d nodes, and a capture takes one: let the path select one, as in $.items[0].id", path, len(nodes))
	}
}

func (x *Extractor) selected(o *exchange.Observation, path string) (any, error) {
	p, err := compiled(x, "xml "+path, func() (expect.XPath, error) { return expect.NewXPath(path) })
	if err != nil {
		return nil, fmt.Errorf("%s is no XPath: %w", path, err)
	}
	values, err := p.Values(o)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", absent(path, o), err)
	case len(values) == 0:
		return nil, absent(path, o)
	case len(values) > 1:
		return nil, fmt.Errorf("%s selects %d nodes, and a capture takes one: let the path select one, as in (//item)[1]/@id", path, len(values))
	}
	return values[0], nil
}

func (x *Extractor) group(o *exchange.Observation, pattern string) (any, error) {
	re, err := compiled(x, "regex "+pattern, func() (*regexp.Regexp, error) { return regexp.Compile(pattern) })
	if err != nil {
		return nil, fmt.Errorf("%s is no regular expression: %w", pattern, err)
	}
	text := o.Text()
	found := re.FindSubmatchIndex(text)
	if len(found) < 4 || found[2] < 0 {
		return nil, absent("/"+pattern+"/", o)
	}
	return string(text[found[2]:found[3]]), nil
}

// part returns the first group of pattern in the text of a value. The error does not show the
// value, which may be a secret.
func (x *Extractor) part(v any, from, pattern string) (any, error) {
	re, err := compiled(x, "regex "+pattern, func() (*regexp.Regexp, error) { return regexp.Compile(pattern) })
	if err != nil {
		return nil, fmt.Errorf("%s is no regular expression: %w", pattern, err)
	}
	text := subst.Text(v)
	found := re.FindStringSubmatchIndex(text)
	if len(found) < 4 || found[2] < 0 {
		return nil, fmt.Errorf("regex: %s matches nothing of %s (a text of %d bytes)", pattern, from, len(text))
	}
	return text[found[2]:found[3]], nil
}

// cookie returns the value that the response, or a redirect before it, sets.
func cookie(o *exchange.Observation, name string) (any, error) {
	for i := len(o.Hops); i >= 0; i-- {
		header := o.Header
		if i < len(o.Hops) {
			header = o.Hops[i].Header
		}
		for _, c := range slices.Backward(header.Cookies()) { // the last one applies
			if c.Name == name {
				return c.Value, nil
			}
		}
	}
	return nil, absent("cookie "+name, o)
}

// compiled returns the cached value of key, or compiles it.
func compiled[T any](x *Extractor, key string, compile func() (T, error)) (T, error) {
	if known, ok := x.compiled.Load(key); ok {
		return known.(T), nil
	}
	made, err := compile()
	if err == nil {
		x.compiled.Store(key, made)
	}
	return made, err
}
