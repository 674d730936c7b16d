package proxy

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/drift"
	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
	"assay/runner/internal/importer"
	"assay/runner/internal/suite"
)

// fingerprint is the same for requests that are one probe.
type fingerprint [sha256.Size]byte

// probed is a request that becomes a probe, and its responses.
type probed struct {
	entry *fixture.Entry // unmasked; immutable: a change makes another
	times int
	// claim is what all of the responses meet, where they differ; nil: what the recorded one
	// meets.
	claim importer.Map
	came  map[string]int // outcomes: statuses, or the kind of a failure
}

// keep records the first exchange with a request.
func (r *Recorder) keep(e *exchanged) {
	o := e.observation()
	o.Provenance.Tool = r.opts.Tool
	name := suite.Slug(o.Request.Method + " " + importer.PathWords(o.Request.URL))
	if r.names[name]++; r.names[name] > 1 {
		name += "-" + strconv.Itoa(r.names[name])
	}
	p := &probed{entry: &fixture.Entry{Probe: name, Observation: o, Loose: true}, times: 1, came: map[string]int{shown(o): 1}}
	r.all = append(r.all, p)
	r.known[e.fingerprint()] = p
	r.size += e.size()
	r.dirty = true
}

// again records a later exchange with an equal request, and reports whether it is one: what
// differs in its response varies. A success takes the place of a refusal.
func (r *Recorder) again(e *exchanged) bool {
	p := r.known[e.fingerprint()]
	if p == nil {
		return false
	}
	o := e.observation()
	o.Provenance.Tool = r.opts.Tool
	p.times++
	p.came[shown(o)]++
	was := p.entry
	now := &fixture.Entry{Probe: was.Probe, Observation: o, Loose: true, Varies: was.Varies}
	switch {
	case refused(was.Observation) && !refused(o):
		p.entry, p.claim = now, nil
	case refused(o) != refused(was.Observation):
	default:
		p.differs(r.rules, now)
	}
	r.dirty = true
	return true
}

// differs notes what differs between the recorded response and a later one, and what both meet.
func (p *probed) differs(rules *drift.Rules, now *fixture.Entry) {
	was := p.entry
	learned := rules.LearnShapes(was, now)
	if len(learned.New) > 0 {
		same := *was
		same.Varies = learned.Varies
		p.entry = &same
	}
	if len(learned.Varies) == 0 || was.Observation.Status != now.Observation.Status {
		return
	}
	if p.claim == nil {
		p.claim = importer.ExpectAnswer(was.Observation)
	}
	p.claim = importer.Common(p.claim, importer.ExpectAnswer(now.Observation))
}

// refused reports whether a response says that the API could not serve the request now.
func refused(o *exchange.Observation) bool {
	return o.Failure != nil || o.Cut != "" || o.Status == http.StatusTooManyRequests || o.Status >= 500
}

// outcomes lists the outcomes of equal requests if they differ: "200 (3), 429 (1)".
func (p *probed) outcomes() string {
	if len(p.came) < 2 {
		return ""
	}
	var out []string
	for _, outcome := range slices.Sorted(maps.Keys(p.came)) {
		out = append(out, fmt.Sprintf("%s (%d)", outcome, p.came[outcome]))
	}
	return strings.Join(out, ", ")
}
