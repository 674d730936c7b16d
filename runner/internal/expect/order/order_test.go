package order_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/expect/order"
)

var names = []string{"a", "b", "c"}

// steps runs an expression over letters; x has no name. It gives how many were taken, and
// whether all that had to come came.
func steps(o *order.Order, letters string) (taken int, met bool) {
	run := o.Start()
	for _, l := range letters {
		name := strings.IndexRune("abc", l)
		if !run.Step(name) {
			return taken, false
		}
		taken++
	}
	return taken, run.Met()
}

// pattern is the expression as one of RE2, which judges the same.
func pattern(text string) *regexp.Regexp {
	return regexp.MustCompile("^(?:" + strings.Join(strings.Fields(text), "") + ")$")
}

var expressions = []string{
	"a", "a b c", "a | b", "a b | c", "(a | b) c", "a*", "a+", "a?", "a? b", "(a b)+ c", "(a | b c)* c?", "a{2}", "a{2,}", "a{0,}", "a{1,3} b",
	"(a b?){2,3} c", "((a)*)* b", "((a+)+)+ b", "(a? b?)? c", "((a | b)* c){2}", ". a .", ".* c", "(. b)+", "a (b | c | .) a", "(a{0,2} b){0,2}", "a{0,1}",
	"(a | a b) (b | b c)", "((((a?)?)?)?){3} b",
}

func FuzzRunsAreAsRE2HasThem(f *testing.F) {
	for i := range expressions {
		for _, letters := range []string{"", "a", "ab", "abc", "aab", "abab", "ababc", "xax", "cccc", "bbcc", "aaac"} {
			f.Add(uint8(i), letters)
		}
	}
	f.Fuzz(func(t *testing.T, i uint8, letters string) {
		text := expressions[int(i)%len(expressions)]
		if len(letters) > 200 || strings.Trim(letters, "abcx") != "" {
			return
		}
		o, wrong := order.Parse(text, names)
		if wrong != nil {
			t.Fatalf("%s: %+v", text, wrong)
		}
		if _, met := steps(o, letters); met != pattern(text).MatchString(letters) {
			t.Errorf("%s over %q: met is %t", text, letters, met)
		}
	})
}

// Whatever is written, it is an expression or a mistake in it, and running it ends.
func FuzzParse(f *testing.F) {
	for _, text := range append(expressions, "", "(", ")", "a**", "{", "a{", "a{,3}", "a{9999999999999999999}", "é", "a\x00", "|", "((a{1000}){1000}){1000}", "a \n\t| b") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		o, wrong := order.Parse(text, names)
		if (o == nil) == (wrong == nil) {
			t.Fatal("neither or both")
		}
		if wrong != nil {
			if wrong.Message == "" || wrong.At < 0 || wrong.At > len(text) {
				t.Errorf("%q: %+v", text, wrong)
			}
			return
		}
		steps(o, "abcabcxaabbcc")
		for _, p := range o.Start().Next() {
			if got := text[p.At : p.At+p.Length]; p.Name == order.None && got != "." || p.Name != order.None && got != names[p.Name] {
				t.Errorf("%q: the place of %d is %q", text, p.Name, got)
			}
		}
	})
}

func TestWhatMayComeIsToldAtEachStep(t *testing.T) {
	o, wrong := order.Parse("a (b c+ | c)+ .", names)
	if wrong != nil {
		t.Fatal(wrong)
	}
	run := o.Start()
	var got [][]order.Place
	for _, name := range []int{0, 1, 2, order.None} {
		got = append(got, run.Next())
		if !run.Step(name) {
			t.Fatalf("%d does not come", name)
		}
	}
	got = append(got, run.Next())
	b, c, second, dot := order.Place{At: 3, Length: 1, Name: 1}, order.Place{At: 5, Length: 1, Name: 2}, order.Place{At: 10, Length: 1, Name: 2}, order.Place{At: 14, Length: 1, Name: order.None}
	want := [][]order.Place{{{At: 0, Length: 1, Name: 0}}, {b, second}, {c}, {b, c, second, dot}, nil}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !run.Met() || run.Step(0) || !run.Met() {
		t.Error("a step that may not come changed the run")
	}
}

// An expression that makes a backtracking matcher take exponential time, and one whose
// states are more than a run keeps, take every letter once.
func TestHardExpressionsAreRunToTheirEnd(t *testing.T) {
	letters := strings.Repeat("ab", 50_000)
	for _, text := range []string{"((a* b*)*)* c?", "(a | b)* a (a | b){0,900}", "(a | b)* a (a | b){12} (a | b)*"} {
		o, wrong := order.Parse(text, names)
		if wrong != nil {
			t.Fatal(wrong)
		}
		if taken, met := steps(o, letters); taken != len(letters) || !met {
			t.Errorf("%s: took %d, met %t", text, taken, met)
		}
	}
}
