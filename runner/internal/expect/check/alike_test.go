package check_test

import (
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// Responses that count as alike for an expectation have one outcome, and those that differ only in
// what it does not read do count as alike.
func TestAlike(t *testing.T) {
	fields := func(pairs ...string) (h exchange.Header) {
		for i := 0; i < len(pairs); i += 2 {
			h = append(h, exchange.Field{Name: pairs[i], Value: pairs[i+1]})
		}
		return h
	}
	body := []byte(`{"a":1}`)
	var all []*exchange.Observation
	for _, status := range []int{200, 404} {
		for _, b := range [][]byte{body, []byte(`{"a":2}`), nil} {
			for _, h := range []exchange.Header{
				fields("Content-Type", "application/json"), fields("content-type", "application/json", "X-A", "1"),
				fields("X-A", "1", "Content-Type", "application/json", "x-a", "2"), fields("X-A", "2", "Content-Type", "application/json", "X-A", "1"),
				fields("Content-Type", "application/json; charset=utf-16le"), fields("Date", "Tue, 01 Dec 2026 00:00:00 GMT"),
			} {
				all = append(all, &exchange.Observation{Status: status, Header: h, Body: b})
			}
		}
	}
	plain := &exchange.Observation{Status: 200, Header: fields("Content-Type", "application/json", "X-A", "1"), Body: body}
	for _, change := range []func(*exchange.Observation){
		func(o *exchange.Observation) { o.Cut = "body limit" },
		func(o *exchange.Observation) { o.Reported = &exchange.Reported{} },
		func(o *exchange.Observation) { o.Failure = &exchange.Failure{Kind: "timeout"} },
		func(o *exchange.Observation) { o.Missing = exchange.Missing{Kind: exchange.NeverRecorded} },
		func(o *exchange.Observation) { o.Stream = &exchange.Stream{} },
		func(o *exchange.Observation) { o.Masking = &exchange.Masking{Masked: []string{"key"}} },
		func(o *exchange.Observation) { o.Trailer = fields("X-A", "1") },
		func(o *exchange.Observation) { o.Samples = []*exchange.Observation{all[0], all[1]} },
	} {
		o := plain.Copy()
		change(o)
		all = append(all, o)
	}
	for text, reads := range map[string]bool{
		"{status: 200, headers: {X-A: '1'}, json: {$.a: 1}}": true, "status: {lt: 300}": true,
		"headers: {X-A: present}": true, "headers: {X-A: absent}": true, "json: {$.a: {gt: 1}}": true,
		"json: {$.a: {time_until: {lt: 5s, as: epoch}}}": false, "headers: {X-A: {time_until: {lt: 5s, as: epoch}}}": false,
		"headers: {/x-./: '1'}": false, "trailers: {X-A: absent}": false, "body: {contains: a}": false, "duration: {lt: 1s}": false,
	} {
		e, found := compile(t, text), 0
		for _, a := range all {
			for _, b := range all {
				if !e.Alike(a, b) {
					continue
				}
				if found++; e.Judge(a, &expect.World{}).Outcome != e.Judge(b, &expect.World{}).Outcome {
					t.Errorf("%s: %+v and %+v count as alike", text, a, b)
				}
			}
		}
		if (found > len(all)/2) != reads {
			t.Errorf("%s: %d pairs of %d responses are alike", text, found, len(all))
		}
	}
	other := &exchange.Observation{Status: 200, Header: append(fields("Date", "now"), plain.Header...), Body: body}
	if !compile(t, "{status: 200, headers: {x-a: '1'}, json: {$.a: 1}}").Alike(plain, other) {
		t.Error("a header that nobody reads tells two responses apart")
	}
}
