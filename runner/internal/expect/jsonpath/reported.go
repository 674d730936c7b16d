package jsonpath

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/text"
)

// Unreported says why the nodes of path are unknown; "" if the source reported the body, or this
// part of it.
func Unreported(o *exchange.Observation, path *Path) string {
	if !check.BodyUnreported(o) {
		return ""
	}
	for _, text := range o.Reported.JSON {
		if text == path.Text {
			return ""
		}
		if reported, err := Parse(text); err == nil && reported.covers(path) {
			return ""
		}
	}
	return "the source did not report " + path.Text + " (only " + text.List(o.Reported.JSON, "and") + ")"
}
