package exchange

import (
	"bytes"
	"reflect"
	"slices"
)

// Same reports whether o and other are of the same planned request and equal in everything that an
// expectation can read, so that judging one gives what judging the other gave. It does not compare
// where they come from: Provenance, Attempts, GaveUp, Shared. It may miss that two are the same.
func (o *Observation) Same(other *Observation) bool {
	if o == nil || other == nil {
		return o == other
	}
	return o.Probe == other.Probe && o.Request == other.Request && o.Sample == other.Sample &&
		o.Missing == other.Missing && o.Masking == other.Masking &&
		o.sameMessage(other) && o.sameTiming(other) && o.sameRest(other)
}

func (o *Observation) sameMessage(other *Observation) bool {
	return o.Status == other.Status && o.Reason == other.Reason && o.Proto == other.Proto &&
		slices.Equal(o.Header, other.Header) && slices.Equal(o.Trailer, other.Trailer) &&
		bytes.Equal(o.Body, other.Body) && o.Size == other.Size && o.sameHash(other) && o.Cut == other.Cut
}

func (o *Observation) sameTiming(other *Observation) bool {
	return o.Sent.Equal(other.Sent) && o.Duration == other.Duration && o.FirstByte == other.FirstByte
}

// sameHash reports whether the hashes of two with the same body are equal. Without one it is that
// of the body.
func (o *Observation) sameHash(other *Observation) bool {
	return o.SHA256 == other.SHA256 ||
		(o.SHA256 == "" || other.SHA256 == "") && o.Hash() == other.Hash()
}

// sameRest compares what most responses do not have.
func (o *Observation) sameRest(other *Observation) bool {
	return o.Base == other.Base && o.CaptureError == other.CaptureError && slices.Equal(o.Odd, other.Odd) &&
		same(o.Failure, other.Failure) && same(o.Stream, other.Stream) && same(o.TLS, other.TLS) &&
		same(o.Reported, other.Reported) && len(o.Hops)+len(other.Hops)+len(o.Captured)+len(other.Captured) == 0 &&
		slices.EqualFunc(o.Samples, other.Samples, (*Observation).Same)
}

// same reports whether both are nil, or have equal values.
func same[T any](a, b *T) bool { return a == b || a != nil && b != nil && reflect.DeepEqual(a, b) }
