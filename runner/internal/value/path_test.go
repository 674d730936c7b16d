package value_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/spec"

	"assay/runner/internal/value"
)

var (
	member = value.Member
	item   = value.Item
)

// places are places with their spelling in messages and their normalized path by RFC 9535.
var places = []struct {
	path              value.Path
	short, normalized string
}{
	{nil, "$", "$"},
	{value.Path{member("data"), item(0), member("id")}, "$.data[0].id", "$['data'][0]['id']"},
	{value.Path{member("a b"), member("c")}, "$['a b'].c", "$['a b']['c']"},
	{value.Path{member("_x9")}, "$._x9", "$['_x9']"},
	{value.Path{member("größe")}, "$.größe", "$['größe']"},
	{value.Path{member("")}, "$['']", "$['']"},
	{value.Path{member("0"), item(0)}, "$['0'][0]", "$['0'][0]"},
	{value.Path{member("9x"), item(12)}, "$['9x'][12]", "$['9x'][12]"},
	{value.Path{member("a.b"), member("c-d"), member("*")}, "$['a.b']['c-d']['*']", "$['a.b']['c-d']['*']"},
	{value.Path{member("it's")}, `$['it\'s']`, `$['it\'s']`},
	{value.Path{member(`say "no"`)}, `$['say "no"']`, `$['say "no"']`},
	{value.Path{member(`\`)}, `$['\\']`, `$['\\']`},
	{value.Path{member("\b\t\n\f\r")}, `$['\b\t\n\f\r']`, `$['\b\t\n\f\r']`},
	{value.Path{member("\x00\x0b\x1e")}, `$['\u0000\u000b\u001e']`, `$['\u0000\u000b\u001e']`},
	{value.Path{member("\x7f\u2028")}, "$['\x7f\u2028']", "$['\x7f\u2028']"},
	{value.Path{member("a\u200bb")}, "$['a\u200bb']", "$['a\u200bb']"},
	{value.Path{member("😀")}, "$['😀']", "$['😀']"},
	{value.Path{member("]['")}, `$['][\'']`, `$['][\'']`},
}

// TestOneSpelling checks that a place has one text in messages and one normalized path, the same as
// in another implementation; both read back as the place.
func TestOneSpelling(t *testing.T) {
	for _, p := range places {
		if got := p.path.String(); got != p.short {
			t.Errorf("String of %q: got %s", p.short, got)
		}
		if got := p.path.Normalized(); got != p.normalized || got != theirs(p.path).String() && !unescaped(got) {
			t.Errorf("Normalized of %s: got %s, theirs is %s", p.normalized, got, theirs(p.path))
		}
		for _, text := range []string{p.short, p.normalized} {
			if got := value.Located(theirs(p.path)); !slices.Equal(got, p.path) {
				t.Errorf("Located(%s) = %s", theirs(p.path), got)
			}
			if got, err := value.Parse(text); err != nil || !slices.Equal(got, p.path) {
				t.Errorf("Parse(%s) = %q, %v", text, got, err)
			}
		}
	}
}

// unescaped reports whether a path has a character that RFC 9535 escapes and the other
// implementation does not: U+0010 to U+001F.
func unescaped(path string) bool { return strings.Contains(path, `\u001`) }

func theirs(p value.Path) spec.NormalizedPath {
	var out spec.NormalizedPath
	for _, s := range p {
		if name, ok := s.Name(); ok {
			out = append(out, spec.Name(name))
		} else if i, ok := s.Index(); ok {
			out = append(out, spec.Index(i))
		}
	}
	return out
}

// TestAPathSelectsItsPlace checks that the text in messages is a JSONPath that selects only the
// place.
func TestAPathSelectsItsPlace(t *testing.T) {
	for _, p := range places {
		var v any = "here"
		for _, s := range slices.Backward(p.path) {
			if name, ok := s.Name(); ok {
				v = map[string]any{name: v, "other": "there", "x" + name: "there"}
				continue
			}
			i, _ := s.Index()
			list := make([]any, i+2)
			list[i] = v
			v = list
		}
		for _, text := range []string{p.short, p.normalized} {
			path, err := jsonpath.Parse(text)
			if err != nil {
				t.Errorf("%s is no JSONPath: %v", text, err)
				continue
			}
			if nodes := path.Select(v); len(nodes) != 1 || !slices.Equal([]any{nodes[0]}, []any{"here"}) {
				t.Errorf("%s selects %v", text, nodes)
			}
		}
	}
}

func TestEveryItem(t *testing.T) {
	p := value.Path{member("data"), value.Items, member("id")}
	if p.String() != "$.data[*].id" || p.Normalized() != "$['data'][*]['id']" {
		t.Errorf("got %s and %s", p, p.Normalized())
	}
	if _, ok := value.Items.Index(); ok {
		t.Error("every item has one index")
	}
	if _, ok := value.Items.Name(); ok {
		t.Error("every item has a name")
	}
}

// TestOlderSpellings reads the spellings of places in older fixtures.
func TestOlderSpellings(t *testing.T) {
	for old, now := range map[string]string{
		"$.data[].id":            "$.data[*].id",
		`$["a b"].c`:             "$['a b'].c",
		`$.a[]["it's, \"a\"\n"]`: `$.a[*]['it\'s, "a"\n']`,
		`$["\x00\u200b\\"]`:      "$['\\u0000\u200b\\\\']",
	} {
		if p, err := value.Parse(old); err != nil || p.String() != now {
			t.Errorf("%s: got %s, %v; want %s", old, p, err, now)
		}
	}
}

func TestNotOnePlace(t *testing.T) {
	for text, want := range map[string]string{
		"":           `the path "" does not begin with $`,
		"body":       `the path "body" does not begin with $`,
		"$..id":      `the path "$..id" is not one place: expected .name, ['a name'], [0] or [*] at "..id"`,
		"$.a-b":      `the path "$.a-b" is not one place: expected .name, ['a name'], [0] or [*] at ".a-b"`,
		"$.a[-1]":    `the path "$.a[-1]" is not one place: expected .name, ['a name'], [0] or [*] at "[-1]"`,
		"$[01]":      `the path "$[01]" is not one place: expected .name, ['a name'], [0] or [*] at "[01]"`,
		"$[0":        `the path "$[0" is not one place: expected .name, ['a name'], [0] or [*] at "[0"`,
		"$['a'":      `the path "$['a'" is not one place: expected .name, ['a name'], [0] or [*] at "['a'"`,
		"$['a":       `the path "$['a" is not one place: expected .name, ['a name'], [0] or [*] at "['a"`,
		`$['\`:       `the path "$['\\" is not one place: expected .name, ['a name'], [0] or [*] at "['\\"`,
		"$['a','b']": `the path "$['a','b']" is not one place: expected .name, ['a name'], [0] or [*] at "['a','b']"`,
		`$['\222']`:  `the path "$['\\222']" is not one place: expected .name, ['a name'], [0] or [*] at "['\\222']"`, // a byte that is no UTF-8
		"$a":         `the path "$a" is not one place: expected .name, ['a name'], [0] or [*] at "a"`,
	} {
		if p, err := value.Parse(text); err == nil || err.Error() != want {
			t.Errorf("Parse(%q) = %s, %v\nwant %s", text, p, err, want)
		}
	}
}

// TestLocate checks that "0" is an index in a list and a name in an object.
func TestLocate(t *testing.T) {
	v := map[string]any{"list": []any{map[string]any{"0": "x"}}, "0": []any{"a"}}
	for _, c := range []struct {
		parts []string
		want  string
	}{
		{nil, "$"},
		{[]string{"list", "0", "0"}, "$.list[0]['0']"},
		{[]string{"0", "0"}, "$['0'][0]"},
		{[]string{"0", "7", "7"}, "$['0'][7]['7']"},
		{[]string{"list", "-1"}, "$.list['-1']"},
		{[]string{"none", "0"}, "$.none['0']"},
	} {
		if got := value.Locate(v, c.parts).String(); got != c.want {
			t.Errorf("Locate(%q) = %s, want %s", c.parts, got, c.want)
		}
	}
}

func TestThenSharesNothing(t *testing.T) {
	p := append(make(value.Path, 0, 4), member("a"))
	b, c := p.Then(member("b")), p.Then(member("c"), item(1))
	if b.String() != "$.a.b" || c.String() != "$.a.c[1]" || p.String() != "$.a" {
		t.Errorf("got %s, %s, %s", p, b, c)
	}
}

func FuzzPath(f *testing.F) {
	for _, p := range places {
		f.Add(p.short)
	}
	f.Add("$.data[].id")
	f.Add(`$['\222']`)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := value.Parse(text)
		if err != nil {
			return
		}
		for _, again := range []string{p.String(), p.Normalized()} {
			if q, err := value.Parse(again); err != nil || !slices.Equal(p, q) {
				t.Errorf("%q is %s; that reads as %s, %v", text, again, q, err)
			}
		}
	})
}
