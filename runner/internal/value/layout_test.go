package value_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/value"
)

// laidOut holds texts that are JSON, or nearly.
var laidOut = []string{
	"", " ", "{}", "[]", "[ ]", "{\t}", "null", "true", "nul", "truer", "0", "-0", "01", "1.", "1.5e-7", "-", "1e", "1E+", `""`, `"a`, `"`,
	`{"a":1}`, `{"a": 1}`, "{\"a\":[1,2,{\"b\":[]}],\"c\":{}}\n", `{"a":1,}`, `{,}`, `[1,]`, `[1 2]`, `{"a"}`, `{"a":}`, `{a:1}`, `{"a":1]`, `[1}`, `{"a":1}x`, "[1]\v",
	`{"a":1,"a":2}`, `["\u00e9\"\\\/\b\f\n\r\t"]`, `["\x"]`, `["\u00g0"]`, `["\u00"]`, `["\`, `["\u0`, "[\"\x01\"]", "[\"\x7f\"]", "[\"\xff\"]", `["\ud800"]`, `["ä"]`, "[\u00a01]",
	strings.Repeat("[", 64) + strings.Repeat("]", 64), strings.Repeat("[", 63) + "1" + strings.Repeat("]", 63),
	strings.Repeat(`{"a":`, 63) + `"\\"` + strings.Repeat("}", 63),
}

// A text is laid out as encoding/json does, or not at all.
func TestLayoutIsThatOfTheStandardLibrary(t *testing.T) {
	for _, text := range laidOut {
		checkLayout(t, text)
	}
}

// What nests too deep is left to others.
func TestLayoutNestsSoDeep(t *testing.T) {
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for n, want := range map[int]bool{64: true, 65: false} {
		if _, ok := value.Indent(nil, nested(n)); ok != want {
			t.Errorf("%d deep: Indent %v", n, ok)
		}
	}
	for n, want := range map[int]bool{1000: true, 1001: false} {
		if _, ok := value.Compact(nil, nested(n)); ok != want {
			t.Errorf("%d deep: Compact %v", n, ok)
		}
	}
}

func FuzzLayout(f *testing.F) {
	for _, text := range laidOut {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkLayout(t, text) })
}

func checkLayout(t *testing.T, text string) {
	t.Helper()
	var compact, lines bytes.Buffer
	valid := json.Compact(&compact, []byte(text)) == nil
	before := []byte("before:")
	got, ok := value.Compact(slices.Clone(before), text)
	if ok != valid && value.Depth(text) <= 1000 || ok && string(got) != "before:"+compact.String() {
		t.Errorf("Compact of %q: %q %v, want %q %v", text, got, ok, compact.String(), valid)
	}
	if valid {
		_ = json.Indent(&lines, []byte(text), "", "  ")
	}
	bare := valid && compact.String() == text
	got, ok = value.Indent(slices.Clone(before), text)
	if ok != bare && value.Depth(text) <= 64 || ok && string(got) != "before:"+lines.String() {
		t.Errorf("Indent of %q: %q %v, want %q %v", text, got, ok, lines.String(), bare)
	}
}
