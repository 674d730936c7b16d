package response

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
)

// headersCheck is the key `headers`, or `trailers`.
type headersCheck struct {
	key     string
	headers []headerCheck
}

// headerCheck is a predicate on the value of one header, or of all headers whose name matches a
// pattern. Each of several values must meet it.
type headerCheck struct {
	key     string
	name    string         // as written; "/…/" for a pattern
	pattern *regexp.Regexp // nil for a name
	want    *predicate.Predicate
	of      *compile.Secrets
}

// nouns are the words for one field, by key.
var nouns = map[string]string{"headers": "header", "trailers": "trailer"}

// others are the keys for the other section of fields.
var others = map[string]string{"headers": "trailers", "trailers": "headers"}

// CompileHeaders reads the key `headers`.
func CompileHeaders(c *predicate.Compiler, n *yaml.Node) check.Check {
	if k := compileFields(c, n, "headers", "write {Content-Type: present} to expect a header"); k != nil {
		return k
	}
	return nil
}

// compileFields returns nil if what it reads is no map of names.
func compileFields(c *predicate.Compiler, n *yaml.Node, key, next string) *headersCheck {
	entries, ok := c.Filled(n, key, "a map from "+nouns[key]+" names to predicates", next)
	if !ok {
		return nil
	}
	k := &headersCheck{key, make([]headerCheck, 0, len(entries))}
	for _, e := range entries {
		h := headerCheck{key: key, name: e.Key, want: c.Compile(e.Value, values.AsText), of: c.TakeSecrets(e.Value)}
		if len(e.Key) > 2 && e.Key[0] == '/' && e.Key[len(e.Key)-1] == '/' {
			h.pattern = c.NamePattern(e.KeyNode, e.Key[1:len(e.Key)-1])
			if h.pattern == nil {
				continue
			}
		}
		k.headers = append(k.headers, h)
	}
	return k
}

func (k *headersCheck) Judge(o *exchange.Observation, _ *check.World, out *outcome.Result) {
	for i := range k.headers {
		k.headers[i].judge(o, out)
	}
}

func (h *headerCheck) matches(name string) bool {
	if h.pattern != nil {
		return h.pattern.MatchString(name)
	}
	return strings.EqualFold(name, h.name)
}

func (h *headerCheck) judge(o *exchange.Observation, out *outcome.Result) {
	if h.of.Unknown(o, out) {
		return
	}
	known := h.reported(o)
	if h.pattern == nil && !known {
		out.Doubt("the source did not report the " + nouns[h.key] + " " + h.name)
		return
	}
	var found bool
	if h.want.OnList() {
		found = h.judgeList(o, out)
	} else {
		found = h.judgeEach(o, out)
	}
	switch {
	case !known:
		out.Doubt("the source did not report all " + h.key + " " + h.name)
	case !found && !h.want.OnList():
		before := len(out.Failures)
		h.want.Judge(values.Missing, outcome.Subject{Key: h.key, Part: h.name}, out)
		if len(out.Failures) == before {
			break
		}
		if o.Reported == nil {
			out.Failures[before].Detail = check.FieldsThere(o.Header, h.name, nouns[h.key])
		}
		if name := h.elsewhere(o); name != "" {
			other := others[h.key]
			out.Failures[before].Next = fmt.Sprintf("%s came as a %s: expect it under %s:", name, nouns[other], other)
		}
	}
}

// elsewhere returns the name of a field that h looks for and that came in the other section; "" if
// there is none.
func (h *headerCheck) elsewhere(o *exchange.Observation) string {
	for _, f := range o.Trailer {
		if h.matches(f.Name) {
			return f.Name
		}
	}
	return ""
}

func (h *headerCheck) reported(o *exchange.Observation) bool {
	if h.pattern != nil {
		return check.HeadersReported(o, h.name[1:len(h.name)-1])
	}
	return check.HeaderReported(o, h.name)
}

// judgeEach judges each value and reports whether there were any.
func (h *headerCheck) judgeEach(o *exchange.Observation, out *outcome.Result) (found bool) {
	for i := range o.Header {
		if f := &o.Header[i]; h.matches(f.Name) {
			found = true
			s := outcome.Subject{Key: h.key, Part: h.name}
			if h.pattern != nil {
				s.Part = f.Name
			}
			h.want.JudgeText(f.Value, s, out)
		}
	}
	return found
}

// judgeList judges the values as a list.
func (h *headerCheck) judgeList(o *exchange.Observation, out *outcome.Result) bool {
	found := values.Nodes{}
	for i := range o.Header {
		if h.matches(o.Header[i].Name) {
			found = append(found, o.Header[i].Value)
		}
	}
	h.want.Judge(found, outcome.Subject{Key: h.key, Part: h.name}, out)
	return len(found) > 0
}

// Alike compares the fields that k names; of those that came as trailers a failure tells.
func (k *headersCheck) Alike(a, b *exchange.Observation) bool {
	if k.key != "headers" || len(a.Trailer)+len(b.Trailer) > 0 {
		return false
	}
	for i := range k.headers {
		if h := &k.headers[i]; h.pattern != nil || !a.Header.Repeats(b.Header, h.name) {
			return false
		}
	}
	return true
}

func (k *headersCheck) Summary() string {
	words := make([]string, len(k.headers))
	for i := range k.headers {
		words[i] = nouns[k.key] + " " + k.headers[i].name + " " + k.headers[i].want.String()
	}
	return strings.Join(words, ", ")
}

func (k *headersCheck) Divide() []check.Check {
	out := make([]check.Check, len(k.headers))
	for i := range k.headers {
		out[i] = &headersCheck{k.key, k.headers[i : i+1]}
	}
	return out
}

func (k *headersCheck) Examples(_ *check.Sketch, d check.Draft) []check.Draft {
	drafts := []check.Draft{d}
	for i := range k.headers {
		h := &k.headers[i]
		if h.want.Outcome(values.Missing) == outcome.Met {
			continue
		}
		name := h.name
		if h.pattern != nil {
			name = values.TextFor(h.pattern.String())
		}
		var next []check.Draft
		for _, one := range drafts {
			for _, value := range h.want.Values() {
				if text, ok := value.(string); ok {
					with := one
					with.Header = append(slices.Clone(one.Header), exchange.Field{Name: name, Value: text})
					next = append(next, with)
				}
			}
		}
		drafts = next
	}
	return drafts
}

func (*headersCheck) Costly(*exchange.Observation, *check.World, int) bool { return false }
