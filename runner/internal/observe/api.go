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
	// Live fills in the requests and applies the limits. Otherwise nothing is sent: the sender
	// finds recordings by the planned request.
	Live   bool
	Timed  bool // replay recorded streams at their original speed
	Limits suite.Limits
	// Secrets returns the value of a declared secret in a live run; false: it is not set, and
	// probes that need it are missing "secret api_key is not set …".
	Secrets func(name string) (string, bool)
	Redact  *redact.Redactor
	// Masking describes the secrets that the suite compares responses with; nil: it compares with
	// none.
	Masking *exchange.Masking
	// Pace applies the rate over several calls; nil: to this call alone.
	Pace *Pace
	// Kept is the number of Limits.Requests reserved for the probes that clean up.
	Kept int
	// Made are the values of the vars that the run makes, by name.
	Made map[string]string
	// RunID is ${run}.
	RunID string
	// Known holds earlier observations by plan.Probe.Order: they are used as they are, and their
	// probes are not sent again.
	Known []*exchange.Observation
	// Before is called before each send (cooldown, a budget shared by suites): a non-empty result
	// keeps the request from being sent and becomes its Missing. It is called by one goroutine at
	// a time, in the order of sending, and must be fast.
	Before func(p *plan.Probe) exchange.Missing
	// Settled, if not nil, is called for each probe as soon as its observation exists, by one
	// goroutine at a time. A non-empty result ends the sending: it is the Missing of all probes
	// not sent by then.
	Settled func(p *plan.Probe, o *exchange.Observation) exchange.Missing
	// Observed, if not nil, is called with each response and recording before it is settled, by
	// several goroutines at a time; its result is kept instead, and the observation is not read
	// after that. No probe may depend on another then.
	Observed func(p *plan.Probe, o *exchange.Observation) *exchange.Observation
	// Cooled, if not nil, is called when a response starts a cooldown of an origin: with the reason
	// why nothing more is sent to it, and until when; zero: not in this run. It must be fast.
	Cooled func(origin string, why exchange.Missing, warm time.Time)
	// Began, if not nil, is called after that with the response, from which secrets are not masked
	// yet, by several goroutines at a time.
	Began func(p *plan.Probe, o *exchange.Observation)
	// Room, if not nil, returns how many probes may be in progress at a target now, where that may be
	// fewer than Limits.Concurrency; at least one may. It is called with a probe at hand, by one
	// goroutine at a time, and must be fast.
	Room func(target string) int
	// Sending, if not nil, is called before each request of a probe is sent, by one goroutine at a
	// time; it must be fast.
	Sending func(p *plan.Probe)
	// Progress, if not nil, is called for every change, by one goroutine at a time; it must be
	// fast.
	Progress func(Progress)
}

// Progress is the progress of a call of Observe.
type Progress struct {
	Total, Done, InFlight, Sent int
	WaitingUntil                time.Time // when the next waiting send may start; zero if none waits
	Waiting                     string    // the reason: "on the rate"
}

// Set holds the observations: at most one per probe.
type Set struct {
	// ByProbe is indexed by plan.Probe.Order; nil if the probe was not needed.
	ByProbe []*exchange.Observation
	// Requests is the number of requests sent on the network; 0 in replay.
	Requests int
	// Crash is a panic of this program that ended the run. May be nil. Earlier observations are
	// kept.
	Crash *crash.Crash
}
