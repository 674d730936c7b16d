package report

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/fixture"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/redact"
)

// recorded adds the fixture's values to live ones. The zero value adds nothing.
type recorded struct {
	index func() *fixture.Index
}

// recordedBy returns the fixture of a live run.
func recordedBy(run *pipeline.Run, mode string) recorded {
	if mode == "" || mode == string(pipeline.Replay) {
		return recorded{}
	}
	return recorded{index: run.Index}
}

// entry returns what was recorded for a probe, nil if nothing was.
func (r recorded) entry(p *plan.Probe) *fixture.Entry {
	if r.index == nil || p == nil || p.Request == nil {
		return nil
	}
	index := r.index()
	if index == nil {
		return nil
	}
	entry, _ := index.Match(p.ID, 0, p.Request)
	return entry
}

// beside adds the recorded response to each live one that a finding judges that does not hold.
func (r recorded) beside(j *Judged, shown []Observation) {
	if r.index == nil {
		return
	}
	doubtful := map[string]*plan.Probe{}
	for i := range j.Verdicts {
		if v := &j.Verdicts[i]; v.Spec.Probe != nil && (v.Outcome == judge.Broken || v.Outcome == judge.Inconclusive) {
			doubtful[v.Spec.Probe.ID] = v.Spec.Probe
		}
	}
	for i := range shown {
		if e := r.entry(doubtful[shown[i].Probe]); e != nil {
			shown[i].Fixture = FixtureAnswerOf(e.Observation, j.Run.Redact)
		}
	}
}

// FixtureAnswerOf converts a recorded response for reports. A recording of another tool may contain
// secrets.
func FixtureAnswerOf(entry *exchange.Observation, secrets *redact.Redactor) *FixtureAnswer {
	o := &exchange.Observation{
		Request: entry.Request, Failure: entry.Failure, Status: entry.Status, Reason: entry.Reason, Header: entry.Header, Trailer: entry.Trailer,
		Body: entry.Body, Cut: entry.Cut, Provenance: entry.Provenance, Reported: entry.Reported,
	}
	secrets.Observation(o)
	a := &FixtureAnswer{
		Status: o.Status, Reason: o.Reason, Headers: fields(o.Header), Trailers: fields(o.Trailer), Provenance: o.Provenance.Kind,
		Recorded: stamp(o.Provenance.At), From: o.Provenance.From, Reported: o.Reported.String(),
	}
	if o.Failure != nil {
		a.Error = string(o.Failure.Kind)
	}
	a.Body, a.BodyCoding, a.BodyCut = bodyText(o.Text(), o.Cut)
	return a
}

// tell fills in Fixture if the fixture differs from what came.
func (r recorded) tell(v *judge.Verdict, failures []Failure) {
	entry := r.entry(v.Spec.Probe)
	if entry == nil {
		return
	}
	for i := range failures {
		f := &failures[i]
		said := said(entry.Observation, v.Failures[i].Subject)
		if said != "" && said != f.Actual && !strings.HasPrefix(f.Actual, said+" ") {
			f.Fixture = said
		}
	}
}

// said returns an observation's value of a failure's subject, "" if unknown.
func said(o *exchange.Observation, s expect.Subject) string {
	switch {
	case o.Failure != nil:
		return o.Failure.NoAnswer()
	case s.Sampled:
	case s.Key == "status":
		return statusSaid(o)
	case s.Key == "headers":
		return headerSaid(o, s.Part)
	case s.Key == "trailers" && o.Reported == nil:
		return fieldSaid(o.Trailer, s.Part)
	case s.Key == "body" && s.Part == "" && (o.Reported == nil || o.Reported.Body):
		return strconv.Quote(cut(string(o.Text()), 80))
	case s.Key == "json":
		return jsonSaid(o, s)
	}
	return ""
}

func statusSaid(o *exchange.Observation) string {
	switch {
	case o.Reported != nil && len(o.Reported.StatusAny) > 0:
		return o.Reported.Statuses()
	case o.Reported != nil && !o.Reported.Status:
		return ""
	}
	return strconv.Itoa(o.Status)
}

func headerSaid(o *exchange.Observation, name string) string {
	if r := o.Reported; r != nil && !slices.Contains(r.Headers, "*") && !slices.Contains(r.Headers, strings.ToLower(name)) {
		return ""
	}
	return fieldSaid(o.Header, name)
}

func fieldSaid(all exchange.Header, name string) string {
	if values := all.Values(name); len(values) > 0 {
		return strconv.Quote(strings.Join(values, ", "))
	}
	return "absent"
}

func jsonSaid(o *exchange.Observation, s expect.Subject) string {
	if r := o.Reported; r != nil && !r.Body && !slices.ContainsFunc(r.JSON, func(known string) bool { return strings.HasPrefix(s.Part, known) }) {
		return ""
	}
	value, err := o.JSON()
	if err != nil {
		return ""
	}
	nodes, ok := s.Select(value)
	if !ok {
		return ""
	}
	switch len(nodes) {
	case 0:
		return "absent"
	case 1:
		text, err := json.Marshal(nodes[0])
		if err != nil {
			return ""
		}
		return cut(string(text), 200)
	}
	return strconv.Itoa(len(nodes)) + " nodes"
}
