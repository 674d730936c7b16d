package value_test

import (
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/value"
)

// texts are JSON values in the spellings that a reader can get wrong.
var texts = []string{
	`{"a": [1, {"b": null}], "c": "x"}`, " [ ] ", "{}", `"one"`, "12", "-0.5e+10", "true", "false\n", "null", "[[],{},[{}]]",
	`{"a":1,"a":2}`, `["\"", "\\", "\u00e9", "\ud83d\ude00", "]}", ",:"]`, "{\"\\u0061\" : \"\\n\"\t,\r\n\"b\\\"\":[true,false,null]}",
	"[\"a\xff\"]", `{"": {"": []}}`, strings.Repeat("[", 200) + strings.Repeat("]", 200),
}

// Each value is what encoding/json reads, and so is its own part of the text.
func TestRead(t *testing.T) {
	for _, text := range texts {
		readsAlike(t, text)
	}
}

func readsAlike(t *testing.T, text string) {
	t.Helper()
	want, err := exchange.ParseJSON([]byte(text))
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	root, err := value.Read([]byte(text))
	if err != nil || !reflect.DeepEqual(root.Value, want) {
		t.Errorf("%q: got %v, %v, want %v", text, root, err, want)
		return
	}
	last := 0
	root.Walk(func(n *value.Node) {
		part, err := exchange.ParseJSON([]byte(text[n.From:n.To]))
		if trimmed := strings.Trim(text[n.From:n.To], value.Space); err != nil || !reflect.DeepEqual(part, n.Value) || len(trimmed) != n.To-n.From {
			t.Errorf("%q: %s is %v; its text %q is %v, %v", text, n.Path(), n.Value, text[n.From:n.To], part, err)
		}
		if n.From < last {
			t.Errorf("%q: %s begins at %d, before %d", text, n.Path(), n.From, last)
		}
		last = n.From
		for i, item := range n.Items {
			if item.Up != n || item.Index != i {
				t.Errorf("%q: %s has the index %d, want %d", text, item.Path(), item.Index, i)
			}
			if item.InArray() {
				continue
			}
			var key string
			if err := json.Unmarshal([]byte(text[item.KeyAt:value.StringEnd(text, item.KeyAt)]), &key); err != nil || key != item.Key {
				t.Errorf("%q: the key of %s is %q at its place, %v", text, item.Path(), key, err)
			}
		}
	})
}

func TestReadRejects(t *testing.T) {
	for _, c := range []struct {
		text   string
		offset int
		says   string
	}{
		{"", 0, "unexpected EOF"},
		{"  ", 2, "unexpected EOF"},
		{`{"a": `, 6, "unexpected EOF"},
		{`{"a": x}`, 6, "invalid character 'x' looking for beginning of value"},
		{"x", 0, "invalid character 'x' looking for beginning of value"},
		{`[1] 2`, 3, "more text after the value"},
		{strings.Repeat("[", 10_001), 10_000, "invalid character '[' exceeded max depth"},
	} {
		_, err := value.Read([]byte(c.text))
		var syntax *value.SyntaxError
		if !errors.As(err, &syntax) || syntax.Offset != c.offset || err.Error() != c.says {
			t.Errorf("%.20q: got %+v, want %q at byte %d", c.text, err, c.says, c.offset)
		}
		if cut := c.says == io.ErrUnexpectedEOF.Error(); errors.Is(err, io.ErrUnexpectedEOF) != cut {
			t.Errorf("%.20q: is the text cut off? got %v", c.text, !cut)
		}
	}
}

// node returns the node of a text at a place.
func node(t *testing.T, text, place string) *value.Node {
	t.Helper()
	root, err := value.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var found *value.Node
	root.Walk(func(n *value.Node) {
		if n.Path().String() == place {
			found = n
		}
	})
	if found == nil {
		t.Fatalf("%s has no %s", text, place)
	}
	return found
}

func TestShape(t *testing.T) {
	const text = `{"a": [[{"b c": 1}]]}`
	for place, shape := range map[string]string{"$": "$", "$.a": "$.a", "$.a[0]": "$.a[*]", "$.a[0][0]['b c']": "$.a[*][*]['b c']"} {
		if got := node(t, text, place).Shape().String(); got != shape {
			t.Errorf("%s: got %s, want %s", place, got, shape)
		}
	}
}

// A value with another in place of a part shares the rest, and leaves the old one as it was.
func TestWith(t *testing.T) {
	const text = `{"a": [1, {"b": true}], "c": []}`
	n := node(t, text, "$.a[1].b")
	changed, _ := n.With("new").(map[string]any)
	if want := `{"a":[1,{"b":"new"}],"c":[]}`; encoded(t, changed) != want {
		t.Errorf("got %s, want %s", encoded(t, changed), want)
	}
	if old := n.Up.Up.Up; encoded(t, old.Value) != `{"a":[1,{"b":true}],"c":[]}` {
		t.Errorf("the old value is now %s", encoded(t, old.Value))
	}
	if root := node(t, text, "$"); root.With(json.Number("1")) != json.Number("1") {
		t.Error("the root is not replaced")
	}
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRepeated(t *testing.T) {
	for text, want := range map[string]string{
		`{"a": 1, "b": {"a": 1}}`:                    "",
		`["a", "a"]`:                                 "",
		`[{"a": 1}, {"a": 2}]`:                       "",
		`{"a": 1, "b": 2, "\u0061": 3}`:              "$.a",
		`{"b": [{"c": 1, "c": 2}], "d": 1, "d": 1}`:  "$.b[0].c",
		`{"d": 1, "d": 1, "b": [{"c": 1, "c": 2}]}`:  "$.d",
		`{"": 1, "": 2}`:                             "$['']",
		`[[{"x": {"y": 1, "z": 1, "y": {"y": 2}}}]]`: "$[0][0].x.y",
	} {
		root, err := value.Read([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if twice := root.Repeated(); twice != nil {
			got = twice.Path().String()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func TestStringEnd(t *testing.T) {
	for text, want := range map[string]int{
		`""`: 2, `"a" "b"`: 3, `"\""`: 4, `"\\" "`: 4, `"\u0022"`: 8, `"\u002`: -1, `"\u00"`: -1, `"\`: -1, `"\"`: -1, `"`: -1, `"a`: -1,
	} {
		if got, ofBytes := value.StringEnd(text, 0), value.StringEnd([]byte(text), 0); got != want || ofBytes != want {
			t.Errorf("%s: got %d and %d, want %d", text, got, ofBytes, want)
		}
	}
}

func TestDepth(t *testing.T) {
	for text, want := range map[string]int{
		`1`: 0, `[]`: 1, `[[], {"a": []}]`: 3, `["[[[", "\"[["]`: 1, `[[[`: 3, `[ "[[[`: 1, `{}{}`: 1,
	} {
		if got := value.Depth(text); got != want {
			t.Errorf("%s: got %d, want %d", text, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, err := value.Read([]byte(text))
		if valid := json.Valid([]byte(text)); valid != (err == nil) {
			t.Fatalf("%q: valid is %v, and Read gives %v", text, valid, err)
		}
		if err == nil {
			readsAlike(t, text)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	text := []byte("[" + strings.Join(slices.Repeat([]string{`{"id": "order-12", "state": "open", "lines": [{"sku": "x\n", "count": 2}], "paid": true}`}, 1000), ",") + "]")
	b.Run("nodes", func(b *testing.B) {
		for b.Loop() {
			if _, err := value.Read(text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("values", func(b *testing.B) {
		for b.Loop() {
			if _, err := exchange.ParseJSON(text); err != nil {
				b.Fatal(err)
			}
		}
	})
}
