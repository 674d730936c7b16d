package importer

import (
	"encoding/json"
	"fmt"
	"mime"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/secret/names"
)

// mostFields limits the members of an object in a claim, and mostDeep its depth.
const (
	mostFields = 30
	mostDeep   = 3
)

// Equal returns the predicate of equality with a value: a map, and a text that may mean something
// else, have the operator.
func Equal(v any) any {
	text, isText := v.(string)
	if _, isMap := v.(Map); isMap || isText && !expect.IsPlain(text) {
		return MapOf("equals", v)
	}
	return v
}

// ExpectAnswer returns the expectations that an answer like o meets: its status, its media type,
// for JSON its members and their types, and for a stream how it ends.
func ExpectAnswer(o *exchange.Observation) Map {
	expect := expectBody(o)
	if end := endOf(o); end != nil {
		expect.Set("stream", end)
	}
	return expect
}

// expectBody is [ExpectAnswer] without the end of a stream.
func expectBody(o *exchange.Observation) Map {
	expect := Map{{Key: "status", Value: o.Status}}
	media, _, err := mime.ParseMediaType(o.Header.Get("Content-Type"))
	if err != nil || media == "" || len(o.Body) == 0 {
		return expect
	}
	kind := MapOf("starts_with", media)
	if len(o.Header.Values("Content-Type")) > 1 {
		kind = MapOf("any", kind) // a server that repeats it may vary it
	}
	expect.Set("headers", MapOf("Content-Type", kind))
	if media != "application/json" && !strings.HasSuffix(media, "+json") {
		return expect
	}
	v, ok := JSON(string(o.Body))
	if !ok {
		return expect
	}
	if shape, ok := shapeOf(v, 0).(Map); ok && len(shape) > 0 {
		if _, object := v.(Map); object {
			shape = MapOf("like", shape)
		}
		expect.Set("json", MapOf("$", shape))
	}
	return expect
}

// Common returns the expectations that a and b have in common, each as [ExpectAnswer] made it of an
// answer: those that both answers meet. It shares no map with them.
func Common(a, b Map) Map {
	var out Map
	for _, e := range a {
		if both := inCommon(e.Value, b.Get(e.Key)); both != nil {
			out = append(out, Entry{Key: e.Key, Value: both})
		}
	}
	return out
}

// inCommon returns what two expectations of one part have in common, nil if nothing.
func inCommon(a, b any) any {
	one, isOne := a.(Map)
	other, isOther := b.(Map)
	switch {
	case b == nil:
		return nil
	case a == "present" || b == "present":
		return "present" // also where the other is a shape
	case isOne != isOther, !isOne && a != b:
		return nil
	case !isOne:
		return a
	}
	switch kinds := [2]any{one.Get("type"), other.Get("type")}; kinds {
	case [2]any{"integer", "number"}, [2]any{"number", "integer"}:
		return MapOf("type", "number")
	case [2]any{"object", nil}, [2]any{nil, "object"}:
		return MapOf("type", "object")
	}
	if both := Common(one, other); len(both) > 0 {
		return both
	}
	return nil
}

// shapeOf returns a predicate on the shape of v: its members and their types.
func shapeOf(v any, deep int) any {
	switch v := v.(type) {
	case Map:
		var shape Map
		for _, e := range v {
			if e.Value == nil || deep >= mostDeep || len(shape) == mostFields || expect.IsOperator(e.Key) || expect.NearOperator(e.Key) != "" {
				continue // such a name looks like an operator
			}
			kind := shapeOf(e.Value, deep+1)
			if _, text := e.Value.(string); text && names.Credential(e.Key) {
				kind = "present" // it is masked: only its presence is known
			}
			shape = append(shape, Entry{Key: e.Key, Value: kind})
		}
		if len(shape) == 0 {
			return MapOf("type", "object")
		}
		return shape
	case List:
		return MapOf("type", "array")
	case string:
		return MapOf("type", "string")
	case bool:
		return MapOf("type", "boolean")
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return MapOf("type", "number")
		}
		return MapOf("type", "integer")
	}
	return nil
}

// Claim returns a sentence about the status of an answer.
func Claim(method, path string, status int) string {
	return fmt.Sprintf("%s %s is answered %d", method, path, status)
}
