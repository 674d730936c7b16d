package session

import (
	"context"
	"fmt"

	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/lang"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
)

// Verdict is a verdict for a test framework: the test passes, is skipped or fails.
type Verdict struct {
	Outcome judge.Outcome
	// Fails is true for a broken finding and, in a strict run, for an inconclusive one.
	Fails bool
	// Text describes a verdict that does not hold: the whole failure, or the reason why it is
	// inconclusive.
	Text string
	// Reason is why a verdict is inconclusive, masked.
	Reason string
}

// Judge returns the verdict on a spec. The first call that needs observations makes them for all
// specs of the document that this run judges. The error says that nothing could be observed; a
// panic in Assay is a *crash.Crash.
func (d *Document) Judge(ctx context.Context, s *plan.Spec) (Verdict, error) {
	run, err := d.runFor(ctx, s)
	if err != nil {
		return Verdict{}, d.failed(err)
	}
	watched := *run
	watched.Evidence = run.Evidence.Under(ctx)
	v := watched.Verdict(s)
	out := Verdict{Outcome: v.Outcome}
	switch {
	case v.Outcome == judge.Holds:
		d.session.told.decided()
	case v.Outcome == judge.Broken || d.session.strict:
		d.session.told.decided()
		out.Fails, out.Text = true, string(v.Outcome)+": "+message(run, &v)
	default:
		out.Reason = d.Redact.String(v.Reason.String())
		out.Text = undecided + out.Reason
		d.session.told.leftOpen(out.Reason)
	}
	return out, nil
}

// undecided is the prefix of the text of an inconclusive verdict.
const undecided = "inconclusive: "

// Observation returns what was observed for a probe of any document, masked as in reports, for a
// hand-written test. If there is none, missing says why. An unknown id is an error.
func (s *Session) Observation(ctx context.Context, probe string) (o *exchange.Observation, missing string, err error) {
	for _, d := range s.Documents {
		if p := d.Plan.Probe(probe); p != nil {
			return d.observation(ctx, p)
		}
	}
	return nil, "", s.unknown(probe)
}

func (d *Document) observation(ctx context.Context, p *plan.Probe) (*exchange.Observation, string, error) {
	run, err := d.observing(ctx, []*plan.Probe{p}, d.byHand(p))
	if err != nil {
		return nil, "", d.failed(err)
	}
	o := run.Evidence.Observation(p)
	switch {
	case o == nil:
		return nil, undecided + p.ID + " was not observed", nil
	case !o.Missing.None():
		return nil, undecided + p.ID + ": " + d.Redact.String(o.Missing.String()), nil
	}
	shown := o.Copy()
	shown.Request = d.Redact.Request(o.Request)
	return shown, "", nil
}

// failed wraps an error that keeps a document from being observed.
func (d *Document) failed(err error) error { return fmt.Errorf("%s: %w", d.Suite.Name, err) }

// unknown returns the error that no document has a probe with that id.
func (s *Session) unknown(probe string) error {
	var ids []string
	for _, d := range s.Documents {
		for _, p := range d.Plan.Probes {
			ids = append(ids, p.ID)
		}
	}
	if near := source.Nearest(probe, ids); near != "" {
		return fmt.Errorf("no document of this suite has a probe %q; did you mean %q?", probe, near)
	}
	if len(ids) == 0 {
		return fmt.Errorf("no document of this suite has a probe %q; none of them has any", probe)
	}
	return fmt.Errorf("no document of this suite has a probe %q; the probes are: %s", probe, lang.List(ids))
}
