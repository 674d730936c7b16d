package mcpserver

import (
	"context"
	"fmt"
	"slices"
	"time"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
)

// ran is the answer of run and of ask_live.
type ran struct {
	Mode         string    `json:"mode"` // replay, live
	Holds        int       `json:"holds"`
	Broken       int       `json:"broken"`
	Inconclusive int       `json:"inconclusive"`
	Pending      int       `json:"pending"`
	Requests     int       `json:"requests"`
	Left         *int      `json:"requests_left,omitempty"` // of the budget, live
	Open         []verdict `json:"open,omitempty"`          // what does not hold, broken first
	More         int       `json:"more,omitempty"`          // that are not listed
}

// verdict is a finding that does not hold.
type verdict struct {
	Finding string `json:"finding"`
	Suite   string `json:"suite"`
	Probe   string `json:"probe,omitempty"`
	Claim   string `json:"claim"`
	Verdict string `json:"verdict"`
	Kind    string `json:"kind,omitempty"` // stable code of the reason
	At      string `json:"at,omitempty"`
	Why     string `json:"why"`            // the first unmet expectation, or the reason
	Next    string `json:"next,omitempty"` // what would decide it
}

func (s *Session) replay(ctx context.Context, in chosen) (*ran, error) {
	result, err := s.judge(ctx, in, s.options(pipeline.Replay))
	if err != nil {
		return nil, err
	}
	return ranOf(result), nil
}

// judge runs what is chosen.
func (s *Session) judge(ctx context.Context, in chosen, opts engine.Options) (*report.Result, error) {
	started := time.Now()
	documents, selected, err := s.open(in, opts)
	if err != nil {
		return nil, err
	}
	tasks := selected.Tasks(documents)
	if len(tasks) == 0 {
		return nil, &fault{Code: codeNothing, Message: "there is no finding to judge", Next: "add one under findings:"}
	}
	if err := engine.CheckBudget(tasks, opts); err != nil {
		return nil, &fault{Code: codeBudget, Message: err.Error(), Next: "name fewer findings, or ask the person for a larger budget"}
	}
	course := engine.Start(opts)
	runs, _, err := course.Judge(ctx, tasks)
	if err != nil {
		return nil, err
	}
	result := report.Of(report.Options{
		Mode: string(opts.Mode), Tool: "assay " + s.Version, Started: started, Duration: time.Since(started), Vantage: "",
	}, runs)
	if opts.Mode.Asks() && s.Keep != nil {
		s.Keep(ctx, course.ID(), started, result, runs)
	}
	return result, nil
}

// ranOf shortens a result.
func ranOf(r *report.Result) *ran {
	t := r.Tally()
	out := &ran{Mode: r.Mode, Holds: t.Holds, Broken: t.Broken, Inconclusive: t.Inconclusive, Pending: t.Pending, Requests: r.Requests}
	for _, want := range []string{report.Broken, report.Inconclusive} {
		for i := range r.Suites {
			for k := range r.Suites[i].Findings {
				f := &r.Suites[i].Findings[k]
				if f.Verdict != want {
					continue
				}
				if len(out.Open) == mostListed {
					out.More++
					continue
				}
				out.Open = append(out.Open, verdictOf(&r.Suites[i], f))
			}
		}
	}
	return out
}

func verdictOf(s *report.Suite, f *report.Finding) verdict {
	v := verdict{
		Finding: f.ID, Suite: s.Suite, Probe: f.Probe, Claim: short(f.Claim), Verdict: f.Verdict, Kind: f.Kind, At: f.At.String(),
		Why: short(f.Reason), Next: short(f.Decide),
	}
	if f.Kind == string(exchange.WritesHeld) { // the command's way out is not for agents
		v.Why, v.Next = "not sent: "+kindOfReason(f.Kind).Meaning, "leave writes: ask as it is; a person sends it: assay run --live --allow-writes"
	}
	if len(f.Failures) > 0 {
		e := &f.Failures[0]
		v.Why = short(fmt.Sprintf("%s: expected %s, got %s", e.Subject, e.Expected, e.Actual))
		v.At, v.Next = e.At.String(), short(e.Next)
	}
	return v
}

// kindOfReason returns the kind of a code; empty if there is none.
func kindOfReason(code string) report.ReasonKind {
	kinds := report.ReasonKinds()
	if i := slices.IndexFunc(kinds, func(k report.ReasonKind) bool { return k.Code == code }); i >= 0 {
		return kinds[i]
	}
	return report.ReasonKind{}
}

// asked is the input of ask_live.
type asked struct {
	Suite    string   `json:"suite,omitempty" jsonschema:"a suite, by its name or file; all suites without it"`
	Findings []string `json:"findings" jsonschema:"ids of the findings to judge live; name as few as possible"`
}

// live judges findings live. Calls wait for each other: they share the budget.
func (s *Session) live(ctx context.Context, in asked) (*ran, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(in.Findings) == 0 {
		return nil, &fault{Code: codeNothing, Message: "no finding is named", Next: "name those that are worth a request"}
	}
	if s.spent >= s.Budget {
		return nil, &fault{
			Code: codeBudget, Message: fmt.Sprintf("all %d requests of this session are sent", s.Budget),
			Next: "go on in replay, or ask the person to start assay mcp with a larger --live-budget",
		}
	}
	opts := s.options(pipeline.Live)
	opts.Budget = s.Budget - s.spent
	if s.Memory != nil {
		s.Memory.Into(ctx, &opts)
	}
	result, err := s.judge(ctx, chosen(in), opts)
	if err != nil {
		return nil, err
	}
	s.spent += result.Requests
	out := ranOf(result)
	rest := s.Budget - s.spent
	out.Left = &rest
	return out, nil
}
