package link

import (
	"cmp"
	"slices"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/packed"
	"assay/runner/internal/fleet"
	"assay/runner/internal/plan"
	"assay/runner/internal/subst"
)

// job describes probes for an agent.
func (s *step) job(chunks [][]int, files bundle) *fleet.Job {
	orders := slices.Concat(chunks...)
	limits := s.d.Suite.Limits
	j := &fleet.Job{
		ID: s.next(), Run: s.id, Step: s.name, Vantage: s.vantage, Bundle: files.hash, Parts: files.parts, File: files.file,
		Load: s.opts.Load, RunID: s.o.RunID, Planned: len(s.d.Plan.Probes), Chunks: chunks, Key: s.seal.Public(),
		Limits: fleet.Limits{
			Requests: cmp.Or(s.opts.Budget, limits.Requests), Kept: s.o.Kept, Rate: s.o.Limits.Rate, Concurrency: cmp.Or(s.o.Limits.Concurrency, 8),
			Timeout: s.o.Limits.Timeout, AllowWrites: !s.o.Limits.AskWrites, PerVantage: limits.PerVantage, Now: s.opts.Now,
		},
	}
	j.Load.Env = s.env()
	j.Budget = s.budgetKey()
	sent := map[int]bool{}
	for _, order := range orders {
		sent[order] = true
		if why, ok := s.held[order]; ok {
			if j.Held == nil {
				j.Held = map[int]exchange.Missing{}
			}
			j.Held[order] = why
		}
	}
	s.known(j, orders, sent)
	j.Needs = s.needs(orders)
	return j
}

// budgetKey names the counter that the document's requests are taken from.
func (s *step) budgetKey() string {
	key := s.id
	if s.opts.Budget == 0 {
		key += "." + s.documentKey()
	}
	if s.d.Suite.Limits.PerVantage && s.vantage != "" {
		key += "." + token(s.vantage)
	}
	return key
}

func (s *step) documentKey() string { return token(s.d.Suite.File.Name) }

// env returns the environment variables that the document's vars have their values from.
func (s *step) env() map[string]string {
	secret := map[string]bool{}
	for _, one := range s.d.Suite.Secrets {
		secret[one.Env] = true
	}
	names := []string{"ASSAY_ENV", "ASSAY_TARGET"}
	for i := range s.d.Suite.Vars {
		names = append(names, s.d.Suite.Vars[i].Env)
	}
	out := map[string]string{}
	for _, name := range names {
		if name == "" || secret[name] || s.opts.Env == nil {
			continue
		}
		if value, ok := s.opts.Env(name); ok {
			out[name] = value
		}
	}
	return out
}

// known adds to a job what was observed of the probes that its own depend on.
func (s *step) known(j *fleet.Job, orders []int, sent map[int]bool) {
	var all []*exchange.Observation
	seen := map[int]bool{}
	var visit func(p *plan.Probe)
	visit = func(p *plan.Probe) {
		for _, dep := range p.Deps {
			if seen[dep.Order] || sent[dep.Order] {
				continue
			}
			seen[dep.Order] = true
			if o := s.set.ByProbe[dep.Order]; o != nil {
				j.KnownOrders, all = append(j.KnownOrders, dep.Order), append(all, o)
			}
			visit(dep)
		}
	}
	for _, order := range orders {
		visit(s.d.Plan.Probes[order])
	}
	if len(all) > 0 {
		j.Known, _ = packed.Of(all) // captures are JSON values
	}
}

// observers are the agents that have of a document what no other has: the values of captured
// secrets, and cookies.
type observers struct {
	probes map[int]string    // by plan.Probe.Order
	jars   map[string]string // by the name of the jar
}

// observedBy remembers which agent observed probes that others may depend on.
func (s *step) observedBy(orders []int, agent string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	of := s.by[s.d]
	if of == nil {
		of = &observers{probes: map[int]string{}, jars: map[string]string{}}
		s.by[s.d] = of
	}
	for _, order := range orders {
		p := s.d.Plan.Probes[order]
		if p.Of.Token || len(p.Of.Capture) > 0 {
			of.probes[order] = agent
		}
		if p.Request != nil && p.Request.Jar != "" {
			of.jars[p.Request.Jar] = agent
		}
	}
}

// subjectOf returns who a job is for: the agent that observed what its probes depend on, or that
// has their cookies; otherwise those of the vantage.
func (s *step) subjectOf(j *fleet.Job) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if of := s.by[s.d]; of != nil {
		var all []string
		for _, order := range j.KnownOrders {
			all = append(all, of.probes[order])
		}
		for _, order := range slices.Concat(j.Chunks...) {
			if q := s.d.Plan.Probes[order].Request; q != nil {
				all = append(all, of.jars[q.Jar])
			}
		}
		for _, id := range all {
			if id != "" && s.cards.of(id) != nil {
				return jobsOf(fleet.Protocol, jobsTo+id)
			}
		}
	}
	if s.vantage == "" {
		return jobsOf(fleet.Protocol, jobsAny)
	}
	return jobsOf(fleet.Protocol, jobsAt+token(s.vantage))
}

// needs lists the environment variables of the secrets that probes use.
func (s *step) needs(orders []int) []string {
	envs := map[string]string{}
	for _, one := range s.d.Suite.Secrets {
		envs[one.Name] = one.Env
	}
	var out []string
	for _, order := range orders {
		for _, ref := range s.d.Plan.Probes[order].Refs {
			if env, ok := envs[ref]; ok && !slices.Contains(out, env) && !slices.Contains(subst.Builtins, ref) {
				out = append(out, env)
			}
		}
	}
	slices.Sort(out)
	return out
}
