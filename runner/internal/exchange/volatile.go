package exchange

import "regexp"

// Volatile names the parts of a response that change on every request and are left out of
// comparisons.
type Volatile struct {
	Headers []string         // lower case, in addition to VolatileHeaders
	JSON    []string         // JSONPaths
	Body    []*regexp.Regexp // their matches are left out of a text body
}

// VolatileHeaders are left out of every comparison, lower case.
var VolatileHeaders = []string{
	"date", "age", "via", "cf-ray", "server-timing", "set-cookie", "expires",
	"x-request-id", "request-id", "x-correlation-id",
	"x-trace-id", "traceparent", "x-amzn-trace-id", "x-amz-cf-id", "x-served-by", "x-timer",
	"x-runtime", "x-response-time", "x-envoy-upstream-service-time", "x-cloud-trace-context", "nel", "report-to",
}
