package subst_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/subst"
)

var values = map[string]any{
	"s":        `say "hi" \ <b>`,
	"n":        json.Number("12.50"),
	"i":        7,
	"t":        true,
	"nil":      nil,
	"list":     []any{1, "a<b"},
	"tricky":   "$${s} and ${n}",
	"a.b":      "captured",
	"r[x.y].c": "of a row",
}

func lookup(name string) (any, bool) {
	v, ok := values[name]
	return v, ok
}

func TestExpandAndFill(t *testing.T) {
	for _, c := range []struct{ in, expanded, filled string }{
		{"", "", ""},
		{"plain $ {x} }", "plain $ {x} }", "plain $ {x} }"},
		{"${s}", `say "hi" \ <b>`, `say "hi" \ <b>`},
		{"a ${n} b ${i}${t}", "a 12.50 b 7true", "a 12.50 b 7true"},
		{"${nil}|${list}", `null|[1,"a<b"]`, `null|[1,"a<b"]`},
		{"${unknown} stays", "${unknown} stays", "${unknown} stays"},
		{"$${s} is literal", "$${s} is literal", "${s} is literal"},
		{"$$${s}", "$$${s}", "$${s}"},
		{"${i}$${i}${i}", "7$${i}7", "7${i}7"},
		{"${tricky}", "$${s} and ${n}", "$${s} and ${n}"},
		{"${a.b}/${r[x.y].c}", "captured/of a row", "captured/of a row"},
		{"open ${s", "open ${s", "open ${s"},
		{"${i} then open ${s", "7 then open ${s", "7 then open ${s"},
		{"${}", "${}", "${}"},
	} {
		if got := subst.Expand(c.in, lookup); got != c.expanded {
			t.Errorf("Expand(%q) = %q, want %q", c.in, got, c.expanded)
		}
		if got := subst.Fill(c.in, lookup); got != c.filled {
			t.Errorf("Fill(%q) = %q, want %q", c.in, got, c.filled)
		}
	}
}

func TestJSONKeepsTypesAndStaysJSON(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{"a":"${n}"}`, `{"a":12.50}`},
		{`{"a":"${t}","b":"${nil}","c":"${list}"}`, `{"a":true,"b":null,"c":[1,"a<b"]}`},
		{`{"a":"x ${n} y"}`, `{"a":"x 12.50 y"}`},
		{`{"a":"${s}","b":"= ${s}"}`, `{"a":"say \"hi\" \\ <b>","b":"= say \"hi\" \\ <b>"}`},
		{`{"${i}":"${i}", "${n}" : 1}`, `{"7":7, "12.50" : 1}`},
		{`["${unknown}","$${s}"]`, `["${unknown}","$${s}"]`},
		{`["\"${i}\"","\\${i}"]`, `["\"7\"","\\7"]`},
		{`"${i}"`, `7`},
		{`[1,2]`, `[1,2]`},
		{`["open ${i","${i}"]`, `["open ${i",7]`},
	} {
		if got := subst.JSON(c.in, lookup); got != c.want {
			t.Errorf("JSON(%s)\n got %s\nwant %s", c.in, got, c.want)
		}
	}
	if got, want := subst.FillJSON(`["$${s}","${tricky}"]`, lookup), `["${s}","$${s} and ${n}"]`; got != want {
		t.Errorf("FillJSON: got %s, want %s", got, want)
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		in       string
		names    []string
		unclosed int
	}{
		{"none", nil, -1},
		{"${a} ${b.c} $${d} ${a}", []string{"a", "b.c", "a"}, -1},
		{"${a} then ${open", []string{"a"}, 10},
		{"$${ is no start", nil, -1},
		{"x${", nil, 1},
	} {
		names, ok := subst.Names(c.in)
		if diff := cmp.Diff(c.names, names); diff != "" {
			t.Errorf("Names(%q): %s", c.in, diff)
		}
		if at := subst.Unclosed(c.in); at != c.unclosed || ok != (at < 0) {
			t.Errorf("Unclosed(%q) = %d (ok %v), want %d", c.in, at, ok, c.unclosed)
		}
	}
}

func TestValueKeepsTheType(t *testing.T) {
	if v := subst.Value("${i}", lookup); v != 7 {
		t.Errorf("got %#v, want the number 7", v)
	}
	if v := subst.Value("${i}.", lookup); v != "7." {
		t.Errorf("got %#v, want the text 7.", v)
	}
	if v := subst.Value("${unknown}", lookup); v != "${unknown}" {
		t.Errorf("got %#v, want the reference as written", v)
	}
}

func TestLiteralsEncodesOnlyTheText(t *testing.T) {
	upper := strings.ToUpper
	if got, want := subst.Literals("a ${x.y} b $${c}", upper), "A ${x.y} B ${C}"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNoReferenceNoAllocation(t *testing.T) {
	text := strings.Repeat(`{"a": "b $ c"} `, 50)
	if n := testing.AllocsPerRun(20, func() { subst.Expand(text, lookup); subst.JSON(text, lookup) }); n != 0 {
		t.Errorf("%v allocations for a text without references", n)
	}
}

func FuzzSubst(f *testing.F) {
	for _, s := range []string{"", "${a}", "$${a}", "$$${i}${", `{"a":"${s}","${n}":[1,"x ${tricky}"]}`, `"\"${i}"`, "${${}}"} {
		f.Add(s)
	}
	none := func(string) (any, bool) { return nil, false }
	f.Fuzz(func(t *testing.T, s string) {
		if got := subst.Expand(s, none); got != s {
			t.Errorf("Expand without values changed %q to %q", s, got)
		}
		names, ok := subst.Names(s)
		if ok != (subst.Unclosed(s) < 0) {
			t.Errorf("Names and Unclosed disagree on %q", s)
		}
		var visited []string
		subst.Each(s, func(n string) { visited = append(visited, n) })
		if diff := cmp.Diff(names, visited); diff != "" {
			t.Errorf("Names and Each disagree on %q: %s", s, diff)
		}
		subst.Fill(s, lookup)
		if !json.Valid([]byte(s)) {
			return
		}
		for _, filled := range []string{subst.JSON(s, lookup), subst.FillJSON(s, lookup)} {
			if !json.Valid([]byte(filled)) {
				t.Errorf("%s is JSON, filled it is not: %s", s, filled)
			}
		}
	})
}
