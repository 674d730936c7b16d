package mask

import (
	"bytes"

	"assay/runner/internal/exchange"
)

// A judgement of a whole response (its size, its digest, its equality with another) depends on its
// masked values.

// DoubtBody says that the body has masked values; "" if it has none.
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
