package importer

import (
	"fmt"
	"strings"

	"assay/runner/internal/subst"
)

// Sequence makes every probe wait for the one before it, since the file runs from top to bottom. A
// probe that refers to the one before already waits for it.
func (d *Draft) Sequence() {
	for i := 1; i < len(d.Probes); i++ {
		before, p := d.Probes[i-1], d.Probes[i]
		if p.More.Get("after") == nil && !p.refersTo(before.ID) {
			p.More.Set("after", before.ID)
		}
	}
}

// SequenceWrites calls Sequence if the order can matter: a probe may change something, or waits, or
// the probes share cookies.
func (d *Draft) SequenceWrites() {
	for _, p := range d.Probes {
		if !p.safe() || p.Options.Get("jar") != nil || p.More.Get("wait") != nil {
			d.Sequence()
			return
		}
	}
}

// refersTo reports whether the request has a reference to a capture of that probe.
func (p *Probe) refersTo(id string) bool {
	found := false
	note := func(s string) string {
		subst.Each(s, func(name string) { found = found || strings.HasPrefix(name, id+".") })
		return s
	}
	note(p.URL)
	for _, v := range []any{p.Query, p.Headers, p.Cookies, p.Auth, p.Options} {
		each(v, note)
	}
	if p.Body != nil {
		each(p.Body.Value, note)
	}
	return found
}

// safe reports whether the method is safe (RFC 9110, section 9.2.1).
func (r *Request) safe() bool {
	switch r.method() {
	case "GET", "HEAD", "OPTIONS", "TRACE":
		return true
	}
	return false
}

// method returns the effective method.
func (r *Request) method() string {
	switch {
	case r.Method != "":
		return r.Method
	case r.Body != nil:
		return "POST"
	}
	return "GET"
}

// Writes counts the probes that may change something: those with an unsafe method.
func (d *Draft) Writes() int {
	n := 0
	for _, p := range d.Probes {
		if !p.safe() {
			n++
		}
	}
	return n
}

// markWrites marks the probes that may change something, and makes live runs ask before sending
// them: an imported suite is unreviewed.
func (d *Draft) markWrites() {
	for _, p := range d.Probes {
		if !p.safe() && p.More.Get("risk") == nil {
			p.More.Set("risk", "writes")
		}
	}
}

// limits returns the bounds of live runs.
func (d *Draft) limits() (m Map, above string) {
	n := d.Writes()
	if n == 0 {
		return nil, ""
	}
	above = fmt.Sprintf("%d of %s may change something. With writes: ask these, and what comes after them, are sent only with --allow-writes.", n, probesOf(len(d.Probes)))
	return MapOf("writes", "ask"), above
}

func probesOf(n int) string {
	if n == 1 {
		return "1 probe"
	}
	return fmt.Sprintf("%d probes", n)
}
