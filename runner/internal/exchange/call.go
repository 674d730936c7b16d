package exchange

// Call is one request that a probe makes, on its way to whoever answers it.
type Call struct {
	Probe string // id of the probe: "id" or "id[row]"
	Order int    // of the probe in its plan; a replay has none
	// Sample is the number of the sample or poll that is requested, from 1; 0 is the only response, or
	// the last. It selects among recorded responses only.
	Sample int
	// Request has every reference filled in; in a replay it is the planned one, which fixtures are
	// matched by.
	Request *Request
	// Own keeps the entries of other probes from answering in a replay although their request is the
	// same, as where only the time of sending makes the difference.
	Own bool
	// Leave is called before each send after the first. If nil, every send is permitted.
	Leave Leave
}

// Leave is the permission for a further send. It may wait. Any Missing but the zero value keeps the
// request from being sent, and says why the observation is missing.
type Leave func(Further) Missing

// Further describes a send that a request needs after its first.
type Further struct {
	Why    Cause
	Origin string // scheme and authority of its URL
	Hops   int    // redirects so far, including the one about to be followed
}

// Cause is why a request takes a further send.
type Cause int

// The causes.
const (
	Redirect  Cause = iota // a redirect is followed
	Challenge              // digest credentials are asked for
	Redial                 // a kept connection ended before the first byte of the response
)

// InterruptedRun is the reason when the run ended before the response arrived.
var InterruptedRun = Missing{Kind: Interrupted, Detail: "interrupted"}
