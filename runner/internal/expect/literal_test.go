package expect_test

import (
	"math/rand/v2"
	"regexp"
	"testing"

	"assay/runner/internal/expect"
)

// TestNearOperator finds misspelled operators, and ignores words of APIs.
func TestNearOperator(t *testing.T) {
	for word, want := range map[string]string{
		"mathces": "matches", "lenght": "length", "startsWith": "starts_with", "starts-with": "starts_with", "Equals": "equals",
		"containss": "contains", "contins": "contains", "contians": "contains", "betwen": "between", "presnt": "present",
		"nto": "not", "nott": "not", "tpye": "type", "typ": "type", "eahc": "each", "emtpy": "empty", "formt": "format",
		"shcema": "schema", "parse": "parsed", "paresd": "parsed", "eq": "equals", "ne": "not", "gte": "ge", "lte": "le",
		"regex": "matches", "exists": "present", "equal": "equals", "contain": "contains",
		"matches": "", "id": "", "code": "", "line": "", "likes": "", "types": "", "node": "", "note": "", "many": "", "passed": "",
		"status": "", "name": "", "message": "", "IN": "", "LT": "", "codes": "", "mount": "", "bike": "", "counts": "", "prevented": "",
		"forxmat": "format", "emxpty": "", "tyxpe": "", "mxtches": "matches", "fxrmat": "", "ech": "each", "nt": "", "abesnt": "absent", "absents": "",
		"": "",
	} {
		if got := expect.NearOperator(word); got != want {
			t.Errorf("%q is near %q, want %q", word, got, want)
		}
	}
}

// TestNearOperatorPattern compares the pattern for editors with what the loader does, over words
// made of operators by all sorts of misspellings.
func TestNearOperatorPattern(t *testing.T) {
	pattern := regexp.MustCompile(expect.NearOperatorPattern())
	r := rand.New(rand.NewPCG(1, 2))
	const letters = "abcdefghijklmnopqrstuvwxyz_-S"
	words := expect.Operators()
	for range 1_000 {
		word := []byte(words[r.IntN(len(words))].Name)
		for range 1 + r.IntN(2) {
			at, letter := r.IntN(len(word)), letters[r.IntN(len(letters))]
			switch r.IntN(5) {
			case 0:
				word[at] = letter
			case 1:
				word = append(word[:at], append([]byte{letter}, word[at:]...)...)
			case 2:
				word = append(word, letter)
			case 3:
				word[at], word[len(word)-1-at] = word[len(word)-1-at], word[at]
			default:
				if word = append(word[:at], word[at+1:]...); len(word) == 0 {
					word = []byte("a")
				}
			}
		}
		near := expect.NearOperator(string(word)) != ""
		if shown := pattern.Match(word) && !expect.IsOperator(string(word)); shown != near {
			t.Fatalf("%q: near for the loader %v, for editors %v", word, near, shown)
		}
	}
}
