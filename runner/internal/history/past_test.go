package history_test

import (
	"bytes"
	"encoding/base64"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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
	f.Add(append([]byte{1}, seed[1:]...))
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

// A past of the first form, with words for verdicts and spells for every probe, is read as one that
// the same runs make now.
func TestAPastOfTheFirstForm(t *testing.T) {
	const first = "AQAIU2hvcAICAAACZgAWSXQgaXMgdGhlcmUAAnAAIGh0dHA6Ly9hLmV4YW1wbGUACmhvbGRzAAAABndoeQwADGJyb2tlboDgp9bl+4XjAYDgp9bl+4XjAYDgp9bl+4XjAYDA" +
		"7YOw+4XjAQAEAgIIDBIAGGluY29uY2x1c2l2ZQwGDBIMBAgKCICJeoCJeoCJeoCJegAIZnJlZQoIgIl6gIl6gIl6gIl6BAQACAoEgNCK7cr7heMBgOCn1uX7heMBgOCn1uX7heMBAALa" +
		"Bg6A0IrtyvuF4wGA4KfW5fuF4wGA4KfW5fuF4wEAAtoGDoDQiu3K+4XjAQIODgAADgAODgAADgAAAAAAAAAWCgAAAAAAAAAOAAAAAAAADoDgp9bl+4XjAQAODgAADgAODgAADgAAAAAA"
	content, err := base64.StdEncoding.DecodeString(first)
	if err != nil {
		t.Fatal(err)
	}
	read := history.NewPast("")
	if err := read.UnmarshalBinary(content); err != nil {
		t.Fatal(err)
	}
	begin := time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)
	made := history.NewPast("Shop")
	for i, verdict := range []string{history.Holds, history.Broken, history.Inconclusive, history.Holds, history.Broken} {
		when, at := begin.Add(time.Duration(i)*time.Hour), history.Place{int64(i + 1), 0}
		for _, p := range []*history.Past{read, made} {
			if p == read && i < 4 {
				continue
			}
			p.AddVerdict(&history.Verdict{Finding: "f", Claim: "It is there", Probe: "p", Target: "http://a.example", Verdict: verdict, Reason: "why"}, when, at)
			p.AddObservation(&history.Observation{Probe: "p", Target: "http://a.example", At: when, Status: 200 + 229*(i%2), Duration: time.Second, Limited: i%2 == 1}, at)
			p.AddObservation(&history.Observation{Probe: "free", Target: "http://a.example", At: when, Status: 200, Duration: time.Second}, at)
		}
	}
	if diff := cmp.Diff(history.Findings(made), history.Findings(read)); diff != "" {
		t.Errorf("findings (-made +read):\n%s", diff)
	}
	if diff := cmp.Diff(history.Limits(made), history.Limits(read)); diff != "" || len(history.Limits(made)) != 1 {
		t.Errorf("limits (-made +read):\n%s", diff)
	}
	want, err := made.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := read.MarshalBinary(); err != nil || !bytes.Equal(want, got) {
		t.Errorf("written: %x, want %x (%v)", got, want, err)
	}
}
