package reset_test

import (
	"math/big"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/reset"
)

// FuzzRead checks that no text makes Read panic, that a form reads a text alike alone and among
// all, and that the larger of two numbers is not earlier, at any size.
func FuzzRead(f *testing.F) {
	for _, form := range reset.Forms {
		f.Add(form.Example(), "9007199254741")
	}
	f.Add("limit=3, remaining=0, reset=3", "-1")
	f.Add("3, 3", "1e400")
	f.Add("Sunday, 29-Nov-26 12:00:05 GMT", "1795953605.123")
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, from := range []time.Time{came, {}} {
			if r, err := reset.Read(a, from); err == nil && !strings.Contains(a, ",") {
				if again, err := reset.Read(a, from, r.Form); err != nil || again.Wait != r.Wait {
					t.Fatalf("%q: %s in %v, alone %v (%v)", a, r.Form, r.Wait, again.Wait, err)
				}
			}
		}
		reset.Of(exchange.Header{{Name: "Retry-After", Value: a}, {Name: "RateLimit", Value: a}, {Name: "X-RateLimit-Reset", Value: b}}, came)
		for _, form := range []reset.Form{reset.Seconds, reset.Milliseconds, reset.Epoch, reset.EpochMS} {
			x, errX := reset.Read(a, came, form)
			y, errY := reset.Read(b, came, form)
			if errX != nil || errY != nil || len(a) > 1000 || len(b) > 1000 {
				continue
			}
			m, _, errM := big.ParseFloat(x.Text, 10, 4000, big.ToNearestEven)
			n, _, errN := big.ParseFloat(y.Text, 10, 4000, big.ToNearestEven)
			if errM == nil && errN == nil && m.Cmp(n)*cmpWait(x.Wait, y.Wait) < 0 {
				t.Fatalf("%s: %q in %v, %q in %v", form, a, x.Wait, b, y.Wait)
			}
		}
	})
}

func cmpWait(a, b time.Duration) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
