package fleet_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/packed"
	"assay/runner/internal/fleet"
)

// What comes over the network is a message or an error, and what an agent writes of it stays in the
// folder that it made.
func FuzzMessages(f *testing.F) {
	observed, err := packed.Of([]*exchange.Observation{{Probe: "p", Status: 200, Body: []byte("{}")}, {Probe: "q", Failure: &exchange.Failure{Kind: exchange.Refused}}})
	if err != nil {
		f.Fatal(err)
	}
	for _, bytesOf := range []func() ([]byte, error){
		(&fleet.Outcome{Agent: "a", Orders: []int{1, 0}, Observed: observed}).Bytes,
		(&fleet.Job{ID: "j", Chunks: [][]int{{0}, {1, 2}}, Held: map[int]exchange.Missing{3: {Detail: "x"}}, Known: observed}).Bytes,
		func() ([]byte, error) {
			raw, _, err := (&fleet.Bundle{Paths: []string{"a.yaml", "b/c"}, Texts: [][]byte{[]byte("x"), nil}}).Bytes()
			return raw, err
		},
	} {
		raw, err := bytesOf()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if o, err := fleet.ReadOutcome(raw); err == nil {
			_, _ = o.Observed.All() // an error is an answer, too
		}
		if j, err := fleet.ReadJob(raw); err == nil {
			_, _ = j.Known.All()
		}
		sum := sha256.Sum256(raw)
		b, err := fleet.ReadBundle(raw, hex.EncodeToString(sum[:16]))
		if err != nil {
			return
		}
		above := t.TempDir()
		folder := filepath.Join(above, "a", "b")
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		_ = b.Write(folder)
		for _, dir := range []string{above, filepath.Dir(folder)} {
			if inside, err := os.ReadDir(dir); err != nil || len(inside) != 1 {
				t.Errorf("%q are written beside the folder, %v", inside, err)
			}
		}
	})
}
