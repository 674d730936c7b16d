package crash_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/crash"
	"assay/runner/internal/secret/redact"
)

// caught is the crash of a function.
func caught(t *testing.T, f func()) *crash.Crash {
	t.Helper()
	var c *crash.Crash
	if err := crash.Try(func() error { f(); return nil }); !errors.As(err, &c) {
		t.Fatalf("got %v", err)
	}
	return c
}

func fallsOver(what any) { panic(what) }

var places = regexp.MustCompile(`(?m)  \w+\.go:\d+$`)

// The text for people: the masked value in one line, whose error it is, and the frames from where
// it happened.
func TestTextOfACrash(t *testing.T) {
	c := caught(t, func() {
		fallsOver(fmt.Errorf("asking\n\x1b[31mhttp://me:pass-of-me@127.0.0.1/: %w", errors.New("key 4711-0815")))
	})
	r, err := redact.New([]redact.Secret{{Name: "key", Value: "4711-0815"}}, redact.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	text, _, _ := strings.Cut(c.Masked(r.String).Text("assay 1.2.3: assay run"), "  assay/runner/internal/crash.Try")
	want := `internal error: asking [31mhttp://me:${redacted:password}@127.0.0.1/: key ${key}
This is a bug in assay, not in your suite. Every file that was written is whole, the old
one or the new one. Please report it with these lines; secrets are taken out of them:
  assay 1.2.3: assay run
  assay/runner/internal/crash_test.fallsOver  FILE
  assay/runner/internal/crash_test.TestTextOfACrash.func1  FILE
  assay/runner/internal/crash_test.caught.func1  FILE
`
	if diff := cmp.Diff(want, places.ReplaceAllString(text, "  FILE")); diff != "" {
		t.Error(diff)
	}
	if wrapped := c.TextOf(fmt.Errorf("--html page.html: %w", c), "x"); !strings.HasPrefix(wrapped, "--html page.html: internal error: asking ") {
		t.Errorf("with what it is the cause of: %s", wrapped)
	}
}

// Even an unmasked error shows no text of the shape of a key, and unprintable characters join no
// two halves of a secret.
func TestAnErrorHidesShapes(t *testing.T) {
	key := "sk-" + "ant-" + strings.Repeat("a1B2", 8)
	for name, what := range map[string]any{
		"a text": key, "an error": errors.New("no " + key), "bytes of a struct": struct{ Key string }{key},
		"halves": key[:9] + "\x00" + key[9:],
	} {
		c := caught(t, func() { panic(what) })
		if text := c.Error() + c.Text("x"); strings.Contains(text, key) || !strings.Contains(text, "${redacted:anthropic}") {
			t.Errorf("%s: %s", name, text)
		}
	}
	if said := caught(t, func() { panic(strings.Repeat("ä", 5000)) }).Error(); len(said) > 2100 || !strings.HasSuffix(said, "ä …") {
		t.Errorf("a long one has %d bytes, and ends in %q", len(said), said[len(said)-6:])
	}
}

func fallsOverAt(i, at int) {
	if i == at {
		fallsOver("here")
	}
}

// Each is called once for each number.
func TestEach(t *testing.T) {
	for n := range 20 {
		calls := make([]int, n)
		crash.Each(n, func(i int) { calls[i]++ })
		if slices.ContainsFunc(calls, func(c int) bool { return c != 1 }) {
			t.Errorf("of %d, called %v times", n, calls)
		}
	}
}

// On its way through goroutines the first panic keeps its value and its place.
func TestPanicsReachWhoWaits(t *testing.T) {
	for name, wait := range map[string]func(){
		"a group": func() {
			var g crash.Group
			g.Go(func() {})
			g.Go(func() { fallsOver("here") })
			g.Wait()
		},
		"a group in a group": func() {
			var outer, inner crash.Group
			outer.Go(func() {
				inner.Go(func() { fallsOver("here") })
				inner.Wait()
			})
			outer.Wait()
		},
		"each":    func() { crash.Each(3, func(i int) { fallsOverAt(i, 2) }) },
		"one":     func() { crash.Each(1, func(int) { fallsOver("here") }) },
		"a value": func() { crash.Later(func() int { fallsOver("here"); return 1 })() },
		"the first of several": func() {
			f := crash.First{}
			func() { defer f.Keep(); fallsOver("here") }()
			func() { defer f.Keep(); panic("later") }()
			f.Again()
		},
	} {
		c := caught(t, wait)
		text := places.ReplaceAllString(c.Text("x"), "")
		if !strings.HasPrefix(text, "internal error: here\n") || !strings.Contains(text, "\n  x\n  assay/runner/internal/crash_test.fallsOver\n") {
			t.Errorf("%s: %s", name, text)
		}
	}
	ended := false
	f := crash.First{Then: func() { ended = true }}
	func() { defer f.Keep(); panic("x") }()
	if !ended {
		t.Error("nobody was told")
	}
	wait := crash.Later(func() int { return 7 })
	for range 2 {
		if got := wait(); got != 7 {
			t.Errorf("the value is %d", got)
		}
	}
	if err := crash.Try(func() error { return nil }); err != nil {
		t.Error(err)
	}
}
