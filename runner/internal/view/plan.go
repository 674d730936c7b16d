package view

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
	"assay/runner/internal/text"
)

// wanted is what a live run is to be about.
type wanted struct {
	Mode     pipeline.Mode `json:"mode"`     // live or drift
	Findings []findingName `json:"findings"` // nil: all
}

// findingName names a finding about a probe.
type findingName struct {
	File  string `json:"file"`
	ID    string `json:"id"`
	Probe string `json:"probe"`
}

// planned is a live run that was shown and not begun. It is sent as it was shown: with these
// documents, whatever became of their files.
type planned struct {
	id     string
	opts   engine.Options
	tasks  []engine.Task
	most   int
	memory *engine.Memory
	stamps string
}

// shownPlan is what the page shows of a plan.
type shownPlan struct {
	Plan     string      `json:"plan"`
	Requests int         `json:"requests"`       // at most
	Left     *int        `json:"left,omitempty"` // of the budget of all runs; nil: it has none
	Suites   []planSuite `json:"suites"`
}

type planSuite struct {
	Suite    string   `json:"suite"`
	Target   string   `json:"target"`
	Requests int      `json:"requests"`
	Cost     float64  `json:"cost"`
	Limits   string   `json:"limits"`
	Writes   []string `json:"writes,omitempty"` // probes that change something
	Held     bool     `json:"held,omitempty"`   // they are not sent
	Cooling  string   `json:"cooling,omitempty"`
}

// plan answers what a live run would send.
func (s *Server) plan(r *http.Request) (any, error) {
	in, err := asked[wanted](r)
	if err != nil {
		return nil, err
	}
	if !s.o.Live {
		return nil, refused("start assay view --live for that", "this page may not ask the network")
	}
	if in.Mode != pipeline.Live && in.Mode != pipeline.Drift {
		return nil, refused("choose live or drift", "a live run has the mode live or drift, got %s", quoted(string(in.Mode)))
	}
	s.planning.Lock()
	defer s.planning.Unlock()
	s.mu.Lock()
	under := s.under != nil
	s.mu.Unlock()
	if under {
		return nil, underWay()
	}
	p, err := s.prepare(s.ctx, in)
	if err != nil {
		return nil, err
	}
	out, err := p.shown(s.ctx)
	if err != nil {
		p.drop()
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.planned.drop()
	s.planned = p
	return out, nil
}

// underWay refuses a second live run at a time.
func underWay() error { return refused("wait for it, or stop it", "a live run is under way") }

// drop lets go of a plan that will not be sent.
func (p *planned) drop() {
	if p != nil {
		p.memory.Close()
	}
}

// prepare opens the documents of a run anew, with the secrets of now.
func (s *Server) prepare(ctx context.Context, in wanted) (*planned, error) {
	left := s.left()
	if left != nil && *left == 0 {
		return nil, refused("start assay view again, or with a larger --budget", "the budget of %s is spent", text.Count(s.o.Run.Budget, "request"))
	}
	p := &planned{id: rand.Text(), opts: s.o.Run}
	s.mu.Lock()
	shown := s.present
	s.mu.Unlock()
	p.stamps = s.stamps(shown)
	p.opts.Mode = in.Mode
	if left != nil {
		p.opts.Budget = *left
	}
	m, err := s.o.Past(ctx, s.o.Keep != nil)
	if err != nil {
		return nil, err
	}
	p.memory = m
	m.Into(ctx, &p.opts)
	p.opts.Cooling = s.cooling.For(p.opts.Cooling)
	if err := p.open(s.o.Paths, in); err != nil {
		p.drop()
		return nil, err
	}
	return p, nil
}

// open opens the documents and selects what the run is about.
func (p *planned) open(paths []string, in wanted) error {
	documents, err := engine.Open(paths, p.opts)
	if err != nil {
		return err
	}
	selected := &engine.Selection{}
	if in.Findings != nil {
		names := make(map[findingName]bool, len(in.Findings))
		for _, n := range in.Findings {
			names[n] = true
		}
		selected.Also = func(d *pipeline.Document, spec *plan.Spec) bool {
			if spec.Finding == nil {
				return false
			}
			name := findingName{File: d.Suite.File.Name, ID: spec.Finding.ID}
			if spec.Probe != nil {
				name.Probe = spec.Probe.ID
			}
			row := name // as the history calls it
			row.ID = spec.ID
			return names[name] || names[row]
		}
	}
	if err := engine.CheckFixtures(selected.Asked(documents), p.opts.Mode); err != nil {
		return err
	}
	if p.tasks = selected.Tasks(documents); len(p.tasks) == 0 {
		return refused("load the page again", "the suites have none of these findings any more")
	}
	return engine.CheckBudget(p.tasks, p.opts)
}

// left returns what is left of the budget of all runs; nil if there is none.
func (s *Server) left() *int {
	if s.o.Run.Budget <= 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n := max(0, s.o.Run.Budget-s.spent)
	return &n
}

// shown returns what the page shows of a plan, and sets the most that it sends.
func (p *planned) shown(ctx context.Context) (*shownPlan, error) {
	out := &shownPlan{Plan: p.id, Suites: []planSuite{}}
	for i := range p.tasks {
		t := &p.tasks[i]
		ahead, err := t.Ahead(ctx, p.opts)
		if err != nil {
			return nil, err
		}
		d := t.Document
		p.most += ahead.Requests
		out.Suites = append(out.Suites, planSuite{
			Suite: d.Suite.Name, Target: d.Redact.String(d.Suite.Target), Requests: ahead.Requests, Cost: ahead.Cost,
			Limits: limitsOf(&d.Suite.Limits, &p.opts), Writes: ahead.Writes, Held: ahead.Held, Cooling: ahead.Cooling,
		})
	}
	if p.opts.Budget > 0 {
		left := p.opts.Budget
		out.Left, p.most = &left, min(p.most, left)
	}
	out.Requests = p.most
	return out, nil
}

// limitsOf says which limits a live run of a suite has.
func limitsOf(l *suite.Limits, o *engine.Options) string {
	var words []string
	if rate := first(o.RatePerSecond, l.Rate); rate > 0 {
		words = append(words, fmt.Sprintf("%.3g a second", rate))
	}
	if n := first(o.Concurrency, l.Concurrency); n > 0 {
		words = append(words, fmt.Sprintf("%d at once", n))
	}
	if d := first(o.Timeout, l.Timeout); d > 0 {
		words = append(words, "each for "+text.Span(d)+" at most")
	}
	if l.Requests > 0 && o.Budget <= 0 {
		words = append(words, text.Count(l.Requests, "request")+" a run")
	}
	if l.Cooldown != nil {
		words = append(words, "with a cooldown")
	}
	if len(words) == 0 {
		return "the suite sets no limits"
	}
	return "limits: " + strings.Join(words, ", ")
}

// first returns the first number that is not zero.
func first[T int | float64 | ~int64](all ...T) T {
	i := slices.IndexFunc(all, func(n T) bool { return n != 0 })
	if i < 0 {
		return 0
	}
	return all[i]
}
