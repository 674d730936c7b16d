package exchange

import (
	"strings"

	"assay/runner/internal/subst"
)

// Origin is whom a request asks, as the document spells it: scheme and authority
// of its URL, references unfilled, or "unix:" and the path of a socket.
func (q *Request) Origin() string {
	if q.Unix != "" {
		return "unix:" + q.Unix
	}
	return q.URL[:PathStart(q.URL)]
}

// PathStart is where the path of an absolute URL starts, behind scheme and
// authority; of "${base}/x", behind the reference.
func PathStart(u string) int {
	from := strings.Index(u, "://")
	if from < 0 {
		from = 0
	} else {
		from += len("://")
	}
	return from + subst.Outside(u[from:], "/?#")
}
