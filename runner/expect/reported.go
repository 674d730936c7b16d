package expect

import "assay/runner/exchange"

// statusOf is the status to judge; unknown says why there is none to tell.
func (w *World) statusOf(o *exchange.Observation) (status int, unknown string) {
	if w != nil && w.assumedFor == o && w.assumed != 0 {
		return w.assumed, ""
	}
	if o.Reported != nil && !o.Reported.Status {
		return 0, "the source did not report the status"
	}
	return o.Status, ""
}
