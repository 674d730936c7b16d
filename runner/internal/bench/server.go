//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// The answer to every check: a status, a header and a JSON body.
const (
	header = "X-Bench"
	answer = `{"ok":true,"name":"bench","items":[1,2,3]}`
)

// serve answers on a loopback port until its standard input ends, so that it
// never outlives the process that started it. It prints its address first.
//
//	/fast       at once
//	/slow       after 100 ms
//	/stream     50 server-sent events and [DONE]
//	/events     100,000 server-sent events and [DONE]
//	/big        100 MB
//	/list       a JSON list of 200 MB, without a Content-Length
//	/count      the number of requests since its last call
func serve(in io.Reader, out io.Writer) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listening on a loopback port: %w", err)
	}
	var count atomic.Int64
	mux := http.NewServeMux()
	handle := func(path string, h http.HandlerFunc) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			count.Add(1)
			h(w, r)
		})
	}
	handle("/fast", fast)
	handle("/slow", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(100 * time.Millisecond)
		fast(w, r)
	})
	handle("/stream", stream)
	handle("/events", manyOf)
	handle("/big", big)
	handle("/list", list)
	mux.HandleFunc("/count", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, count.Swap(0))
	})
	fmt.Fprintf(out, "http://%s\n", listener.Addr())
	go func() { _ = http.Serve(listener, mux) }()
	_, err = io.Copy(io.Discard, in)
	return err
}

func fast(w http.ResponseWriter, _ *http.Request) {
	w.Header()[header] = []string{"yes"}
	w.Header()["Content-Type"] = []string{"application/json"}
	_, _ = io.WriteString(w, answer)
}

// events is the number of events in a stream before [DONE].
const events = 50

func stream(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(w).Flush
	for i := range events {
		fmt.Fprintf(w, "data: {\"choices\":[{\"delta\":{\"content\":\"%d \"}}]}\n\n", i)
		_ = flush()
	}
	_, _ = io.WriteString(w, "data: [DONE]\n\n")
}

// manyEvents is the number of events in a long stream before [DONE].
const manyEvents = 100_000

func manyOf(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	out := bufio.NewWriter(w)
	for i := range manyEvents {
		fmt.Fprintf(out, "data: {\"choices\":[{\"delta\":{\"content\":\"%d \"}}]}\n\n", i)
	}
	_, _ = out.WriteString("data: [DONE]\n\n")
	_ = out.Flush()
}

// bigBody is the size of the body that no run may hold in memory.
const bigBody = 100 << 20

func big(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Set("Content-Length", strconv.Itoa(bigBody))
	block := make([]byte, 1<<20)
	for i := range block {
		block[i] = 'a'
	}
	for range bigBody / len(block) {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

// listBody is the size of the JSON body, about.
const listBody = 200 * mib

func list(w http.ResponseWriter, _ *http.Request) {
	w.Header()["Content-Type"] = []string{"application/json"}
	_, _ = io.WriteString(w, `{"data":[`)
	b := make([]byte, 0, mib)
	for i, sent := 0, 0; sent < listBody; sent, b = sent+len(b), b[:0] {
		for ; len(b) < mib-200; i++ {
			b = fmt.Appendf(b, `{"id":%d,"name":"order %d","price":19.90,"tags":["a","b"],"open":true,"of":null},`, i, i)
		}
		if _, err := w.Write(b); err != nil {
			return
		}
	}
	_, _ = io.WriteString(w, `{}],"end":1}`)
}
