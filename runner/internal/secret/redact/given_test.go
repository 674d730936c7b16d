package redact_test

import (
	"strings"
	"sync"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/secret/canary"
	"assay/runner/internal/secret/redact"
)

// What an answer gives out is found while others learn, and a captured text has a part of it: that
// part, or the whole where there are several.
func TestWhatACaptureTakes(t *testing.T) {
	r := redactor(t, redact.Rules{})
	r.Learns()
	one, two := canary.Marker(), canary.Marker()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 50 {
				r.Learn(redact.Secret{Name: "other", Value: canary.Marker()})
				g := r.Given(&exchange.Observation{Body: []byte(`{"url": "http:\/\/h\/?token=` + one + `", "token": "` + two + `\/"}`)})
				for captured, want := range map[string]string{
					one: one, two + "/": two + "/", "http://h/?token=" + one: one, "ordinary": "", "": "",
					one + " and " + two + "/": one + " and " + two + "/", strings.Repeat("x", 5000) + one: "",
				} {
					if got := g.In(captured); got != want {
						t.Errorf("in %s: %q, want %q", captured, got, want)
					}
				}
			}
		})
	}
	all.Wait()
}
