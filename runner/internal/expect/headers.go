package expect

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
)

// headersCheck is the key `headers`.
type headersCheck struct{ headers []headerCheck }

// headerCheck is a predicate on the value of one header, or on those of all whose
// name matches a pattern; with several values it must hold for each.
type headerCheck struct {
	name    string         // as written, "/…/" for a pattern
	pattern *regexp.Regexp // nil for a name
	want    *predicate
	of      *secretRefs
}

func compileHeaders(c *compiling, n *yaml.Node) check {
	entries, ok := c.entries(n, "headers", "a map from header names to predicates")
	if !ok {
		return nil
	}
	if len(entries) == 0 {
		c.mistake(n, "headers: the map is empty").Next = "write {Content-Type: present} to expect a header"
	}
	k := &headersCheck{make([]headerCheck, 0, len(entries))}
	for _, e := range entries {
		h := headerCheck{name: e.Key, want: c.predicate(e.Value, asText), of: c.takeSecrets(e.Value)}
		if len(e.Key) > 2 && e.Key[0] == '/' && e.Key[len(e.Key)-1] == '/' {
			h.pattern = c.namePattern(e.KeyNode, e.Key[1:len(e.Key)-1])
			if h.pattern == nil {
				continue
			}
		}
		k.headers = append(k.headers, h)
	}
	return k
}

// namePattern compiles a pattern over header names, which have no case.
func (c *compiling) namePattern(n *yaml.Node, text string) *regexp.Regexp {
	re, err := cached(c.Shared, "regexp", "(?i)"+text, regexp.Compile)
	if err != nil {
		c.mistake(n, "headers: /%s/: %s", text, strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return nil
	}
	return re
}

func (k *headersCheck) judge(o *exchange.Observation, _ *World, out *Result) {
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

func (h *headerCheck) judge(o *exchange.Observation, out *Result) {
	if h.of.unknown(o, out) {
		return
	}
	known := h.reported(o)
	if h.pattern == nil && !known {
		out.unknown("the source did not report the header " + h.name)
		return
	}
	var found bool
	if h.want.list {
		found = h.judgeList(o, out)
	} else {
		found = h.judgeEach(o, out)
	}
	switch {
	case !known:
		out.unknown("the source did not report all headers " + h.name)
	case !found && !h.want.list:
		before := len(out.Failures)
		h.want.judge(missing, Subject{Key: "headers", Part: h.name}, out)
		if len(out.Failures) > before && o.Reported == nil {
			out.Failures[before].Detail = headersThere(o, h.name)
		}
	}
}

func (h *headerCheck) reported(o *exchange.Observation) bool {
	if h.pattern != nil {
		return headersReported(o, h.name[1:len(h.name)-1])
	}
	return headerReported(o, h.name)
}

// judgeEach judges the values one by one and reports whether there were any.
func (h *headerCheck) judgeEach(o *exchange.Observation, out *Result) (found bool) {
	for i := range o.Header {
		if f := &o.Header[i]; h.matches(f.Name) {
			found = true
			s := Subject{Key: "headers", Part: h.name}
			if h.pattern != nil {
				s.Part = f.Name
			}
			h.want.judgeText(f.Value, s, out)
		}
	}
	return found
}

// judgeList judges the values as a list.
func (h *headerCheck) judgeList(o *exchange.Observation, out *Result) bool {
	values := nodeList{}
	for i := range o.Header {
		if h.matches(o.Header[i].Name) {
			values = append(values, o.Header[i].Value)
		}
	}
	h.want.judge(values, Subject{Key: "headers", Part: h.name}, out)
	return len(values) > 0
}

// headersThere names the header nearest to the one that is missing, and else
// those that came.
func headersThere(o *exchange.Observation, name string) string {
	names := make([]string, 0, len(o.Header))
	for i := range o.Header {
		names = append(names, o.Header[i].Name)
	}
	if len(names) == 0 {
		return "the answer has no headers"
	}
	if near := source.Nearest(name, names); near != "" {
		return "the answer has the header " + near
	}
	return "the answer has the headers " + cutText(strings.Join(names, ", "), 200)
}

func (k *headersCheck) summary() string {
	words := make([]string, len(k.headers))
	for i := range k.headers {
		words[i] = "header " + k.headers[i].name + " " + k.headers[i].want.String()
	}
	return strings.Join(words, ", ")
}

func (k *headersCheck) divide() []check {
	out := make([]check, len(k.headers))
	for i := range k.headers {
		out[i] = &headersCheck{k.headers[i : i+1]}
	}
	return out
}
