package exchange

// Call is one request that a probe makes, on its way to whoever answers it.
type Call struct {
	Probe string // id of the probe: "id" or "id[row]"
	// Sample is the number of the sample or poll that is asked for, from 1; 0: the only
	// answer, or the last. Only what was recorded is found by it.
	Sample int
	// Request has no reference left unfilled; in a replay it is the planned one, by which
	// fixtures are found.
	Request *Request
	// Leave is asked before each send after the first; nil: all have it.
	Leave Leave
}

// Leave is the permission for a further send. It may wait. A reason other than none keeps
// the request from being sent, and is what is missing.
type Leave func(Further) Missing

// Further is a send after the first that one request takes.
type Further struct {
	Why    Cause
	Origin string // whom it asks: scheme and authority of its URL
	Hops   int    // redirects so far, one that is to be followed included
}

// Cause is why a request takes a further send.
type Cause int

// The causes.
const (
	Redirect  Cause = iota // a redirect is followed
	Challenge              // digest credentials are asked for
	Redial                 // a kept connection ended before a byte of the answer came
)

// InterruptedRun is what is missing when the run ended before the answer had come.
var InterruptedRun = Missing{Kind: Interrupted, Detail: "interrupted"}
