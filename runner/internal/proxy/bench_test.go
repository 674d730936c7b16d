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
	"strconv"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/proxy"
)

// BenchmarkLatency asks an API for 2 kB of JSON, in turn by way of a bare httputil.ReverseProxy
// and of a proxy that records. Each request is another one, so that each is recorded. It reports
// the medians in µs, and how much longer the proxy takes.
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

// BenchmarkMemory holds 200 streams open, each of which has delivered 8 MiB in events of 1 KiB,
// and reports the heap that each takes with 1 MiB of a body kept.
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

// BenchmarkWrite records exchanges with answers of 2 kB that have an id, and reports the time of
// the last write, of all of them.
func BenchmarkWrite(b *testing.B) {
	text := strings.Repeat("word ", 400)
	for _, exchanges := range []int{500, 2000, 8000} {
		b.Run(strconv.Itoa(exchanges), func(b *testing.B) {
			for b.Loop() {
				p := start(b, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Content-Type", "application/json")
					fmt.Fprintf(w, `{"id": "answer-%s", "text": %q}`, r.URL.RawQuery, text)
				}))
				for i := range exchanges {
					p.ask("POST", fmt.Sprintf("/chat?%d", i), `{"model": "small", "prompt": "`+text+`"}`, "Content-Type: application/json")
				}
				began := time.Now()
				p.close()
				b.ReportMetric(float64(time.Since(began).Microseconds())/float64(exchanges), "µs/exchange")
			}
		})
	}
}
