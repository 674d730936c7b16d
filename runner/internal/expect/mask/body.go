package mask

import (
	"bytes"

	"assay/runner/internal/exchange"
)

// What is said of an answer as a whole (its size, its digest, that it is the same as
// another) includes what is masked in it.

// DoubtBody says that something in the body is masked, "" where nothing is.
func (known Names) DoubtBody(o *exchange.Observation) string {
	if !bytes.Contains(o.Body, []byte("${")) {
		return ""
	}
	text := string(o.Text())
	if masks := known.In(text); masks != nil {
		return "a part of the body is masked (" + text[masks[0].Start:masks[0].End] + ")"
	}
	return ""
}
