package source_test

import (
	"strings"
	"testing"
	"unicode"

	"assay/runner/internal/source"
)

// The line above the caret is a stranger's, and does nothing to a terminal; the caret
// stands under its character all the same.
func TestTheLineAboveTheCaretIsInert(t *testing.T) {
	line := "### a\x1b[31m<\x07>\tb\u202ec\u200bd\u0085e\x7ff\xff!"
	f := &source.File{Name: "x.fixture", Text: []byte("first\n" + line + "\n")}
	p := &source.Problem{Pos: source.Pos{File: f, Line: 2, Col: 10}, Message: "no"}
	want := "x.fixture:2:10: no\n" +
		"    2 | ### a␛[31m<␇> b�c�d�e␡f�!\n" +
		"      |          ^\n"
	if got := p.Show(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	long := strings.Repeat("\x1b]0;title\x07", 60)
	f = &source.File{Name: "x.fixture", Text: []byte(long)}
	p = &source.Problem{Pos: source.Pos{File: f, Line: 1, Col: 400}, Message: "no"}
	for _, shown := range []string{p.Show(), source.Problems{p}.Error()} {
		if i := strings.IndexFunc(shown, func(c rune) bool { return c != '\n' && (unicode.IsControl(c) || unicode.Is(unicode.Cf, c)) }); i >= 0 {
			t.Errorf("%q is shown as it stands", shown[i:min(i+4, len(shown))])
		}
	}
}
