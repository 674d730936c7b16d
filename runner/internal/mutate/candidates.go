package mutate

import (
	"encoding/json"
	"mime"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/value"
)

// longest is the maximum length of a value that is written into an expectation.
const longest = 160

// candidates returns possible expectations about a part of a response, weakest first.
func candidates(o *exchange.Observation, p Part) [][]pair {
	switch p.kind {
	case statusPart:
		return statusCandidates(o)
	case headerPart:
		return headerCandidates(o, p.header)
	case trailerPart:
		return trailerCandidates(o, p.header)
	case jsonPart:
		return jsonCandidates(p.node, o)
	case bodyPart:
		return bodyCandidates(o)
	case eventPart:
		return eventCandidates(o, p)
	case streamPart:
		return streamCandidates(o)
	}
	return [][]pair{one("duration", one("le", bound(o.Duration)))}
}

func statusCandidates(o *exchange.Observation) [][]pair {
	if o.Reported == nil || len(o.Reported.StatusAny) == 0 {
		return [][]pair{one("status", o.Status)}
	}
	any := make([]any, len(o.Reported.StatusAny))
	for i, s := range o.Reported.StatusAny {
		any[i] = s
	}
	return [][]pair{one("status", any)}
}

func headerCandidates(o *exchange.Observation, name string) [][]pair {
	values := o.Header.Values(name)
	expect := func(predicate any) []pair { return one("headers", one(name, predicate)) }
	if len(values) == 0 {
		return [][]pair{expect("absent")}
	}
	out := [][]pair{expect("present")}
	if strings.EqualFold(name, "Content-Type") {
		if kind, _, err := mime.ParseMediaType(values[0]); err == nil && kind != values[0] {
			out = append(out, expect(one("starts_with", kind)))
		}
	}
	if len(values) == 1 {
		if t, ok := resetIn(exchange.Field{Name: name, Value: values[0]}, o); ok {
			for _, bound := range t.bounds() {
				out = append(out, expect(bound))
			}
		}
	}
	return append(out, expect(exactly(values)))
}

func trailerCandidates(o *exchange.Observation, name string) [][]pair {
	expect := func(predicate any) []pair { return one("trailers", one(name, predicate)) }
	return [][]pair{expect("present"), expect(exactly(o.Trailer.Values(name)))}
}

// exactly returns a predicate that means these values of a field.
func exactly(values []string) any {
	if len(values) == 1 {
		return literal(values[0])
	}
	all := make([]any, len(values))
	for i, v := range values {
		all[i] = v
	}
	return one("nodes", all)
}

// increase reports whether values are numbers, each greater than the one before.
func increase(values []any) bool {
	for i := range values {
		if _, number := values[i].(json.Number); !number || i > 0 && !expect.Increases(values[i-1], values[i]) {
			return false
		}
	}
	return len(values) > 1
}

// literal returns a value as a predicate that means equality with it.
func literal(v any) any {
	switch v := v.(type) {
	case string:
		if slices.Contains([]string{"absent", "present", "empty"}, v) {
			return one("equals", v)
		}
	case map[string]any:
		return one("equals", v)
	}
	return v
}

// jsonCandidates returns expectations about the value, or about those in the same place of every
// item of the arrays that contain it.
func jsonCandidates(n *value.Node, o *exchange.Observation) [][]pair {
	all, path := alike(n), pathOf(n)
	if len(all) > 1 {
		path = shapeOf(n)
	}
	expect := func(predicate any) []pair { return one("json", one(path, predicate)) }
	if len(all) > 1 {
		return manyCandidates(expect, all)
	}
	var out [][]pair
	if n.Value != nil {
		out = append(out, expect("present"), expect(one("type", typeName(n.Value))))
	}
	switch v := n.Value.(type) {
	case string:
		if _, ok := cutJSON(v); ok {
			out = append(out, expect(one("parsed", true)))
		}
		if v != "" {
			out = append(out, expect([]pair{{"type", "string"}, {"length", one("ge", 1)}}))
		}
	case []any:
		out = append(out, expect([]pair{{"type", "array"}, {"length", one("ge", min(len(v), 1))}}))
		out = append(out, expect([]pair{{"type", "array"}, {"length", len(v)}}))
	case map[string]any:
		out = append(out, expect([]pair{{"type", "object"}, {"length", one("ge", min(len(v), 1))}}))
	}
	if t, ok := timeIn(n, o); ok {
		for _, bound := range t.bounds() {
			out = append(out, expect(bound))
		}
	}
	if len(flow(n.Value)) <= longest {
		out = append(out, expect(literal(n.Value)))
	}
	return out
}

func manyCandidates(expect func(any) []pair, all []*value.Node) [][]pair {
	var out [][]pair
	values := make([]any, len(all))
	sameType, filled := true, true
	for i, n := range all {
		values[i] = n.Value
		sameType = sameType && typeName(n.Value) == typeName(all[0].Value)
		filled = filled && n.Value != "" && len(n.Items)+len(flow(n.Value)) > 2
	}
	if sameType {
		kind := typeName(all[0].Value)
		each := one("type", kind)
		out = append(out, expect(one("each", each)), expect([]pair{{"count", len(all)}, {"each", each}}))
		if filled && (kind == "string" || kind == "array" || kind == "object") {
			each = append(each, pair{"length", one("ge", 1)})
			out = append(out, expect([]pair{{"count", len(all)}, {"each", each}}))
		}
	}
	if increase(values) {
		out = append(out, expect([]pair{{"count", len(all)}, {"increasing", true}}))
	}
	if len(flow(values)) <= longest {
		out = append(out, expect(one("nodes", values)))
	}
	return out
}

func typeName(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case json.Number:
		if !strings.ContainsAny(string(v), ".eE") {
			return "integer"
		}
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	}
	return "object"
}

func bodyCandidates(o *exchange.Observation) [][]pair {
	var out [][]pair
	if root, err := o.JSON(); err == nil {
		out = append(out, one("json", one("$", one("type", typeName(root)))))
	} else {
		out = append(out, one("body", one("not", "empty")))
	}
	if text := string(o.Text()); len(text) <= 2*longest && utf8.ValidString(text) {
		return append(out, one("body", literal(text)))
	}
	return append(out, one("sha256", o.Hash()))
}

// bounds lists durations that a person would write.
var bounds = []time.Duration{
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour,
}

// bound returns a limit that a response of this duration meets with room to spare.
func bound(took time.Duration) string {
	for _, b := range bounds {
		if b >= 3*took {
			return strings.TrimSuffix(strings.TrimSuffix(b.String(), "0s"), "0m")
		}
	}
	return (2 * took).Round(time.Hour).String()
}
