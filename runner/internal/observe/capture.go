package observe

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"sync"

	"github.com/theory/jsonpath"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// captures are the values that were taken out of an answer, secrets included:
// they are kept in memory, to be sent, and shown nowhere.
type captures struct {
	values map[string]any
	failed map[string]error
	first  string // the first that could not be taken, with the reason
}

// value is a captured value; the error says why there is none.
func (c captures) value(name string) (any, error) {
	if v, ok := c.values[name]; ok {
		return v, nil
	}
	if err := c.failed[name]; err != nil {
		return nil, err
	}
	if c.first != "" {
		return nil, errors.New(c.first)
	}
	return nil, errors.New("it captures nothing of that name")
}

// known are the captures of an observation that was made before. Where they hold
// secrets these are names by now, and are filled in again.
func (r *run) known(o *exchange.Observation) captures {
	c := captures{first: o.CaptureError, values: make(map[string]any, len(o.Captured))}
	for name, v := range o.Captured {
		if text, ok := v.(string); ok && subst.Has(text) {
			v = subst.Expand(text, func(name string) (any, bool) {
				if v, ok := r.secret(name); ok {
					return v, true
				}
				return r.opts.Redact.Learned(name)
			})
		}
		c.values[name] = v
	}
	return c
}

// takeFrom takes what p captures out of o, which holds what came, secrets included.
func (r *run) takeFrom(o *exchange.Observation, p *plan.Probe) captures {
	// Not o.JSON: what is parsed there is kept, and read when secrets are out of it.
	body := sync.OnceValues(func() (any, error) { return exchange.ParseJSON(o.Text()) })
	if len(p.Of.Capture) == 0 || len(o.Body) < longBody {
		return r.taking.all(o, p, r.plan, body)
	}
	taken, late := expect.Watch(r.watch, func() captures { return r.taking.all(o, p, r.plan, body) })
	if late != 0 {
		taken.first = p.Of.Capture[0].Name + ": taking it out of the answer took too long (limits.judge)"
	}
	return taken
}

// longBody is from how many bytes on taking something out of a body is not waited for
// without end.
const longBody = 64 << 10

// learn makes secrets of what was captured to be used as one. A name in its place,
// as a record has it, is none.
func (r *run) learn(p *plan.Probe, c captures) {
	for i := range p.Of.Capture {
		from := &p.Of.Capture[i]
		if !from.Secret {
			continue
		}
		switch v := c.values[from.Name].(type) {
		case string, json.Number:
			if text := subst.Text(v); !subst.Has(text) && r.opts.Redact.Learn(redact.Secret{Name: p.ID + "." + from.Name, Value: text}) {
				r.learned.Store(true)
			}
		}
	}
}

// isSecretCapture reports whether a reference of p is one to a capture that is a
// secret.
func (r *run) isSecretCapture(p *plan.Probe, ref string) bool {
	of, name, ok := captureOf(ref)
	if !ok {
		return false
	}
	d := r.plan.Beside(of, p.Row)
	return d != nil && slices.ContainsFunc(d.Of.Capture, func(c suite.Capture) bool { return c.Secret && c.Name == name })
}

// Captures takes values out of answers that were not sent for: recorded ones that
// were changed. They hold no secrets. It may be used from many goroutines.
type Captures struct {
	plan   *plan.Plan
	taking extractor
}

// NewCaptures is for answers to the probes of a plan.
func NewCaptures(p *plan.Plan) *Captures { return &Captures{plan: p} }

// Take puts beside o what p captures, as a run does.
func (c *Captures) Take(o *exchange.Observation, p *plan.Probe) {
	taken := c.taking.all(o, p, c.plan, o.JSON)
	o.Captured, o.CaptureError = taken.values, taken.first
}

// all takes every value that p captures.
func (x *extractor) all(o *exchange.Observation, p *plan.Probe, in *plan.Plan, body func() (any, error)) captures {
	var c captures
	if len(p.Of.Capture) == 0 || !o.Known() {
		return c
	}
	c.values = make(map[string]any, len(p.Of.Capture))
	for i := range p.Of.Capture {
		from := &p.Of.Capture[i]
		v, err := x.value(o, from, argument(from, p, in), body)
		if err == nil && from.Text {
			v = subst.Text(v)
		}
		if err == nil {
			c.values[from.Name] = v
			continue
		}
		if c.failed == nil {
			c.failed = map[string]error{}
			c.first = from.Name + ": " + err.Error()
		}
		c.failed[from.Name] = err
	}
	return c
}

// argument is what a capture asks for, the row's variables filled in.
func argument(c *suite.Capture, p *plan.Probe, in *plan.Plan) string {
	return subst.Fill(c.Arg, func(name string) (any, bool) { return in.Value(p, name) })
}

// show puts what may be shown of the captures beside o.
func (r *run) show(o *exchange.Observation, c captures) {
	o.CaptureError = r.opts.Redact.String(c.first)
	if len(c.values) == 0 {
		return
	}
	o.Captured = make(map[string]any, len(c.values))
	for name, v := range c.values {
		o.Captured[name] = r.shown(v)
	}
}

// shown is v with secrets taken out of every string in it.
func (r *run) shown(v any) any {
	switch v := v.(type) {
	case string:
		return r.opts.Redact.String(v)
	case json.Number:
		if s := r.opts.Redact.String(v.String()); s != v.String() {
			return s
		}
		return v
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = r.shown(v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, member := range v {
			out[r.opts.Redact.String(k)] = r.shown(member)
		}
		return out
	}
	return v
}

// extractor takes values out of answers. What it compiles it keeps: the rows of
// a matrix capture alike.
type extractor struct {
	compiled sync.Map // "json $.id", "regex id=(\d+)" → *jsonpath.Path, *regexp.Regexp
}

// value is what a capture takes; the error says what is not in the answer.
func (x *extractor) value(o *exchange.Observation, c *suite.Capture, arg string, body func() (any, error)) (any, error) {
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

// absent says that a part is not in the answer, and which answer that is.
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

func (x *extractor) node(o *exchange.Observation, path string, body func() (any, error)) (any, error) {
	p, err := compiled(x, "json "+path, func() (*jsonpath.Path, error) { return jsonpath.NewParser().Parse(path) })
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

func (x *extractor) selected(o *exchange.Observation, path string) (any, error) {
	p, err := compiled(x, "xml "+path, func() (*expect.XPath, error) { return expect.NewXPath(path) })
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

func (x *extractor) group(o *exchange.Observation, pattern string) (any, error) {
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

// cookie is the value that the answer, or a redirect on the way to it, sets.
func cookie(o *exchange.Observation, name string) (any, error) {
	for i := len(o.Hops); i >= 0; i-- {
		header := o.Header
		if i < len(o.Hops) {
			header = o.Hops[i].Header
		}
		for _, c := range slices.Backward(header.Cookies()) { // of several the last is in force
			if c.Name == name {
				return c.Value, nil
			}
		}
	}
	return nil, absent("cookie "+name, o)
}

// compiled gives what was compiled before, or compiles it.
func compiled[T any](x *extractor, key string, compile func() (T, error)) (T, error) {
	if known, ok := x.compiled.Load(key); ok {
		return known.(T), nil
	}
	made, err := compile()
	if err == nil {
		x.compiled.Store(key, made)
	}
	return made, err
}
