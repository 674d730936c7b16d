package exchange

// FailureKind names why no response came, in the words of a suite's expect.error.
type FailureKind string

// The kinds of transport error.
const (
	Timeout  FailureKind = "timeout"
	DNS      FailureKind = "dns"
	Refused  FailureKind = "refused"
	Reset    FailureKind = "reset"
	TLSError FailureKind = "tls"
	Protocol FailureKind = "protocol"
)

// FailureKinds lists all of them, as a suite may write them.
var FailureKinds = []FailureKind{Timeout, DNS, Refused, Reset, TLSError, Protocol}

// Failure is a transport error: sending was tried, and no complete response came.
type Failure struct {
	Kind    FailureKind
	Message string // the error's text, secrets masked
	Proxy   string // the address of the proxy that refused the connection; not kept in a fixture
}

// NoAnswer says in words that no response came: "no answer (refused)".
func (f *Failure) NoAnswer() string { return "no answer (" + string(f.Kind) + ")" }

// String says why no response came: "no answer (refused): connection refused".
func (f *Failure) String() string {
	if f.Message == "" {
		return f.NoAnswer()
	}
	return f.NoAnswer() + ": " + f.Message
}
