package fleet

import (
	"fmt"
	"slices"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/packed"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/redact"
)

// Protocol is the version of the messages of a fleet. Agents of another one take no jobs.
const Protocol = 4

// Load says how a suite is read, with everything from outside of its files.
type Load struct {
	Target, Environment string
	Vars, Offered       map[string]string
	SharedVars          bool
	// Env holds the environment variables that documents read for their vars; never a secret's.
	Env map[string]string
}

// Limits are those of a document for the whole fleet.
type Limits struct {
	Requests    int // of the run; 0: no limit
	Kept        int // of those, for cleanup
	Rate        float64
	Concurrency int
	Timeout     time.Duration
	AllowWrites bool
	Now         bool // cooldowns of earlier runs do not count
	PerVantage  bool // they hold for each vantage, not for all together
}

// Job is probes of one document that an agent takes at once. It claims a chunk before it sends it;
// the chunks that it leaves unclaimed are taken over by others.
type Job struct {
	ID      string // unique
	Run     string // id of the run at the fleet
	Step    string // of the run: what is stopped together
	Vantage string // "" for any
	Bundle  string // hash of the suite's files
	Parts   int    // of the bundle
	File    string // the suite's path in the bundle
	Load    Load
	RunID   string  // the value of ${run}
	Planned int     // probes of the plan, to be sure that both have the same
	Chunks  [][]int // plan.Probe.Order of those to observe
	// Held are probes that are not sent, and why.
	Held        map[int]exchange.Missing
	KnownOrders []int // of those observed before that these depend on
	Known       packed.Observations
	Limits      Limits
	Budget      string   // key of the counter of requests
	Needs       []string // environment variables of the secrets that the probes use
	Key         []byte   // seals what the agent hands in; see [Seal]
}

// Chunk returns the id of a chunk of the job.
func (j *Job) Chunk(n int) string { return fmt.Sprintf("%s.%d", j.ID, n) }

// Outcome is what came of a chunk of a job. It travels sealed; see [Seal].
type Outcome struct {
	Agent string // id
	Name  string // of the agent, for people
	// Refused says why nothing was sent; "" otherwise.
	Refused  string
	Orders   []int
	Observed packed.Observations
	Requests int
	Excess   []string
	Learned  []redact.Secret // that the agent learned since its last outcome
}

// Card is what an agent says of itself.
type Card struct {
	ID           string    `json:"id"`
	Name         string    `json:"name"`
	Vantage      string    `json:"vantage"`
	Version      string    `json:"version"`
	Protocol     int       `json:"protocol"`
	Secrets      []string  `json:"secrets,omitempty"`      // names of environment variables
	Environments []string  `json:"environments,omitempty"` // nil: all
	Jobs         []string  `json:"jobs,omitempty"`         // ids of those under way
	Sent         int64     `json:"requests"`               // since it was started
	Started      time.Time `json:"started"`
}

// Can reports whether the agent has the environment and the secrets of a job.
func (c *Card) Can(environment string, secrets []string) bool {
	if environment != "" && len(c.Environments) > 0 && !slices.Contains(c.Environments, environment) {
		return false
	}
	for _, s := range secrets {
		if !slices.Contains(c.Secrets, s) {
			return false
		}
	}
	return true
}

// KnownIn returns the known observations of a job by plan.Probe.Order of its plan.
func (j *Job) KnownIn(p *plan.Plan) ([]*exchange.Observation, error) {
	return placed(p, j.KnownOrders, &j.Known)
}

// In returns the observations of an outcome by plan.Probe.Order of its plan.
func (o *Outcome) In(p *plan.Plan) ([]*exchange.Observation, error) {
	return placed(p, o.Orders, &o.Observed)
}

func placed(p *plan.Plan, orders []int, of *packed.Observations) ([]*exchange.Observation, error) {
	all, err := of.All()
	if err != nil {
		return nil, err
	}
	out := make([]*exchange.Observation, len(p.Probes))
	for i, order := range orders {
		if order < 0 || order >= len(out) || i >= len(all) {
			return nil, fmt.Errorf("a message of the fleet is of another plan: it has probe %d, and the plan %d", order+1, len(out))
		}
		packed.Planned(all[i], p.Probes[order].Request)
		out[order] = all[i]
	}
	return out, nil
}

// Shift moves the times of an outcome's observations, which are those of the agent's clock. The
// observations are the caller's own.
func Shift(all []*exchange.Observation, by time.Duration) {
	for _, o := range all {
		if o == nil {
			continue
		}
		for _, at := range []*time.Time{&o.Sent, &o.Provenance.At} {
			if !at.IsZero() {
				*at = at.Add(by)
			}
		}
		Shift(o.Samples, by)
	}
}
