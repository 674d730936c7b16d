package compare

import (
	"mime"
	"slices"
	"sort"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/dialect"
	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/text"
	"assay/runner/internal/value"
)

// shape maps the paths of a JSON value to their types: "$.data[].id" → string. The items of an
// array share a path.
type shape map[string][]string

func (s shape) add(path, kind string) {
	if !slices.Contains(s[path], kind) {
		s[path] = append(s[path], kind)
	}
}

func (s shape) of(v any, path string) {
	s.add(path, values.TypeOf(v))
	switch v := v.(type) {
	case map[string]any:
		for k, below := range v {
			s.of(below, path+value.Member(k).String())
		}
	case []any:
		for _, item := range v {
			s.of(item, path+"[]")
		}
	}
}

// shapeOf returns the shape of a response's body. For a stream it combines its events, with parts
// named as in a response without streaming (see package dialect); ok is false for a body that is
// not JSON.
func (c *comparison) shapeOf(o *exchange.Observation) (s shape, ok bool) {
	s = shape{}
	if o.Stream == nil {
		v, err := o.JSON()
		if err == nil {
			s.of(c.steadyJSON(v), "$")
		}
		return s, err == nil
	}
	for i := range o.Stream.Events {
		v, err := exchange.ParseJSON([]byte(o.Stream.Events[i].Data))
		if err == nil {
			s.of(c.steadyJSON(v), "$")
			ok = true
		}
	}
	return s, ok
}

// shape compares the types at each path.
func (c *comparison) shape() {
	if !c.wholeBodies() {
		return
	}
	a, aOK := c.shapeOf(c.a)
	b, bOK := c.shapeOf(c.b)
	if !aOK || !bOK {
		if x, y := c.medium(c.a, aOK), c.medium(c.b, bOK); x != y {
			c.differ("$", x, y)
		}
		return
	}
	oneStream := (c.a.Stream == nil) != (c.b.Stream == nil)
	if oneStream {
		a, b = asWhole(a), asWhole(b)
	}
	for _, path := range shapePaths(a, b) {
		if !sameTypes(a, b, path, oneStream) && !belowEmpty(a, b, path) {
			c.differ(path, showTypes(a[path]), showTypes(b[path]))
		}
	}
}

// medium names what kind of body it is.
func (c *comparison) medium(o *exchange.Observation, isJSON bool) string {
	if isJSON {
		return "JSON"
	}
	if len(o.Body) == 0 {
		return "an empty body"
	}
	kind, _, err := mime.ParseMediaType(o.Header.Get("Content-Type"))
	if err != nil {
		return "a body that is no JSON"
	}
	return kind
}

// asWhole names the parts of a chunk as in a response without streaming.
func asWhole(s shape) shape {
	out := make(shape, len(s))
	for path, kinds := range s {
		for _, kind := range kinds {
			out.add(dialect.Default.Whole(path), kind)
		}
	}
	return out
}

func shapePaths(a, b shape) []string {
	paths := make([]string, 0, len(a)+len(b))
	for p := range a {
		paths = append(paths, p)
	}
	for p := range b {
		if a[p] == nil {
			paths = append(paths, p)
		}
	}
	sort.Strings(paths)
	return paths
}

// sameTypes reports whether both have the same types at path. Between a stream and a response
// without streaming one common type is enough: a chunk's field is null until its value is known.
func sameTypes(a, b shape, path string, oneStream bool) bool {
	x, y := a[path], b[path]
	if !oneStream || len(x) == 0 || len(y) == 0 {
		return len(x) == len(y) && !slices.ContainsFunc(x, func(k string) bool { return !slices.Contains(y, k) })
	}
	return slices.ContainsFunc(x, func(k string) bool { return k == "null" || slices.Contains(y, k) }) ||
		slices.Contains(y, "null")
}

// belowEmpty reports whether path is in an array without items in one of the two, so that their
// types are unknown; or below a value that already differs.
func belowEmpty(a, b shape, path string) bool {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] != '.' && path[i] != '[' {
			continue
		}
		parent := path[:i]
		array := strings.HasPrefix(path[i:], "[]")
		if (a[path] == nil) != (b[path] == nil) && array && a[parent] != nil && b[parent] != nil &&
			(a[parent+"[]"] == nil || b[parent+"[]"] == nil) {
			return true
		}
		if a[parent] == nil != (b[parent] == nil) {
			return true
		}
	}
	return false
}

func showTypes(kinds []string) string {
	if len(kinds) == 0 {
		return "absent"
	}
	sorted := slices.Sorted(slices.Values(kinds))
	return text.List(sorted, "or")
}

// alike says why two responses that look equal in these parts may not be: one mask hides different
// values in both. It returns "" if there is no such mask outside of volatile parts.
func alike(o *exchange.Observation, parts []string, v *exchange.Volatile) string {
	if v == nil {
		v = &exchange.Volatile{}
	}
	c := &comparison{a: o, volatile: v}
	for _, part := range parts {
		switch part {
		case "body":
			if why := vague(c.steady(o)); why != "" {
				return why
			}
		case "headers":
			for i := range o.Header {
				if v.Header(strings.ToLower(o.Header[i].Name)) {
					continue
				}
				if why := vague(o.Header[i].Value); why != "" {
					return why
				}
			}
		}
	}
	return ""
}

// steady returns the body without its volatile parts, as JSON if it is.
func (c *comparison) steady(o *exchange.Observation) any {
	if value, err := o.JSON(); err == nil {
		return c.steadyJSON(value)
	}
	return c.steadyText(o)
}

// vague names a mask in v that hides different values; "" if there is none. It ignores digests,
// which depend on the body.
func vague(v any) string {
	_, masks := mask.Names(nil).First(v)
	for i := range masks {
		if name := masks[i].Name; name != "redacted:digest" {
			return "both hold ${" + name + "}, which stands for any such value, so they may differ there; compare them in other parts (in: [status, shape])"
		}
	}
	return ""
}
