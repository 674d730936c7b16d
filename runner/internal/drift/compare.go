package drift

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
)

// Rules are what a comparison takes into account in addition to the responses. The zero value knows
// the built-in volatile headers only. It may be used from many goroutines.
type Rules struct {
	volatile *exchange.Volatile
	declared []declared
	named    [inTrailer + 1]fieldNames
}

// NewRules prepares the parts that a suite declares as volatile.
func NewRules(v *exchange.Volatile) *Rules {
	return &Rules{volatile: v, declared: declaredPaths(v.JSON)}
}

// About is further knowledge about the responses to one probe.
type About struct {
	Learned          []string // paths that varied from one recording to the next
	WasName, NowName string   // the suite's names for the responses, or ""

	quiet bool   // changes of headers that are always volatile are of no interest
	first string // the target that the other is compared with; "" if the other side is a recording
	// unsteady holds the paths that one of the samples of the first target lacks, or where they differ
	// in type.
	unsteady []string
}

// varied says why a part that was learned to vary is volatile.
func (a *About) varied() string {
	if a.first == "" {
		return "it varied between recordings"
	}
	return "the two samples of " + a.first + " differ in it, too"
}

// samples says why a part that has several values on the first side is volatile.
func (a *About) samples() string {
	if a.first == "" {
		return "it varies among the recorded samples"
	}
	return "it varies among the samples of " + a.first
}

// comparing is one probe being compared.
type comparing struct {
	*Rules
	About
	changes  []Change
	declared []Change // changes of the parts that the suite declares
	// What the first side has there: another value each time, or even another shape.
	learned, unsteady map[string]bool
	one               [2]*exchange.Observation // room for the responses, if there is one on each side
	before            headersBefore            // of the comparison before in the same place
	repeats           bool                     // the headers differ as those before
}

// Compare compares the observation of a probe with its recording, the gravest differences first. It
// ignores missing observations.
func (r *Rules) Compare(was, now *exchange.Observation, about About) []Change {
	if was == nil || now == nil || !was.Missing.None() || !now.Missing.None() {
		return nil
	}
	return ofProbe(now.Probe, slices.Clone(r.compare(was, now, about)))
}

// ofProbe sets the probe of changes.
func ofProbe(probe string, changes []Change) []Change {
	for i := range changes {
		changes[i].Probe = probe
	}
	return changes
}

// compare is Compare for two that are there. The changes do not name the probe, and may be those of
// another, too.
func (r *Rules) compare(was, now *exchange.Observation, about About) []Change {
	c := unused.Get().(*comparing) //nolint:forcetypeassert,errcheck // nothing else is in the pool
	defer unused.Put(c)
	*c = comparing{
		Rules: r, About: about, learned: setOf(about.Learned), unsteady: setOf(shapesOf(about)),
		changes: c.changes[:0], before: c.before,
	}
	before, after := samplesIn(c.one[:0:1], was), samplesIn(c.one[1:1], now)
	c.groups(before, after)
	c.timing(before, after)
	c.attribute()
	changes := c.before.changes
	if !c.repeats || len(c.changes) > len(changes) {
		changes = ordered(slices.Clone(c.changes))
	}
	clear(c.changes)
	c.one = [2]*exchange.Observation{}
	return changes
}

// unused are comparisons that are over, with room for changes: most find as few as the one before.
var unused = sync.Pool{New: func() any { return new(comparing) }}

// ordered sorts changes, the gravest first, and returns nil for none.
func ordered(changes []Change) []Change {
	if len(changes) == 0 {
		return nil
	}
	if slices.ContainsFunc(changes, func(c Change) bool { return c.Class != changes[0].Class }) {
		slices.SortStableFunc(changes, func(a, b Change) int {
			return slices.Index(Classes, a.Class) - slices.Index(Classes, b.Class)
		})
	}
	return changes
}

// samples returns the responses of an observation.
func samples(o *exchange.Observation) []*exchange.Observation { return samplesIn(nil, o) }

// samplesIn is samples, with room for one.
func samplesIn(room []*exchange.Observation, o *exchange.Observation) []*exchange.Observation {
	if len(o.Samples) == 0 {
		return append(room, o)
	}
	return slices.DeleteFunc(slices.Clone(o.Samples), func(s *exchange.Observation) bool { return s == nil || !s.Missing.None() })
}

// shapesOf returns the paths of the parts that may be absent or have another type.
func shapesOf(about About) []string {
	out := about.unsteady[:len(about.unsteady):len(about.unsteady)]
	for _, path := range about.Learned {
		if path, ok := strings.CutSuffix(path, fixture.ShapeVaries); ok {
			out = append(out, path)
		}
	}
	return out
}

func setOf(paths []string) map[string]bool {
	if len(paths) == 0 {
		return nil
	}
	set := make(map[string]bool, len(paths))
	for _, path := range paths {
		set[path] = true
	}
	return set
}

// add adds a difference; one that was learned to vary is volatile. A part that is lost, or has
// another type, is breaking all the same, unless that was learned.
func (c *comparing) add(class Class, path, was, is, note string) {
	if c.learned[path] && (class == Value || class == Timing) || c.unsteady[path] {
		class, note = Volatile, c.varied()
	}
	c.changes = append(c.changes, Change{Class: class, Path: path, Was: was, Is: is, Note: note})
}

// groups compares the responses with the same status, and the statuses themselves.
func (c *comparing) groups(was, now []*exchange.Observation) {
	if len(was) == 0 || len(now) == 0 {
		return
	}
	if len(was) == 1 && len(now) == 1 && sameStatus(was[0], now[0]) { // as most are
		c.answers(was, now)
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

// sameStatus reports whether two responses are known to have the same status.
func sameStatus(was, now *exchange.Observation) bool {
	return was.Reported == nil && now.Reported == nil && was.Failure == nil && now.Failure == nil && was.Status == now.Status
}

// statusOf returns the key that responses are grouped by: the status, or the kind of failure. It is
// "" if the status was not reported.
func statusOf(o *exchange.Observation) string {
	if o.Failure != nil {
		return o.Failure.NoAnswer()
	}
	return strconv.Itoa(o.Status)
}

// withStatus returns the responses that have this status or, as far as was reported, may have it.
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

// statuses returns the recorded statuses, each once.
func (c *comparing) statuses(all []*exchange.Observation) []string {
	var out []string
	shown := map[string]bool{} // those that are named already
	for i, o := range all {
		words := []string{named(o, i, c.WasName)}
		if status := statusOf(o); shown[status] {
			words = nil
		} else {
			shown[status] = true
		}
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

// named returns the status with the suite's name for the response, which is known for the first
// sample.
func named(o *exchange.Observation, sample int, name string) string {
	if o.Failure != nil || sample > 0 || name == "" {
		return statusOf(o)
	}
	return fmt.Sprintf("%s (%s)", statusOf(o), name)
}

// answers compares responses with the same status.
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

// hops returns the statuses in a chain of redirects.
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
