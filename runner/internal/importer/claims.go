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

// ExpectAnswer returns the expectations that an answer like o meets: its status, its media type,
// and for JSON its members and their types.
func ExpectAnswer(o *exchange.Observation) Map {
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
