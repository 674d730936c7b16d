package openapi

import (
	"fmt"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/schema"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/jsonschema"
)

// judgeItems judges each item of a stream, up to the first that fails: a line of JSON, or a
// server-sent event as an object of its fields (OpenAPI 3.2, section 4.14.3.3).
func (k *openAPICheck) judgeItems(want *jsonschema.Schema, framing exchange.Framing, o *exchange.Observation, out *outcome.Result) {
	switch {
	case check.BodyUnreported(o):
		out.Doubt("openapi: the source did not report the body")
		return
	case o.Stream == nil || o.Stream.Framing != framing:
		word := "stream: true"
		if framing != exchange.SSE {
			word = "stream: " + string(framing)
		}
		out.Doubt("openapi: the answer is not read as a stream, whose items " + k.doc.name + " documents: set " + word + " on the probe")
		return
	}
	for i, e := range o.Stream.Events {
		of := outcome.Subject{Key: "openapi", Part: fmt.Sprintf("item %d", i)}
		item, err := itemOf(e, framing)
		if err != nil {
			out.Fail(outcome.Failure{At: k.at, Code: outcome.Unreadable, Subject: of, Expected: "a JSON value", Actual: show.Quote(e.Data), Detail: err.Error()})
			return
		}
		if schema.Validate(k.masks, want, item, k.at, of, out); out.Outcome == outcome.Unmet {
			return
		}
	}
	if cut := o.Ending(); cut != "" && !cut.ByServer() {
		out.Doubt("openapi: the stream was read only in part (" + string(cut) + ")")
	}
	if o.Stream.More > 0 {
		out.Doubt(fmt.Sprintf("openapi: %d items of the stream are not kept, and not judged", o.Stream.More))
	}
}

// itemOf returns the value of an item for its schema.
func itemOf(e exchange.Event, framing exchange.Framing) (any, error) {
	if framing == exchange.NDJSON {
		return exchange.ParseJSON([]byte(e.Data))
	}
	item := map[string]any{"data": e.Data}
	if e.Type != "" {
		item["event"] = e.Type
	}
	if e.ID != "" {
		item["id"] = e.ID
	}
	return item, nil
}
