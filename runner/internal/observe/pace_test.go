package observe_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/observe"
)

// A run in several calls keeps its rate: the second call waits because of the first one if they
// share a Pace, and otherwise does not.
func TestPaceOverSeveralCalls(t *testing.T) {
	for name, pace := range map[string]*observe.Pace{"shared": {}, "none": nil} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(http.ResponseWriter, *http.Request) {})
			p := planOf(t, s.URL, "limits: {rate: 1/h}\nprobes: {a: {path: /a}, b: {path: /b}}\n")
			opts := observe.Options{Live: true, Limits: p.Suite.Limits, Pace: pace}
			asked(context.Background(), p, p.Probes[:1], opts)
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			waited := false
			opts.Progress = func(now observe.Progress) {
				if !now.WaitingUntil.IsZero() {
					waited = true
					cancel()
				}
			}
			asked(ctx, p, p.Probes[1:], opts)
			want := []string{"GET /a", "GET /b"}
			if pace != nil {
				want = want[:1]
			}
			if diff := cmp.Diff(want, s.requests()); diff != "" || waited != (pace != nil) {
				t.Errorf("waited: %t; asked: -want +got:\n%s", waited, diff)
			}
		})
	}
}
