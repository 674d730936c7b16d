package pipeline

import (
	"strings"

	"assay/runner/internal/exchange"
)

// Target is whom a request asks, in one spelling: its origin in lower case,
// without user and password.
func Target(q *exchange.Request) string {
	origin := q.Origin()
	if q.Unix != "" {
		return origin
	}
	scheme, host, ok := strings.Cut(origin, "://")
	if !ok {
		return strings.ToLower(origin)
	}
	return strings.ToLower(scheme + "://" + host[strings.LastIndexByte(host, '@')+1:])
}
