package exchange

// Cut says why a body, or a stream, is not whole; empty if it is. Fixtures and HARs from other
// tools may hold other words than those below: these say only that something is missing.
type Cut string

// Why a body is not whole. All but CutLost come from the reader: it is unknown what the server
// would still have sent.
const (
	CutLost    Cut = "connection lost" // the other side ended it: a reset, an early close, a chunk too few
	CutTimeout Cut = "timeout"         // it took longer than the probe may
	CutLimit   Cut = "body limit"      // it was longer than limits.body
	CutStopped Cut = "interrupted"     // the run ended first
	CutLeftOut Cut = "the HAR does not hold the body"
	// CutUnlinked is that of a body in br or zstd; see [CodingsPackage].
	CutUnlinked Cut = "its coding needs the import of " + CodingsPackage
)

// CodingsPackage is the import path of the package that links the decoders of br and zstd into a
// program.
const CodingsPackage = "assay/runner/codings"

// Cuts lists all of them.
var Cuts = []Cut{CutLost, CutTimeout, CutLimit, CutStopped, CutLeftOut, CutUnlinked}

// ByServer reports whether the server ended the body before it was whole, so that nothing more was
// sent than what arrived.
func (c Cut) ByServer() bool { return c == CutLost }

// Ending says why the stream of o ended early, "" if it ended by itself, with or without its end
// mark.
func (o *Observation) Ending() Cut {
	switch s := o.Stream; {
	case s != nil && s.Done:
		return "" // bytes after the end mark are not part of the stream
	case s != nil && s.Cut != "":
		return s.Cut
	}
	return o.Cut
}
