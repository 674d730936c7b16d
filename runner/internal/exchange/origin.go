package exchange

import "assay/runner/internal/origin"

// Origin returns the origin that a request is sent to, as the document spells it: scheme and
// authority of its URL, references not filled in, or "unix:" and the path of a socket.
func (q *Request) Origin() string {
	if q.Unix != "" {
		return origin.Unix + q.Unix
	}
	asked, _ := origin.Split(q.URL)
	return asked
}

// Target returns the origin that a request is sent to, normalized: see [origin.Of].
func (q *Request) Target() string {
	if q.Unix != "" {
		return q.Origin()
	}
	return origin.Of(q.URL)
}
