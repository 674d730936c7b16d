package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestMutantsOfAFile(t *testing.T) {
	const text = `package p

const most = 10_000

func f(a, b int, ok bool) bool {
	var room [8]byte
	_ = make([]int, 0, 4)
	if !ok {
		return false
	}
	if a == b && ok {
		return a <= 0x7
	}
	if ok {
		return true
	}
	return len(room) > "x"[1]
}
`
	found, err := mutantsOf("p.go", []byte(text), false)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range found {
		got = append(got, strings.ReplaceAll(m.source+" | "+m.change(), "\t", ""))
		if text[m.from:m.to] != m.was {
			t.Errorf("%+v is not at its place", m)
		}
	}
	want := []string{
		"const most = 10_000 | 10_000 becomes 10001",
		"if !ok { | ! goes",
		"return false | false becomes true",
		"if a == b && ok { | a == b && ok becomes !(a == b && ok)",
		"if a == b && ok { | && becomes ||",
		"if a == b && ok { | == becomes !=",
		"return a <= 0x7 | <= becomes <",
		"return a <= 0x7 | 0x7 becomes 8",
		"if ok { | ok becomes !(ok)",
		"return true | true becomes false",
		`return len(room) > "x"[1] | > becomes >=`,
		`return len(room) > "x"[1] | 1 becomes 2`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// module is a small module in a folder of its own, which becomes the current one.
func module(t *testing.T, code, tests string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"go.mod": "module example.test/m\n\ngo 1.26\n", "m.go": code, "m_test.go": tests} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

const odd = `package m

func Sign(n int) bool {
	if n < 0 {
		return true
	}
	var one byte = 255
	return one == 0
}
`

func TestARunSaysWhatSurvived(t *testing.T) {
	module(t, odd, "package m\n\nimport \"testing\"\n\nfunc TestSign(t *testing.T) {\n\tif !Sign(-1) || Sign(1) {\n\t\tt.Fatal()\n\t}\n}\n")
	var out strings.Builder
	err := command(context.Background(), []string{"-n", "0", "-seed", "5", "."}, &out)
	want := `seed 5: 7 of 7 mutants
survived m.go:4:7: < becomes <=
	if n < 0 {
survived m.go:4:9: 0 becomes 1
	if n < 0 {
not compiled m.go:7:17: 255 becomes 256
	var one byte = 255
survived m.go:8:16: 0 becomes 1
	return one == 0
example.test/m: 3 of 6 killed, 1 not compiled
all: 3 of 6 killed, 1 not compiled
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err == nil || !strings.HasPrefix(err.Error(), "at least 93% should be killed") {
		t.Errorf("the error is %v", err)
	}
	if text, err := os.ReadFile("m.go"); err != nil || string(text) != odd {
		t.Errorf("the code is now %q (%v)", text, err)
	}
	if err := command(context.Background(), []string{"-n", "0", "-least", "50", "."}, &out); err != nil {
		t.Errorf("half of them is enough, and yet: %v", err)
	}
}

const operators = `package m

type truth bool

func Above(a, b float64) bool   { return a > b }
func AtLeast(a, b int8) bool    { return a >= b }
func Below(a, b string) bool    { return a < b }
func AtMost(a byte) bool        { return 'a' <= a }
func All(a, b, c bool) bool     { return a && (b == c) && !c }
func Any(a, b, c bool) (t bool) { if a||b || c{ t = true }; return }
func Named(a, b int) truth      { return a == b }
`

// Every operator is changed as it says, alone and inside another, and one whose truth value
// has a type of its own is compiled alone.
func TestMutantsAreKilledByTheValuesThatTellThemApart(t *testing.T) {
	const tests = `package m

import "testing"

func TestAll(t *testing.T) {
	for what, wrong := range map[string]bool{
		"above": Above(1, 1) || !Above(2, 1) || Above(1, 2), "at least": !AtLeast(1, 1) || AtLeast(0, 1) || !AtLeast(2, 1),
		"below": Below("a", "a") || !Below("a", "b") || Below("b", "a"), "at most": !AtMost('a') || AtMost(' ') || !AtMost('b'),
		"all": !All(true, false, false) || All(false, true, true) || All(true, true, false) || All(false, false, false) || All(true, true, true),
		"any": Any(false, false, false) || !Any(true, false, false) || !Any(false, true, false) || !Any(false, false, true),
		"named": bool(Named(1, 2)) || !bool(Named(1, 1)),
	} {
		if wrong {
			t.Error(what)
		}
	}
}
`
	module(t, operators, tests)
	var out strings.Builder
	if err := command(context.Background(), []string{"-n", "0", "-seed", "5", "-jobs", "2", "."}, &out); err != nil {
		t.Error(err)
	}
	if want := "seed 5: 12 of 12 mutants\nexample.test/m: 12 of 12 killed, 0 not compiled\nall: 12 of 12 killed, 0 not compiled\n"; out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
	// A test that notices no mutant kills none.
	module(t, operators, `package m

import "testing"

func TestFew(t *testing.T) {
	if !Above(2, 1) || !AtLeast(2, 1) || !Below("a", "b") || !AtMost('b') || !All(true, false, false) || !Any(true, true, true) {
		t.Error()
	}
}
`)
	out.Reset()
	err := command(context.Background(), []string{"-n", "0", "-seed", "5", "."}, &out)
	if err == nil || !strings.HasSuffix(out.String(), "all: 3 of 12 killed, 0 not compiled\n") {
		t.Errorf("the error is %v after\n%s", err, out.String())
	}
}

func TestTestsThatFailAnywaySayNothing(t *testing.T) {
	module(t, odd, "package m\n\nimport \"testing\"\n\nfunc TestSign(t *testing.T) { t.Fatal(\"always\") }\n")
	err := command(context.Background(), []string{"."}, &strings.Builder{})
	if err == nil || !strings.Contains(err.Error(), "the tests of example.test/m fail as it is") || !strings.Contains(err.Error(), "always") {
		t.Errorf("the error is %v", err)
	}
}

func TestWithoutTestsEveryMutantSurvives(t *testing.T) {
	module(t, odd, "")
	if err := os.Remove("m_test.go"); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := command(context.Background(), []string{"-n", "0", "."}, &out); err == nil || !strings.HasSuffix(out.String(), "\nall: 0 of 7 killed, 0 not compiled\n") {
		t.Errorf("the error is %v after\n%s", err, out.String())
	}
}

// A room is tested by the package above it, which imports it; another package below it is not.
func TestARoomIsTestedByItsHouse(t *testing.T) {
	module(t, "package m\n\nimport \"example.test/m/room\"\n\nfunc Negative(n int) bool { return room.Less(n, 0) }\n",
		"package m\n\nimport \"testing\"\n\nfunc TestNegative(t *testing.T) {\n\tif !Negative(-1) || Negative(0) {\n\t\tt.Fatal()\n\t}\n}\n")
	for _, name := range []string{"room", "shed"} {
		if err := errors.Join(os.Mkdir(name, 0o755),
			os.WriteFile(filepath.Join(name, "less.go"), []byte("package "+name+"\n\nconst Most = 3\n\nfunc Less(a, b int) bool { return a < b }\n"), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	if err := command(context.Background(), []string{"-n", "0", "-seed", "5", "-least", "20", "./room", "./shed"}, &out); err != nil {
		t.Error(err)
	}
	want := `seed 5: 4 of 4 mutants
survived room/less.go:3:14: 3 becomes 4
	const Most = 3
example.test/m/room: 1 of 2 killed, 0 not compiled
survived shed/less.go:3:14: 3 becomes 4
	const Most = 3
survived shed/less.go:5:37: < becomes <=
	func Less(a, b int) bool { return a < b }
example.test/m/shed: 0 of 2 killed, 0 not compiled
all: 1 of 4 killed, 0 not compiled
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A mutant is tried on the tests that reach it, whichever of two packages they are in.
func TestAMutantIsTriedOnTheTestsThatReachIt(t *testing.T) {
	module(t, `package m

import "example.test/m/room"

func Negative(n int) bool { return room.Less(n, 0) }

func Byte(b byte) bool { return b == 7 }
`, `package m

import "testing"

func TestNegative(t *testing.T) {
	if !Negative(-1) || Negative(0) {
		t.Fatal()
	}
}

func TestByte(t *testing.T) {
	if !Byte(7) || Byte(8) {
		t.Fatal()
	}
}
`)
	for name, text := range map[string]string{
		"m.go":      "package room\n\nconst Most = 3\n\nfunc Less(a, b int) bool { return a < b }\n\nfunc Odd(n int) bool   { return n%2 == 1 }\n",
		"m_test.go": "package room\n\nimport \"testing\"\n\nfunc TestOdd(t *testing.T) {\n\tif !Odd(1) || Odd(4) || Most != 3 {\n\t\tt.Fatal()\n\t}\n}\n",
	} {
		if err := errors.Join(os.MkdirAll("room", 0o755), os.WriteFile(filepath.Join("room", name), []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	if err := command(context.Background(), []string{"-n", "0", "-seed", "5", ".", "./room"}, &out); err != nil {
		t.Error(err)
	}
	want := `seed 5: 8 of 8 mutants
example.test/m: 3 of 3 killed, 0 not compiled
example.test/m/room: 5 of 5 killed, 0 not compiled
all: 8 of 8 killed, 0 not compiled
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// First come the tests that killed most for the time they take, in batches that grow.
func TestTheOrderOfTests(t *testing.T) {
	s := &suite{}
	for name, took := range map[string]time.Duration{"A": 8, "B": 1, "C": 2, "D": 100, "E": 3, "F": 30} {
		s.tests = append(s.tests, &test{name: name, took: took * time.Second, reaches: map[int]bool{1: name != "E", 2: name == "D"}})
	}
	for _, c := range []struct {
		number int
		killed string
		want   [][]string
	}{
		{1, "", [][]string{{"B"}, {"C"}, {"A"}, {"F"}, {"D"}}},
		{0, "", [][]string{{"B"}, {"C"}, {"E", "A"}, {"F"}, {"D"}}},
		{2, "", [][]string{{"D"}}},
		{3, "", nil},
		{1, strings.Repeat("--- FAIL: F (0.00s)\n    --- FAIL: A/x (0.00s)\n", 50), [][]string{{"F"}, {"B", "C", "A", "D"}}},
	} {
		s.killed([]byte(c.killed))
		if diff := cmp.Diff(c.want, s.batches(c.number)); diff != "" {
			t.Errorf("%d after %q (-want +got):\n%s", c.number, c.killed, diff)
		}
	}
}

func TestTheSameSeedPicksTheSameMutants(t *testing.T) {
	all := make([]mutant, 50)
	for i := range all {
		all[i].line = i
	}
	lines := func(seed uint64) (lines []int) {
		for _, m := range pick(all, options{n: 10, seed: seed}) {
			lines = append(lines, m.line)
		}
		return lines
	}
	if one, two := lines(1), lines(1); len(one) != 10 || !cmp.Equal(one, two) {
		t.Errorf("seed 1 picks %v and then %v", one, two)
	}
	if one, two := lines(1), lines(2); cmp.Equal(one, two) {
		t.Errorf("another seed picks the same: %v", two)
	}
}

// Whoever changes a line that is listed takes it off the list, or says anew why its mutant
// means the same.
func TestWhatIsListedAsTheSameIsStillThere(t *testing.T) {
	listed, err := parseEquivalents(equivalents)
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	for s := range listed {
		path := filepath.Join(root, filepath.FromSlash(s.file))
		text, err := os.ReadFile(path)
		if err != nil {
			t.Errorf("equivalent.txt: %v", err)
			continue
		}
		found, err := mutantsOf(path, text, true)
		if err != nil {
			t.Fatal(err)
		}
		there := false
		for _, m := range found {
			there = there || m.meaning(root) == s
		}
		if !there {
			t.Errorf("equivalent.txt: %s has no such mutant:\n%s\n%s", s.file, s.source, s.change)
		}
	}
}

func TestAnEquivalentMutantNeedsAReason(t *testing.T) {
	all, err := parseEquivalents("# a list\n\na.go\nif x {\nx becomes !(x)\nbecause\n\n# no more\n")
	if err != nil || !all[sameMeaning{"a.go", "if x {", "x becomes !(x)"}] || len(all) != 1 {
		t.Errorf("read %v (%v)", all, err)
	}
	if _, err := parseEquivalents("a.go\nif x {\nx becomes !(x)\n"); err == nil || !strings.Contains(err.Error(), `"a.go": want a file`) {
		t.Errorf("the error is %v", err)
	}
}
