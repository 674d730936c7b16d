package history_test

import (
	"bytes"
	"testing"
	"time"

	"assay/runner/internal/history"
)

// FuzzPast reads any bytes as a past: it returns an error or a past that is written as one of the
// same meaning.
func FuzzPast(f *testing.F) {
	day := time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)
	p := history.NewPast("Shop")
	for i := range 4 {
		at := history.Place{int64(i), 1}
		when := day.Add(time.Duration(i) * time.Hour)
		p.AddVerdict(&history.Verdict{Finding: "f", Claim: "It is there", Probe: "p", Target: "http://a.example", Verdict: []string{history.Holds, history.Broken}[i%2], Reason: "why"}, when, at)
		p.AddObservation(&history.Observation{
			Probe: "p", Target: "http://a.example", At: when, Status: 429, Duration: time.Second, Limited: i%2 == 0,
			Told: &history.Told{Header: "Retry-After", Reading: "5 s", Wait: 5 * time.Second},
		}, at)
	}
	seed, err := p.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, b []byte) {
		p := history.NewPast("")
		if p.UnmarshalBinary(b) != nil {
			return
		}
		history.Findings(p)
		history.Limits(p)
		once, err := p.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		again := history.NewPast("")
		if err := again.UnmarshalBinary(once); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if twice, err := again.MarshalBinary(); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("written again it is other bytes (%v):\n%x\n%x", err, once, twice)
		}
	})
}
