package text_test

import (
	"strconv"
	"strings"
	"testing"

	"assay/runner/internal/text"
)

func TestCut(t *testing.T) {
	for _, c := range []struct {
		s    string
		most int
		want string
	}{
		{"", 0, ""}, {"abc", 3, "abc"}, {"abcd", 3, "abc…"}, {"größe", 5, "größe"}, {"größer", 5, "größe…"}, {"ö", 0, "…"}, {"a\xff\xfeb", 2, "a\xff…"},
	} {
		if got := text.Cut(c.s, c.most); got != c.want {
			t.Errorf("Cut(%q, %d) = %q, want %q", c.s, c.most, got, c.want)
		}
	}
}

func TestShort(t *testing.T) {
	long := strings.Repeat("ö", 60)
	if got := text.Short(long); got != long {
		t.Errorf("60 characters are cut: %q", got)
	}
	if got := text.Short(long + "!"); got != long+"…" {
		t.Errorf("got %q", got)
	}
}

func TestCounted(t *testing.T) {
	for n, want := range map[int]string{0: "0 hypotheses", 1: "1 hypothesis", 2: "2 hypotheses"} {
		if got := text.Counted(n, "hypothesis", "hypotheses"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0 probes", 1: "1 probe", 2: "2 probes"} {
		if got := text.Count(n, "probe"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestLine(t *testing.T) {
	if got := text.Line(" a\n\tbö  c ", 4); got != "a bö…" {
		t.Errorf("got %q", got)
	}
	if got := text.Line("a\nb", 3); got != "a b" {
		t.Errorf("got %q", got)
	}
}

func TestList(t *testing.T) {
	for want, words := range map[string][]string{"": nil, "a": {"a"}, "a or b": {"a", "b"}, "a, b or c": {"a", "b", "c"}} {
		if got := text.List(words, "or"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestNoun(t *testing.T) {
	for n, want := range map[int]string{0: "keys", 1: "key", 2: "keys"} {
		if got := text.Noun(n, "key"); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

// What is quoted is quoted as Go quotes it.
func TestQuoted(t *testing.T) {
	for _, s := range []string{"", "a", "~ }", "a\"b", `a\b`, "a\nb", "\x1f", "\x7f", "é", "\xff", "\u200b", "a\x00"} {
		if got, want := text.Quoted(s), strconv.Quote(s); got != want {
			t.Errorf("%q is quoted as %s, not %s", s, got, want)
		}
	}
}
