package cli

import (
	"sync"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
)

// With --fleet several documents begin to be observed at the same time: each keeps what it is
// compared by, without which its responses would be let go of and never compared.
func TestDocumentsAreComparedTogether(t *testing.T) {
	const together = 8
	for range 200 {
		var w fixtures
		documents := make([]*pipeline.Document, together)
		for i := range documents {
			d, err := engine.OpenText("a.suite.yaml", []byte("suite: A\ntarget: http://127.0.0.1:1\nprobes: {a: {path: /}}\nfindings: {a: {claim: A, probe: a, expect: {status: 200}}}\n"), engine.Options{})
			if err != nil {
				t.Fatal(err)
			}
			documents[i] = d
		}
		var all sync.WaitGroup
		begin := make(chan struct{})
		for _, d := range documents {
			all.Go(func() {
				<-begin
				w.comparing(d)
			})
		}
		close(begin)
		all.Wait()
		for i, d := range documents {
			if w.early[d] == nil {
				t.Fatalf("document %d of %d is compared by nothing", i+1, together)
			}
		}
	}
}
