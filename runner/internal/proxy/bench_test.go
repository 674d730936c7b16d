package proxy_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/proxy"
)

// BenchmarkLatency asks an API for 2 kB of JSON, in turn by way of a bare httputil.ReverseProxy and
// of a proxy that records. Each request is another one, so that each is recorded. It reports the
// medians in µs, and how much longer the proxy takes.
func BenchmarkLatency(b *testing.B) {
	body := `{"text": "` + strings.Repeat("word ", 400) + `"}`
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}))
	defer api.Close()
	to, _ := url.Parse(api.URL)
	bare := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }, FlushInterval: -1})
	defer bare.Close()
	recording := startAt(b, api.URL)
	took := map[string][]time.Duration{}
	ask := func(at string, i int) {
		began := time.Now()
		resp, err := http.Post(fmt.Sprintf("%s/chat?n=%d", at, i), "application/json", strings.NewReader(`{"model": "small"}`))
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		took[at] = append(took[at], time.Since(began))
	}
	i := 0
	for b.Loop() {
		ask(bare.URL, i)
		ask(recording.url, i)
		i++
	}
	median := func(at string) float64 {
		slices.Sort(took[at])
		return float64(took[at][len(took[at])/2].Nanoseconds()) / 1e3
	}
	b.ReportMetric(median(bare.URL), "bare-µs")
	b.ReportMetric(median(recording.url), "proxy-µs")
	b.ReportMetric(median(recording.url)-median(bare.URL), "added-µs")
}

// BenchmarkMemory holds 200 streams open, each of which has delivered 8 MiB in events of 1 KiB, and
// reports the heap that each takes with 1 MiB of a body kept.
func BenchmarkMemory(b *testing.B) {
	const streams, events = 200, 8 << 10
	event := []byte("data: " + strings.Repeat("x", 1016) + "\n\n")
	hold := make(chan bool)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for range events {
			_, _ = w.Write(event)
		}
		_ = http.NewResponseController(w).Flush()
		<-hold
	}))
	defer api.Close()
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapInuse + m.StackInuse
	}
	for b.Loop() {
		p := startAt(b, api.URL, func(_ *proxy.Options, r *proxy.RecordOptions) { r.Body = 1 << 20 })
		before := heap()
		var open []*http.Response
		for i := range streams {
			resp, err := http.Get(fmt.Sprintf("%s/%d", p.url, i))
			if err != nil {
				b.Fatal(err)
			}
			_, _ = io.CopyN(io.Discard, resp.Body, int64(len(event)*events))
			open = append(open, resp)
		}
		b.ReportMetric(float64(heap()-before)/streams/1024, "KiB/stream")
		close(hold)
		for _, resp := range open {
			resp.Body.Close()
		}
		hold = make(chan bool)
	}
}

// BenchmarkWrite writes recordings of 1,000 exchanges of 10 kB.
func BenchmarkWrite(b *testing.B) {
	body := `{"text": "` + strings.Repeat("word ", 2000) + `"}`
	for b.Loop() {
		written := make(chan time.Duration, 10000)
		began := time.Now()
		p := start(b, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, body)
		}), func(_ *proxy.Options, r *proxy.RecordOptions) {
			r.Written = func(string) { written <- time.Since(began) }
		})
		for i := range 1000 {
			p.ask("GET", fmt.Sprintf("/%d", i), "")
		}
		passed := time.Since(began)
		last := time.Now()
		p.close()
		b.ReportMetric(float64(passed.Milliseconds()), "passing-ms")
		b.ReportMetric(float64(time.Since(last).Milliseconds()), "last-write-ms")
		b.ReportMetric(float64(len(written)), "writes")
	}
}
