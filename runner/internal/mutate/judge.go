package mutate

import (
	"context"
	"runtime"
	"sync"

	"assay/runner/internal/crash"
	"assay/runner/internal/judge"
	"assay/runner/internal/observe/capture"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// judging is what one call of Judge shares.
type judging struct {
	plan     *plan.Plan
	evidence *judge.Evidence
	options  Options
	captures *capture.Captures
	index    map[*suite.Finding]int // in Suite.Findings
	specs    map[*suite.Finding][]*plan.Spec
}

// Judge judges mutants of the recorded responses by the specs, which belong to the plan of the
// evidence, and returns what they notice. It skips specs that do not hold on the unchanged
// evidence, checklist items and pending specs. If ctx ends early, it returns what was judged until
// then, with Interrupted set.
func Judge(ctx context.Context, p *plan.Plan, e *judge.Evidence, specs []*plan.Spec, o Options) *Suite {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	e = e.Under(ctx)
	j := &judging{plan: p, evidence: e, options: o, captures: capture.NewCaptures(p), index: map[*suite.Finding]int{}, specs: map[*suite.Finding][]*plan.Spec{}}
	out := &Suite{Suite: p.Suite}
	subjects := j.subjects(j.judged(specs, out))
	if o.Sample > 0 || o.Progress != nil {
		out.Possible = possible(ctx, subjects, out.Findings)
	}
	j.all(ctx, subjects, out)
	out.Possible = max(out.Possible, out.Total())
	out.Interrupted = ctx.Err() != nil
	for _, f := range out.Findings {
		f.Possible = max(f.Possible, f.Judged)
		if out.Interrupted {
			f.Possible = max(f.Possible, f.Judged+1) // not all were counted
		}
	}
	j.advise(out)
	return out
}

// judged returns the specs that hold, and makes their findings.
func (j *judging) judged(specs []*plan.Spec, out *Suite) []*plan.Spec {
	for _, s := range j.plan.Specs {
		if s.Finding != nil {
			j.specs[s.Finding] = append(j.specs[s.Finding], s)
		}
	}
	var holding []*plan.Spec
	for _, s := range specs {
		if s.Finding == nil || s.Pending != "" {
			continue
		}
		if v := j.evidence.Spec(s); v.Outcome != judge.Holds {
			reason := v.Reason.String()
			if v.Outcome == judge.Broken {
				reason = "it is broken on the recorded answer"
			}
			out.Unjudged = append(out.Unjudged, Unjudged{s, reason})
			continue
		}
		holding = append(holding, s)
		if _, known := j.index[s.Finding]; !known {
			j.index[s.Finding] = len(out.Findings)
			out.Findings = append(out.Findings, &Finding{ID: s.Finding.ID, Claim: s.Finding.Claim, At: s.At})
		}
	}
	return holding
}

// possible counts the mutants of all responses, and those that each finding reads.
func possible(ctx context.Context, subjects []*subject, findings []*Finding) int {
	n := 0
	for _, s := range subjects {
		before := n
		for range Mutants(s.observation) {
			n++
		}
		for _, c := range s.findings {
			findings[c.finding].Possible += n - before
		}
		if ctx.Err() != nil {
			break
		}
	}
	return n
}

// batchSize is how many mutants a worker gets at a time: few enough to wait for, enough to make
// passing them on cheap.
const batchSize = 64

// batch holds mutants of one response; first is the number of its first mutant among all.
type batch struct {
	of      *subject
	mutants []*Mutant
	first   int
}

// roundSize is how many mutants are judged before the survivors are concluded. It bounds the memory
// for survivors in between.
const roundSize = 20_000

// run passes the mutants of a suite through the workers. At any time only a few batches exist,
// whatever the number of mutants.
type run struct {
	*judging
	out     *Suite
	batches chan batch
	pending sync.WaitGroup // batches not yet judged
	fell    crash.First    // a panic in one of them
	tallies []*tally       // one for each worker
	handed  int
	settled int
}

// all judges the chosen mutants of the subjects, in their order.
func (j *judging) all(ctx context.Context, subjects []*subject, out *Suite) {
	r := &run{judging: j, out: out, batches: make(chan batch, j.options.Workers)}
	var workers sync.WaitGroup
	for range j.options.Workers {
		w := &worker{judging: j, tally: newTally(len(out.Findings), len(j.plan.Suite.Ignore))}
		r.tallies = append(r.tallies, w.tally)
		workers.Go(func() {
			for b := range r.batches {
				r.judge(w, b)
			}
		})
	}
	choice := newChoice(j.options.Sample, out.Possible, j.options.Seed)
	chosen := choice.left
	settled := 0 // subjects
	for i, s := range subjects {
		if !r.hand(ctx, s, choice, chosen) {
			break
		}
		if r.handed-r.settled >= roundSize {
			r.settle()
			for _, s := range subjects[settled : i+1] {
				s.observation.Forget()
			}
			settled = i + 1
		}
	}
	r.settle()
	close(r.batches)
	workers.Wait()
}

// judge lets a worker judge a batch; after a panic it judges no more, and only drains the remaining
// batches.
func (r *run) judge(w *worker, b batch) {
	defer r.pending.Done()
	defer r.fell.Keep()
	if r.fell.Crash() == nil {
		w.batch(b)
	}
}

// hand passes the chosen mutants of one response to workers; it returns false if ctx ended.
func (r *run) hand(ctx context.Context, s *subject, choice *choice, chosen int) bool {
	b := batch{of: s, first: r.handed}
	for m := range Mutants(s.observation) {
		if !choice.take() {
			continue
		}
		if b.mutants = append(b.mutants, m); len(b.mutants) == batchSize {
			if ctx.Err() != nil {
				return false
			}
			r.send(b, chosen)
			b = batch{of: s, first: r.handed}
		}
	}
	if ctx.Err() != nil {
		return false
	}
	r.send(b, chosen)
	return true
}

func (r *run) send(b batch, chosen int) {
	if len(b.mutants) == 0 {
		return
	}
	r.pending.Add(1)
	r.batches <- b
	r.handed += len(b.mutants)
	if r.options.Progress != nil {
		r.options.Progress(r.handed, chosen)
	}
}

// settle waits until every batch passed to workers is judged, and concludes them.
func (r *run) settle() {
	r.pending.Wait()
	if r.fell.Crash() != nil {
		close(r.batches) // the workers end
		r.fell.Again()
	}
	r.settled = r.handed
	total := r.tallies[0]
	for _, t := range r.tallies[1:] {
		total.take(t)
	}
	r.conclude(r.out, total)
}
