package observe_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe"
	"assay/runner/internal/plan"
	_ "assay/runner/xpath"
)

// answers answers each call with one observation of its own.
type answers struct{ sent []*exchange.Observation }

func (a *answers) Send(context.Context, exchange.Call) (*exchange.Observation, int) {
	o := exchange.NewObservation()
	o.Status, o.Header = http.StatusOK, exchange.Header{{Name: "Content-Type", Value: "text/xml"}}
	o.Body = []byte("<r>" + strings.Repeat("<a/>", 250) + "</r>")
	a.sent = append(a.sent, o)
	return o, 1
}

// What Options.Observed takes may be given back, also where a judgement that was abandoned reads
// what came.
func TestObservedMayBeGivenBack(t *testing.T) {
	p := planOf(t, "http://127.0.0.1:1", `limits: {judge: 1ms}
probes: {p: {path: /, until: {expect: {xml: {'count(//a[count(//a[count(//a) = 0]) = 1])': 0}}, every: 1h, for: 1h}}}
`)
	opts, sender := live(nil), &answers{}
	opts.Limits = p.Suite.Limits
	took := 0
	opts.Observed = func(_ *plan.Probe, o *exchange.Observation) *exchange.Observation {
		if took = o.Status; o.GaveUp == "" {
			t.Error("the judgement was not abandoned")
		}
		o.GiveBack()
		return exchange.Released
	}
	observe.Observe(t.Context(), sender, p, p.Probes, opts)
	if took != http.StatusOK || len(sender.sent) != 1 || sender.sent[0].Status != http.StatusOK {
		t.Errorf("status %d was taken, of %d answers", took, len(sender.sent))
	}
}
