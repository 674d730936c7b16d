package drift

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/exchange"
)

// Rules are what comparing takes into account beside the answers. The zero of it
// knows the built-in volatile headers only. It may be used from many goroutines.
type Rules struct {
	volatile *exchange.Volatile
	declared []declared
	headers  map[string]bool // lower case
}

// NewRules prepares the parts that a suite declares as volatile.
func NewRules(v *exchange.Volatile) *Rules {
	r := &Rules{volatile: v, declared: declaredPaths(v.JSON), headers: map[string]bool{}}
	for _, list := range [][]string{exchange.VolatileHeaders, framing, v.Headers} {
		for _, h := range list {
			r.headers[h] = true
		}
	}
	return r
}

// About is what is known of the answers to one probe beside themselves.
type About struct {
	Learned          []string // paths that varied from one recording to the next
	WasName, NowName string   // the suite's names for the answers, "" none
}

// comparing is one probe being compared.
type comparing struct {
	*Rules
	About
	probe    string
	changes  []Change
	declared []Change // those in the parts that the suite declares
}

// Compare sets what came for a probe beside what was recorded of it, the gravest
// differences first. Observations that are missing are nothing to compare.
func (r *Rules) Compare(was, now *exchange.Observation, about About) []Change {
	if was == nil || now == nil || !was.Missing.None() || !now.Missing.None() {
		return nil
	}
	c := &comparing{Rules: r, About: about, probe: now.Probe}
	c.groups(samples(was), samples(now))
	c.timing(samples(was), samples(now))
	c.attribute()
	slices.SortStableFunc(c.changes, func(a, b Change) int {
		return slices.Index(Classes, a.Class) - slices.Index(Classes, b.Class)
	})
	return c.changes
}

// samples are the answers of an observation.
func samples(o *exchange.Observation) []*exchange.Observation {
	if len(o.Samples) == 0 {
		return []*exchange.Observation{o}
	}
	return slices.DeleteFunc(slices.Clone(o.Samples), func(s *exchange.Observation) bool { return s == nil || !s.Missing.None() })
}

// add adds a difference; one that was learned to vary is volatile.
func (c *comparing) add(class Class, path, was, is, note string) {
	if class == Value && slices.Contains(c.Learned, path) {
		class, note = Volatile, "it varied between recordings"
	}
	c.changes = append(c.changes, Change{Probe: c.probe, Class: class, Path: path, Was: was, Is: is, Note: note})
}

// groups compares the answers that have the same status with one another, and the
// statuses themselves.
func (c *comparing) groups(was, now []*exchange.Observation) {
	if len(was) == 0 || len(now) == 0 {
		return
	}
	recorded := c.statuses(was)
	var strange []string
	seen := map[string]bool{}
	for i, o := range now {
		s := statusOf(o)
		if seen[s] {
			continue
		}
		seen[s] = true
		same := withStatus(was, s)
		if len(same) > 0 {
			c.answers(same, withStatus(now, s))
		} else {
			strange = append(strange, named(o, i, c.NowName))
		}
	}
	if len(strange) == 0 {
		return
	}
	path := "status"
	if slices.ContainsFunc(slices.Concat(was, now), func(o *exchange.Observation) bool { return o.Failure != nil }) {
		path = "answer"
	}
	note := ""
	if len(strange) == len(seen) {
		note = "the rest of the answer was not compared"
	}
	c.add(Breaking, path, strings.Join(recorded, " or "), strings.Join(strange, " or "), note)
}

// statusOf is what tells answers apart: the status, or the kind of failure. An
// answer whose status was not reported has none.
func statusOf(o *exchange.Observation) string {
	if o.Failure != nil {
		return o.Failure.NoAnswer()
	}
	return strconv.Itoa(o.Status)
}

// withStatus are the answers that have, or as far as was reported may have, this
// status.
func withStatus(all []*exchange.Observation, status string) []*exchange.Observation {
	var out []*exchange.Observation
	for _, o := range all {
		switch r := o.Reported; {
		case r != nil && o.Failure == nil && len(r.StatusAny) > 0:
			if slices.ContainsFunc(r.StatusAny, func(s int) bool { return strconv.Itoa(s) == status }) {
				out = append(out, o)
			}
		case r != nil && o.Failure == nil && !r.Status, statusOf(o) == status:
			out = append(out, o)
		}
	}
	return out
}

// statuses lists the recorded ones, each once.
func (c *comparing) statuses(all []*exchange.Observation) []string {
	var out []string
	for i, o := range all {
		words := []string{named(o, i, c.WasName)}
		if o.Reported != nil && len(o.Reported.StatusAny) > 0 {
			words = nil
			for _, s := range o.Reported.StatusAny {
				words = append(words, strconv.Itoa(s))
			}
		}
		for _, w := range words {
			if !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	return out
}

// named is the status with the suite's name for the answer, which is known of the
// first sample.
func named(o *exchange.Observation, sample int, name string) string {
	if o.Failure != nil || sample > 0 || name == "" {
		return statusOf(o)
	}
	return fmt.Sprintf("%s (%s)", statusOf(o), name)
}

// answers compares answers of the same status.
func (c *comparing) answers(was, now []*exchange.Observation) {
	if was[0].Failure != nil {
		return
	}
	c.headersOf(was, now)
	c.connection(was[0], now[0])
	if was[0].Stream != nil || now[0].Stream != nil {
		c.streams(was, now)
		return
	}
	c.bodies(was, now)
}

// connection compares what is known of protocol, redirects and certificate.
func (c *comparing) connection(was, now *exchange.Observation) {
	if was.Reported != nil {
		return
	}
	if was.Proto != "" && now.Proto != "" && was.Proto != now.Proto {
		c.add(Value, "protocol", was.Proto, now.Proto, "")
	}
	if a, b := hops(was), hops(now); a != b {
		c.add(Value, "redirects", a, b, "")
	}
	if was.TLS != nil && now.TLS != nil && was.TLS.Issuer != now.TLS.Issuer {
		c.add(Value, "tls issuer", was.TLS.Issuer, now.TLS.Issuer, "")
	}
}

// hops is the statuses on the way through redirects.
func hops(o *exchange.Observation) string {
	if len(o.Hops) == 0 {
		return "none"
	}
	words := make([]string, len(o.Hops))
	for i, h := range o.Hops {
		words[i] = strconv.Itoa(h.Status)
	}
	return strings.Join(words, ", ")
}
