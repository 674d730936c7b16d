package expect

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/compile"
	"assay/runner/internal/source"
)

// CompileGo compiles one key of an expectation, such as "json", from a Go value: a literal, or a
// map[string]any of operators, as in a suite. A value that a suite cannot have is an error.
func CompileGo(key string, want any, shared *compile.Shared) (*check.Expectation, error) {
	plain, err := plainGo(reflect.ValueOf(want))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	var problems source.Problems
	n := compile.ValueNode(map[string]any{key: plain}, &yaml.Node{}, false)
	return Compile(n, &compile.Scope{Problems: &problems, Shared: shared}), problems.Err()
}

// plainGo converts a Go value to the corresponding JSON value.
func plainGo(v reflect.Value) (any, error) {
	switch v.Kind() {
	case reflect.Invalid:
		return nil, nil
	case reflect.Interface, reflect.Pointer:
		return plainGo(v.Elem())
	case reflect.Slice, reflect.Array:
		return plainList(v)
	case reflect.Map:
		return plainMap(v)
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.String:
		if n, ok := v.Interface().(json.Number); ok {
			return n, nil
		}
		return v.String(), nil
	case reflect.Float32, reflect.Float64:
		return v.Float(), nil
	}
	if d, ok := v.Interface().(time.Duration); ok {
		return d.String(), nil
	}
	if v.CanInt() {
		return v.Int(), nil
	}
	if v.CanUint() {
		return v.Uint(), nil
	}
	return nil, fmt.Errorf("a %s cannot stand in a predicate; use literals, lists and map[string]any", v.Type())
}

func plainList(v reflect.Value) (any, error) {
	out := make([]any, v.Len())
	for i := range out {
		item, err := plainGo(v.Index(i))
		if err != nil {
			return nil, err
		}
		out[i] = item
	}
	return out, nil
}

func plainMap(v reflect.Value) (any, error) {
	out := make(map[string]any, v.Len())
	for _, k := range v.MapKeys() {
		if k.Kind() != reflect.String {
			return nil, fmt.Errorf("a %s cannot stand in a predicate: its keys are no texts", v.Type())
		}
		item, err := plainGo(v.MapIndex(k))
		if err != nil {
			return nil, err
		}
		out[k.String()] = item
	}
	return out, nil
}
