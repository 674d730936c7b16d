package mcpserver

import (
	"context"
	"time"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
)

// experiments is the answer of next_experiment.
type experiments struct {
	Hypotheses     []hypothesis `json:"hypotheses"`
	MoreHypotheses int          `json:"more_hypotheses,omitempty"` // that are not listed
	Next           []experiment `json:"next,omitempty"`            // best first
	MoreNext       int          `json:"more_next,omitempty"`
}

type hypothesis struct {
	ID      string `json:"id"`
	Suite   string `json:"suite"`
	Claim   string `json:"claim"`
	Status  string `json:"status"` // refuted, supported, consistent, untested
	Because string `json:"because,omitempty"`
}

type experiment struct {
	Suite    string   `json:"suite"`
	Probe    string   `json:"probe,omitempty"`
	Request  string   `json:"request,omitempty"`
	Ask      string   `json:"ask,omitempty"` // a question for the person
	Vary     string   `json:"vary,omitempty"`
	Requests int      `json:"requests"`
	Risk     string   `json:"risk,omitempty"`
	Splits   []string `json:"splits"` // the hypotheses that it tells apart
}

// about is the input of next_experiment and of history.
type about struct {
	Suite string `json:"suite,omitempty" jsonschema:"a suite, by its name or file; all suites without it"`
}

func (s *Session) next(ctx context.Context, in about) (*experiments, error) {
	opts := s.options(pipeline.Replay)
	if s.Memory != nil {
		s.Memory.Into(ctx, &opts)
	}
	documents, _, err := s.open(chosen{Suite: in.Suite}, opts)
	if err != nil {
		return nil, err
	}
	var tasks []engine.Task
	for _, d := range documents {
		if len(d.Suite.Hypotheses) > 0 {
			tasks = append(tasks, engine.Task{Document: d, Hypotheses: &engine.Beside{}})
		}
	}
	if len(tasks) == 0 {
		return nil, &fault{Code: codeNothing, Message: "no suite has hypotheses", Next: "add hypotheses: what would explain the findings, and what each predicts"}
	}
	started := time.Now()
	runs, _, err := engine.Start(opts).Judge(ctx, tasks)
	if err != nil {
		return nil, err
	}
	return experimentsOf(report.Of(report.Options{Tool: "assay " + s.Version, Started: started, Duration: time.Since(started)}, runs)), nil
}

func experimentsOf(r *report.Result) *experiments {
	out := &experiments{Hypotheses: []hypothesis{}}
	for i := range r.Suites {
		s := &r.Suites[i]
		for k := range s.Hypotheses {
			h := &s.Hypotheses[k]
			one := hypothesis{ID: h.ID, Suite: s.Suite, Claim: short(h.Claim), Status: h.Status}
			if len(h.Because) > 0 {
				b := &h.Because[0]
				one.Because = short(b.Probe + ": predicted " + b.Predicted + ", came " + b.Came)
			}
			out.Hypotheses = append(out.Hypotheses, one)
		}
		for k := range s.Next {
			n := &s.Next[k]
			out.Next = append(out.Next, experiment{s.Suite, n.Probe, short(n.Request), short(n.Ask), n.Vary, n.Requests, n.Risk, n.Splits})
		}
	}
	out.Hypotheses, out.MoreHypotheses = first(out.Hypotheses, mostListed)
	out.Next, out.MoreNext = first(out.Next, mostListed)
	return out
}
