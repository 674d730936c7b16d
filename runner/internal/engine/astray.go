package engine

import (
	"slices"

	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// Astray is a secret that a run would send to an origin which another run does not send it to.
type Astray struct {
	Secret suite.Secret
	Origin string
	Probe  string // the first that would take it along
}

// SecretsAstray returns the secrets that other tasks would send to an origin to which the first
// ones do not send the value of the same environment variable, each once for every origin, in the
// order of the plans.
func SecretsAstray(first, other []Task) []Astray {
	type way struct{ env, origin string }
	known := map[way]bool{}
	for i := range first {
		first[i].secrets(func(s suite.Secret, p *plan.Probe) { known[way{s.Env, p.Request.Target()}] = true })
	}
	var out []Astray
	for i := range other {
		other[i].secrets(func(s suite.Secret, p *plan.Probe) {
			to := way{s.Env, p.Request.Target()}
			if !known[to] {
				known[to] = true
				out = append(out, Astray{s, to.origin, p.ID})
			}
		})
	}
	return out
}

// SecretsSent returns the environment variables whose values a task sends, in the order of the
// plan.
func (t *Task) SecretsSent() []string {
	var out []string
	t.secrets(func(s suite.Secret, _ *plan.Probe) {
		if !slices.Contains(out, s.Env) {
			out = append(out, s.Env)
		}
	})
	return out
}

// secrets calls each for every secret in the request of a probe that the task may send.
func (t *Task) secrets(each func(suite.Secret, *plan.Probe)) {
	d := t.Document
	named := make(map[string]suite.Secret, len(d.Suite.Secrets))
	for _, s := range d.Suite.Secrets {
		named[s.Name] = s
	}
	probes := t.Probes
	if probes == nil {
		probes = d.Plan.Needed(t.Specs)
	}
	if len(named) == 0 {
		return
	}
	probes = append(slices.Clone(probes), d.Plan.Cleanups()...)
	for _, p := range probes {
		for _, ref := range p.Refs {
			if s, ok := named[ref]; ok {
				each(s, p)
			}
		}
	}
}
