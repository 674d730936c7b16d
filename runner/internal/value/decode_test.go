package value_test

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"testing"

	"assay/runner/internal/value"
)

// FuzzDecode holds Decode against encoding/json, which says what a text means.
func FuzzDecode(f *testing.F) {
	for _, text := range []string{
		`{"ok":true,"name":"bench","items":[1,2,3]}`, ` [1.10, -0, 1e400, 12345678901234567890.10, null, false] `, `"a"`, `7`, ``, ` `,
		`{"a":1,"a":{"b":2}}`, `{"a":{"x":1},"a":{"y":2}}`, `[{"\\n":1},{"\n":2},{"\u0061":3},{"a":4}]`, `{"":1}`, `"😀 \ud800 \u0000"`,
		"{\"a\xff\":\"\xc3\x28\"}", "[{\"a\xff\":1},{\"a\ufffd\":2}]", `{"a":}`, `{"a" 1}`, `[1,]`, `[1 2]`, `{,}`, `{"a":1,}`, `01`, `1.`, `-`, `tru`, `]`, `}`, `:`, `,`, `1 2`, `{} x`, "\ufeff{}",
		"\"\t\"",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		decodesLikeEncodingJSON(t, text)
	})
}

// encoding/json reads 10,000 levels, and no more.
func TestDecodeIsAsDeepAsEncodingJSON(t *testing.T) {
	for _, depth := range []int{9_999, 10_000, 10_001} {
		decodesLikeEncodingJSON(t, []byte(strings.Repeat("[", depth)+strings.Repeat("]", depth)))
		decodesLikeEncodingJSON(t, []byte(strings.Repeat(`{"a":`, depth)+"1"+strings.Repeat("}", depth)))
	}
}

func decodesLikeEncodingJSON(t *testing.T, text []byte) {
	t.Helper()
	given := bytes.Clone(text)
	got, ok := value.Decode(text)
	d := json.NewDecoder(bytes.NewReader(given))
	d.UseNumber()
	var want any
	err := d.Decode(&want)
	if err == nil {
		if _, err = d.Token(); err == io.EOF { //nolint:errorlint // Token returns it as it is
			err = nil
		} else {
			err = io.ErrNoProgress // there is more after the value
		}
	}
	if ok != (err == nil) {
		t.Fatalf("Decode(%q) reads it: %t; encoding/json: %v", given, ok, err)
	}
	if ok && !reflect.DeepEqual(got, want) {
		t.Fatalf("Decode(%q) = %#v, want %#v", given, got, want)
	}
	if !bytes.Equal(text, given) {
		t.Fatalf("Decode changes the text %q to %q", given, text)
	}
}

// BenchmarkDecode reads an answer of a check, and a list of 5,000 objects.
func BenchmarkDecode(b *testing.B) {
	list := "[" + strings.Repeat(`{"id":1000,"name":"order 1","price":19.90,"tags":["a","b"],"open":true,"of":null},`, 4999) + "{}]"
	for name, text := range map[string]string{"answer": `{"ok":true,"name":"bench","items":[1,2,3]}`, "list": list} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, ok := value.Decode([]byte(text)); !ok {
					b.Fatal("it is not read")
				}
			}
		})
	}
}

// At finds in any text what there is at a place in the decoded value, or does not read it.
func FuzzAt(f *testing.F) {
	for _, text := range []string{
		`{"a":{"b":[1,{"c":null}]},"x":"y"}`, `{"a":1,"a":{"b":[0,2]}}`, `{"a":{"b":[1,2]},"a":3}`, `[[],{"b":1}]`, ` {"a" : [ ] } `,
		`{"a":{"b":[1,2]}} 1`, `{"a":{"b":[1,02]}}`, `{"a":{"b":[1,2],}}`, `{"\u0061":1}`, `3`, ``, `{"a":{"b":[1,-2.5e+3]}}`, `{"a":tru}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		want, valid := value.Decode(text)
		for _, path := range []value.Path{{value.Member("a")}, {value.Member("a"), value.Member("b")}, {value.Member("a"), value.Member("b"), value.Item(1)}, {value.Item(1)}, {value.Item(1), value.Member("b")}} {
			v, found, ok := value.At(text, path)
			if !ok {
				continue
			}
			if !valid {
				t.Fatalf("%q is no JSON, and has %v at %s", text, v, path)
			}
			node, there := want, true
			for _, s := range path {
				if name, isName := s.Name(); isName {
					object, _ := node.(map[string]any)
					node, there = object[name]
				} else {
					i, _ := s.Index()
					list, _ := node.([]any)
					if there = i < len(list); there {
						node = list[i]
					}
				}
				if !there {
					break
				}
			}
			if found != there || there && !reflect.DeepEqual(v, node) {
				t.Fatalf("%q has %v at %s (%t), want %v (%t)", text, v, path, found, node, there)
			}
		}
	})
}
