package history_test

import (
	"encoding"
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/history"
)

// coded are a part and a past with all kinds of values, and texts that come again.
func coded() map[string]encoding.BinaryMarshaler {
	day := time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)
	part, past := &history.Part{Suite: "Shop"}, history.NewPast("Shop")
	for i := range 100 {
		o := history.Observation{
			Probe: fmt.Sprint("p", i/2), Target: "http://a.example", At: day.Add(time.Duration(i) * time.Hour), Status: 429, Duration: time.Second,
			Limited: i%2 == 0, Told: &history.Told{Header: "Retry-After", Reading: "5 s", Wait: 5 * time.Second},
		}
		v := history.Verdict{Finding: fmt.Sprint("f", i), Claim: "It is there", Probe: o.Probe, Target: o.Target, Verdict: history.Broken, Reason: "why"}
		part.Observations, part.Verdicts = append(part.Observations, o), append(part.Verdicts, v)
		past.AddVerdict(&v, o.At, history.Place{int64(i), 1})
		past.AddObservation(&o, history.Place{int64(i), 1})
	}
	return map[string]encoding.BinaryMarshaler{"a part": part, "a past": past}
}

func empty(name string) encoding.BinaryUnmarshaler {
	if name == "a part" {
		return &history.Part{}
	}
	return history.NewPast("")
}

// What was written whole is read, and nothing else: a damaged file is an error.
func TestOnlyTheWholeIsRead(t *testing.T) {
	for name, of := range coded() {
		b, err := of.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if err := empty(name).UnmarshalBinary(b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for n := range b {
			if empty(name).UnmarshalBinary(b[:n]) == nil {
				t.Errorf("%s: %d of %d bytes are read", name, n, len(b))
			}
		}
		if empty(name).UnmarshalBinary(append(b, 0)) == nil {
			t.Errorf("%s is read with one byte more", name)
		}
	}
}

// A number of values that the bytes have no room for takes no memory for them.
func TestMoreValuesThanThereAreBytes(t *testing.T) {
	for name, start := range map[string][]byte{"a part": {1}, "a past": {2, 0, 0}} {
		for _, n := range []int64{-1, 1, 1 << 50} {
			if empty(name).UnmarshalBinary(binary.AppendVarint(start, n)) == nil {
				t.Errorf("%s of %d values without a byte of them is read", name, n)
			}
		}
	}
}

// A part that is read is the one that was written.
func TestAPartIsReadAsItWasWritten(t *testing.T) {
	want := coded()["a part"].(*history.Part)
	b, err := want.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	got := &history.Part{Suite: want.Suite}
	if err := got.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Observations, got.Observations) + cmp.Diff(want.Verdicts, got.Verdicts); diff != "" {
		t.Error(diff)
	}
}
