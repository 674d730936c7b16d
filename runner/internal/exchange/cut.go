package exchange

// Cut says why a body, or a stream, is not whole; empty when it is. Fixtures and
// HARs of others may hold other words than those below: of them it is only known
// that something is missing.
type Cut string

// Why a body is not whole. All but CutLost are of the reader's own doing: what the
// server would still have sent is not known.
const (
	CutLost    Cut = "connection lost" // the other side ended it: a reset, an early close, a chunk too few
	CutTimeout Cut = "timeout"         // it took longer than the probe may
	CutLimit   Cut = "body limit"      // it was longer than limits.body
	CutStopped Cut = "interrupted"     // the run ended first
	CutLeftOut Cut = "the HAR does not hold the body"
)

// Cuts are all of them.
var Cuts = []Cut{CutLost, CutTimeout, CutLimit, CutStopped, CutLeftOut}

// ByServer reports whether the other side ended the body before it was whole: what
// came is then all that was sent.
func (c Cut) ByServer() bool { return c == CutLost }

// Ending says why the stream of o ended early, "" where it ended of itself, with
// its end mark or without.
func (o *Observation) Ending() Cut {
	switch s := o.Stream; {
	case s != nil && s.Done:
		return "" // what follows the end mark is no part of the stream
	case s != nil && s.Cut != "":
		return s.Cut
	}
	return o.Cut
}
