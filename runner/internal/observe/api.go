package observe

import (
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/exchange"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/suite"
)

// Options say how a plan's probes are observed.
type Options struct {
	// Live fills the requests and has the limits hold. Otherwise nothing is sent: the
	// sender finds what was recorded by the planned request.
	Live   bool
	Timed  bool // recorded streams take as long as they took
	Limits suite.Limits
	// Secrets gives the value of a declared secret in a live run; false: it is
	// not set, and what needs it is missing "secret api_key is not set …".
	Secrets func(name string) (string, bool)
	Redact  *redact.Redactor
	// Masking is what is known of the secrets that the suite compares answers with; nil:
	// it compares with none.
	Masking *exchange.Masking
	// Pace keeps the rate over several calls; nil: this call alone.
	Pace *Pace
	// Kept is how many of Limits.Requests these probes leave to those that clean up.
	Kept int
	// Made are the values of the vars that the run makes, by name.
	Made map[string]string
	// RunID is ${run}.
	RunID string
	// Known are observations made before, by plan.Probe.Order: they are taken as
	// they are, and their probes are not sent again.
	Known []*exchange.Observation
	// Before is asked before each send (cooldown, a budget shared by suites): a
	// non-empty answer keeps the request from being sent and is its Missing. It is
	// asked by one goroutine at a time, in the order of sending, and must be fast.
	Before func(p *plan.Probe) exchange.Missing
	// Settled, when not nil, is told of each probe as soon as there is its observation, by
	// one goroutine at a time. A non-empty answer ends the sending: it is the Missing of
	// everything that was not sent by then.
	Settled func(p *plan.Probe, o *exchange.Observation) exchange.Missing
	// Sending, when not nil, is told of a probe before each of its requests is sent, by
	// one goroutine at a time; it must be fast.
	Sending func(p *plan.Probe)
	// Progress, when not nil, is told of every change, by one goroutine at a time;
	// it must be fast.
	Progress func(Progress)
}

// Progress is how far observing has come.
type Progress struct {
	Total, Done, InFlight, Sent int
	WaitingUntil                time.Time // when the next send that waits may be; zero when none waits
	Waiting                     string    // for what, in words: "on the rate"
}

// Set is what was observed: at most one observation a probe.
type Set struct {
	// ByProbe is indexed by plan.Probe.Order; nil where the probe was not needed.
	ByProbe []*exchange.Observation
	// Requests is how many were sent on the network; 0 in replay.
	Requests int
	// Crash is a mistake of our own that ended the run; nil without. What was answered
	// before it is there.
	Crash *crash.Crash
}
