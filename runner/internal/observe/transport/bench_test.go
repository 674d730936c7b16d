package transport_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// inParallel makes b.N calls, eight at a time.
func inParallel(b *testing.B, call func()) {
	b.ReportAllocs()
	b.ResetTimer()
	next := make(chan struct{}, 64)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range next {
				call()
			}
		})
	}
	for range b.N {
		next <- struct{}{}
	}
	close(next)
	wg.Wait()
}

// BenchmarkPlain reads a small JSON response over pooled connections, eight at a time, and compares
// with a minimal Go client.
func BenchmarkPlain(b *testing.B) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"id":1,"name":"a name of some length"}`)
	}))
	defer s.Close()
	b.Run("net-http", func(b *testing.B) {
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
		defer client.CloseIdleConnections()
		inParallel(b, func() {
			req, _ := http.NewRequestWithContext(b.Context(), http.MethodGet, s.URL, nil)
			resp, err := client.Do(req)
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.ReadAll(resp.Body)
			resp.Body.Close()
		})
	})
	b.Run("wire", func(b *testing.B) {
		c := transport.New(transport.Options{})
		defer c.Close()
		r := &exchange.Request{Method: "GET", URL: s.URL}
		inParallel(b, func() {
			if o := c.Do(b.Context(), r); o.Status != 200 {
				b.Error(o.Failure)
			}
		})
	})
}

// BenchmarkStream reads a stream of 50 events, and compares with a client that only reads it.
func BenchmarkStream(b *testing.B) {
	body := strings.Repeat("data: {\"choices\":[{\"delta\":{\"content\":\"word \"}}]}\n\n", 49) + "data: [DONE]\n\n"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for event := range strings.SplitAfterSeq(body, "\n\n") {
			fmt.Fprint(w, event)
			w.(http.Flusher).Flush()
		}
	}))
	defer s.Close()
	b.Run("net-http", func(b *testing.B) {
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
		defer client.CloseIdleConnections()
		inParallel(b, func() {
			req, _ := http.NewRequestWithContext(b.Context(), http.MethodGet, s.URL, nil)
			resp, err := client.Do(req)
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		})
	})
	b.Run("wire", func(b *testing.B) {
		c := transport.New(transport.Options{})
		defer c.Close()
		r := &exchange.Request{Method: "GET", URL: s.URL, Stream: true}
		inParallel(b, func() {
			if o := c.Do(b.Context(), r); o.Cut != "" || len(o.Body) != len(body) {
				b.Error(o.Failure, o.Cut)
			}
		})
	})
}
