package order_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/expect/order"
)

var names = []string{"a", "b", "c"}

// steps runs an expression over letters; x has no name. It returns the number of accepted letters,
// and whether the order was complete.
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

// pattern returns the expression as a regular expression of RE2, which gives the same result.
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

// Every text is an expression or an error, and running it ends.
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

// An expression for which a backtracking matcher takes exponential time, and one with more states
// than a run keeps, read every letter once.
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

// Names have letters and digits of ASCII, _ and -.
func TestNamesOfKinds(t *testing.T) {
	for name, is := range map[string]bool{
		"": false, "a": true, "z": true, "A": true, "Z": true, "0": true, "9": true, "_": true, "-": true, "azAZ09_-": true, "`": false, "{": false, "@": false, "[": false, "/": false, ":": false, "a ": false, "a:": false, "é": false, ".": false, ",": false,
	} {
		if order.IsName(name) != is {
			t.Errorf("%q is a name: %v", name, !is)
		}
	}
	o, wrong := order.Parse("z-9 AZ? _0*", []string{"z-9", "AZ", "_0"})
	if wrong != nil || !o.Uses(0) || !o.Uses(2) || o.Uses(3) || o.Text() != "z-9 AZ? _0*" {
		t.Errorf("%+v", wrong)
	}
}

// An expression has at most 2,000 names when its repeats are written out, a repeat counts to 1,000.
func TestBoundsOfAnExpression(t *testing.T) {
	for text, message := range map[string]string{
		"a{1000}": "", "a{1001}": "{1001} counts further than 1000", "a{1,1000}": "", "a{1,1001}": "{1,1001} counts further than 1000", "a{1001,}": "{1001,} counts further than 1000", "(a{1000}){2}": "", "(a{1000}){2} b": "written out, the expression is longer than 2000 names",
		"((a{1000}){2})*": "", "((a{1000}){2})+": "", "((a{1000}){2})?": "", "((a{1000}){2})* b": "written out, the expression is longer than 2000 names", "(a{1000}){1000}": "written out, the expression is longer than 2000 names",
		"a{2,2}": "", "a{3,2}": "{3,2}: at least 3 and at most 2 exclude each other", "a{x,3}": "{x,3} is not a count", "a{2,x}": "{2,x} is not a count", "a{-1}": "{-1} is not a count", "a{}": "{} is not a count", "a{,3}": "{,3} is not a count", "a{ 2 , 3 }": "", "a{": "this { is not closed", "a{2": "this { is not closed",
		"a{0}": "repeated 0 times, this never comes", "a{0,0}": "repeated 0 times, this never comes", "a{0,1}": "", "a{0,}": "", "{2}": "{ repeats nothing", "a ?": "", "a{2}?": "? repeats what is repeated already", "a|": "a name is missing here", "|a": "a name is missing here", "()": "a name is missing here", "": "the expression is empty", " \t\r\n": "the expression is empty",
		"(a": "this ( is not closed", "a)": "this ) closes nothing", "d": `unknown kind "d"`, "a, b": `',' is no part of an order`,
	} {
		o, wrong := order.Parse(text, names)
		if (o == nil) == (wrong == nil) || wrong == nil && message != "" || wrong != nil && wrong.Message != message {
			t.Errorf("%q: %+v, want %q", text, wrong, message)
		}
	}
	deep := func(n int) string { return strings.Repeat("(", n) + "a" + strings.Repeat(")", n) }
	for n, message := range map[int]string{99: "", 100: "parentheses are nested more than 100 deep"} {
		_, wrong := order.Parse(deep(n), names)
		if (wrong == nil) != (message == "") || wrong != nil && wrong.Message != message {
			t.Errorf("%d deep: %+v", n, wrong)
		}
	}
}
