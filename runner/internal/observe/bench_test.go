package observe_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"assay/runner/internal/observe"
	"assay/runner/internal/plan"
)

const many = 10_000

// manyProbes returns 10,000 probes of one URL, which differ in a header.
func manyProbes(b *testing.B, target string) *plan.Plan {
	b.Helper()
	return planOf(b, target, "probes:\n  p: {matrix: {n: ["+numbers(many)+"]}, path: /one, headers: {X-Case: '${n}'}}\n")
}

func BenchmarkReplay10k(b *testing.B) {
	p := manyProbes(b, "http://api.example")
	var fixtures strings.Builder
	for i := range many {
		fixtures.WriteString(entry(fmt.Sprintf("p[%d]", i), fmt.Sprintf("GET http://api.example/one\nX-Case: %d", i),
			"HTTP/1.1 200 OK\nContent-Type: application/json\n\n"+fmt.Sprintf(`{"n": %d}`, i)))
	}
	recorded := index(b, fixtures.String())
	b.ReportAllocs()
	for b.Loop() {
		set := replayed(p, recorded)
		if !set.ByProbe[many-1].Known() {
			b.Fatal(set.ByProbe[many-1].Missing)
		}
	}
}

func loopback(b *testing.B) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"ok": true}`)
	}))
	b.Cleanup(s.Close)
	return s.URL
}

func BenchmarkLive10k(b *testing.B) {
	p := manyProbes(b, loopback(b))
	b.ReportAllocs()
	for b.Loop() {
		set := asked(context.Background(), p, p.Probes, observe.Options{Live: true})
		if !set.ByProbe[many-1].Known() {
			b.Fatal(set.ByProbe[many-1])
		}
	}
}

// BenchmarkBareLoop10k measures the same requests without Assay: eight goroutines over one
// http.Client.
func BenchmarkBareLoop10k(b *testing.B) {
	url := loopback(b)
	b.ReportAllocs()
	for b.Loop() {
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
		work := make(chan int)
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				for i := range work {
					bare(b, client, url, i)
				}
			})
		}
		for i := range many {
			work <- i
		}
		close(work)
		group.Wait()
		client.CloseIdleConnections()
	}
}

func bare(b *testing.B, client *http.Client, url string, i int) {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url+"/one", http.NoBody)
	if err != nil {
		b.Error(err)
		return
	}
	req.Header.Set("X-Case", fmt.Sprint(i))
	resp, err := client.Do(req)
	if err != nil {
		b.Error(err)
		return
	}
	defer resp.Body.Close()
	if _, err := io.ReadAll(resp.Body); err != nil {
		b.Error(err)
	}
}
