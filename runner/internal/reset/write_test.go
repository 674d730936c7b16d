package reset_test

import (
	"testing"
	"time"

	"assay/runner/internal/reset"
)

// Read returns the time that Write wrote, in each form.
func TestWrite(t *testing.T) {
	for _, form := range reset.Forms {
		for _, wait := range []time.Duration{0, 5 * time.Second, 10 * time.Minute, 100 * 24 * time.Hour, -3 * time.Second} {
			from := came.Truncate(time.Second) // an HTTP date has no fractions
			text := reset.Write(wait, from, form)
			r, err := reset.Read(text, from, form)
			if err != nil || r.Wait != wait {
				t.Errorf("%s, %v: %q is read as %v (%v)", form, wait, text, r.Wait, err)
			}
		}
	}
	if got := reset.Write(1500*time.Millisecond, came, ""); got != "1.5" {
		t.Errorf("without a form: %q", got)
	}
}
