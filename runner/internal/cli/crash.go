package cli

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"

	"assay/runner/internal/crash"
)

// crashOf is the mistake of assay itself that is the cause of err; nil where none is.
func crashOf(err error) *crash.Crash {
	var c *crash.Crash
	if errors.As(err, &c) {
		return c
	}
	return nil
}

// crashed tells of a mistake of assay itself, err being c or an error that it is the
// cause of, and gives the exit status. What stands on the terminal has gone through
// the redactors of every document that was opened.
func (p *process) crashed(c *crash.Crash, err error) int {
	fmt.Fprintf(p.err, "assay: %s", c.Masked(p.masks.String).TextOf(err, p.about()))
	return exitCrashed
}

// about is what was run: the version, the machine's kind and the command without its
// arguments, which may hold anything.
func (p *process) about() string {
	words := []string{"assay"}
	if c, _, err := rootCommand(p).Find(p.args); err == nil {
		words = strings.Fields(c.CommandPath())
	}
	return fmt.Sprintf("assay %s, %s/%s, %s: %s", version, runtime.GOOS, runtime.GOARCH, runtime.Version(), strings.Join(words, " "))
}

// guarded is a handler whose panics are told by p, not by net/http, and end the
// connection.
func (p *process) guarded(h http.Handler, tell func(c *crash.Crash)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v != http.ErrAbortHandler { //nolint:errorlint // net/http compares it so too
				tell(crash.Of(v))
			}
			panic(http.ErrAbortHandler)
		}()
		h.ServeHTTP(w, r)
	})
}
