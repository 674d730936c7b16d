package fleet

import (
	"context"
	"io"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/engine"
)

// Place is where a fleet's server is, and the credentials for it.
type Place struct {
	URL   string // nats://HOST:PORT or tls://HOST:PORT; several are separated by commas
	Token string // "" if Creds has the credentials
	Creds string // path of a NATS credentials file; "" none
	CA    string // path of a PEM file of the authorities to trust; "" those of the system
	// Fell, if not nil, is called with a panic that ended a part of what goes on with the fleet, from
	// any goroutine.
	Fell func(*crash.Crash)
}

// Client is how the command reaches fleets.
type Client interface {
	// Up runs a server for one machine until ctx ends.
	Up(ctx context.Context, o UpOptions) error
	// Agent takes jobs until ctx ends.
	Agent(ctx context.Context, p Place, o AgentOptions) error
	// Dial connects to the server of a fleet. The error is an *Unreachable where that fails.
	Dial(ctx context.Context, p Place) (Fleet, error)
}

// UpOptions say how a server runs.
type UpOptions struct {
	Listen string // HOST:PORT, a loopback address
	Folder string // of its store and its token
	Store  int64  // maximum bytes of the store
	Log    io.Writer
	// Ready is called once with the place of the server.
	Ready func(p Place, tokenFile string)
}

// AgentOptions say what an agent is and may do.
type AgentOptions struct {
	Vantage      string   // name of the network that it sends from
	Name         string   // of this agent, for people; "" is the name of the machine
	Environments []string // of suites that it sends for; nil: all
	// Secrets are the environment variables whose values jobs may use, and nothing else of the
	// environment.
	Secrets func(env string) (string, bool)
	Names   []string // of those variables
	Proxy   string
	Jobs    int // at the same time; 0: 16
	Version string
	// Protocol is the version of its messages, which its card states; 0: that of this release.
	Protocol int
	Folder   string // in which it keeps the files of suites while it lives; "": that of the system
	// Say writes a line for people.
	Say func(format string, args ...any)
	// Clock returns the current time; nil means time.Now.
	Clock func() time.Time
}

// Fleet is a connection to a fleet.
type Fleet interface {
	// Agents lists the live agents, sorted by vantage and name.
	Agents(ctx context.Context) ([]Card, error)
	// Status describes agents, queues, budgets and cooldowns.
	Status(ctx context.Context) (*Status, error)
	// Begin starts a run.
	Begin(ctx context.Context, o RunOptions) (Run, error)
	// Share keeps a run of the history at the server for a week, as a line of history.Run.Line, so
	// that everybody who watches by this fleet has it.
	Share(ctx context.Context, run string, line []byte) error
	// Shared calls take with the line of each run that is shared, the oldest first; those that known
	// has are left out. It ends with an error of take.
	Shared(ctx context.Context, known func(run string) bool, take func(run string, line []byte) error) error
	Close()
}

// RunOptions describe a run for the fleet.
type RunOptions struct {
	Load Load // but for Env
	// Env reads the environment variables of the documents' vars; it is not asked for secrets.
	Env       func(string) (string, bool)
	Documents int // how many it has
	Budget    int // requests of all documents together; 0: those of the documents
	// Overrides of the limits of the documents, if not zero; see engine.Options.
	RatePerSecond float64
	Concurrency   int
	Timeout       time.Duration
	AllowWrites   bool
	Now           bool // send although a cooldown of an earlier run lasts
	// Say writes a line for people: agents that were lost.
	Say func(format string, args ...any)
}

// Run is a run under way.
type Run interface {
	// At observes with the agents of a vantage, of all if it is "".
	At(vantage string) engine.Remote
	// End tells the agents that nobody waits for the rest.
	End()
}

// Status describes a fleet at one time.
type Status struct {
	Server string   `json:"server"`
	Agents []Agent  `json:"agents"`
	Queues []Queue  `json:"queues"`
	Runs   []string `json:"runs"` // ids
	// SilentRuns are those of Runs that do not answer: they were killed less than 90 s ago.
	SilentRuns []string   `json:"silent_runs,omitempty"`
	Budgets    []Budget   `json:"budgets"`
	Cooldowns  []Cooldown `json:"cooldowns"`
}

// Agent is an agent of a status.
type Agent struct {
	Card
	// Silent reports whether it does not answer: it was lost, or killed, less than 40 s ago.
	Silent bool `json:"silent,omitempty"`
}

// Queue is the jobs that wait for the agents of a vantage.
type Queue struct {
	Vantage string `json:"vantage"` // "" for any
	Waiting uint64 `json:"waiting"` // not taken
	Taken   int    `json:"taken"`   // by agents, which have not done them
}

// Budget is what a run has sent of what it may send.
type Budget struct {
	Of    string `json:"of"`    // the run and its document
	Sent  int    `json:"sent"`  // requests, those of lost agents as far as they were permitted
	Held  int    `json:"held"`  // permitted to agents and not sent yet
	Limit int    `json:"limit"` // requests
}

// Cooldown is a target that nothing is sent to.
type Cooldown struct {
	Target  string    `json:"target"`
	Vantage string    `json:"vantage,omitempty"` // "" for all
	Until   time.Time `json:"until,omitzero"`    // zero: for the rest of the run
	Why     string    `json:"why"`
}

// Unreachable is the error of a server that cannot be reached, or that refuses the credentials.
type Unreachable struct {
	URL string
	// Refused reports whether the server answered and did not accept the credentials.
	Refused bool
	// Silent reports whether it takes connections and does not answer.
	Silent bool
	Err    error
}

func (e *Unreachable) Error() string {
	if e.Refused {
		return "the fleet's server at " + e.URL + " does not accept these credentials"
	}
	return "the fleet's server at " + e.URL + " cannot be reached: " + e.Err.Error()
}

func (e *Unreachable) Unwrap() error { return e.Err }
