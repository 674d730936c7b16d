package jsonschema_test

import (
	"encoding/json"
	"errors"
	"testing"

	"assay/runner/internal/jsonschema"
)

// TestHugeNumbers judges numbers whose digits would not fit into memory.
func TestHugeNumbers(t *testing.T) {
	of := func(keyword, bound string) *jsonschema.Schema {
		s, err := compiled(map[string]any{keyword: json.Number(bound)})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	var failed *jsonschema.Error
	if err := of("maximum", "7").Validate(json.Number("1e99999999")); !errors.As(err, &failed) || failed.Keyword != "maximum" {
		t.Errorf("got %v, want a failure of maximum", err)
	}
	if err := of("minimum", "1e-99999999").Validate(json.Number("1")); err != nil {
		t.Errorf("got %v", err)
	}
	if err := of("multipleOf", "3").Validate(json.Number("1e99999999")); err == nil || errors.As(err, &failed) {
		t.Errorf("got %v, want an error that says that nothing is known", err)
	}
	if err := of("maximum", "7").Validate(json.Number("1e99999999999999999999")); !errors.As(err, &failed) {
		t.Errorf("got %v, want a failure of maximum", err)
	}
}
