package reset_test

import (
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/reset"
)

// The latest moment of all samples counts; unanswered ones have none.
func TestLatest(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	sample := func(after time.Duration, retryAfter string) *exchange.Observation {
		return &exchange.Observation{
			Status: 429, Sent: start.Add(after), Duration: time.Second,
			Header: exchange.Header{{Name: "Retry-After", Value: retryAfter}},
		}
	}
	lost := sample(0, "99")
	lost.Failure = &exchange.Failure{Kind: "timeout"}
	o := sample(0, "3")
	o.Samples = []*exchange.Observation{sample(0, "3"), sample(4*time.Second, "2"), sample(time.Second, "3"), lost}
	told, ok := reset.Latest(o, reset.Next)
	if want := start.Add(7 * time.Second); !ok || !told.At.Equal(want) || told.Text != "2" {
		t.Errorf("%v %+v, want 2 s told for %s", ok, told, want)
	}
	if told, ok := reset.Latest(&exchange.Observation{Status: 429}, reset.Next); ok {
		t.Errorf("%+v told by nothing", told)
	}
	undated := sample(0, "3")
	undated.Sent = time.Time{}
	if told, ok := reset.Latest(undated, reset.Next); !ok || !told.At.IsZero() {
		t.Errorf("%v %+v: when an answer came that is not dated is not known", ok, told)
	}
}
