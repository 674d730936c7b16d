package cli

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"

	"assay/runner/internal/crash"
)

// crashOf returns the panic in assay that is the cause of err; nil if none is.
func crashOf(err error) *crash.Crash {
	var c *crash.Crash
	if errors.As(err, &c) {
		return c
	}
	return nil
}

// crashed reports a panic in assay, where err is c or an error that c is the cause of, and returns
// the exit status. Its output is masked by the redactors of every opened document.
func (p *process) crashed(c *crash.Crash, err error) int {
	fmt.Fprintf(p.err, "assay: %s", c.Masked(p.masks.String).TextOf(err, p.about()))
	return exitCrashed
}

// about returns what was run: the version, the platform and the command without its arguments,
// which may contain anything.
func (p *process) about() string {
	words := []string{"assay"}
	if c, _, err := rootCommand(p).Find(p.args); err == nil {
		words = strings.Fields(c.CommandPath())
	}
	return fmt.Sprintf("assay %s, %s/%s, %s: %s", version, runtime.GOOS, runtime.GOARCH, runtime.Version(), strings.Join(words, " "))
}

// guarded returns a handler whose panics are reported by tell instead of net/http, and end the
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
