package transport_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// events is a server that sends each piece separately, and then ends or hangs.
func events(t *testing.T, hangs bool, pieces ...string) string {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, p := range pieces {
			fmt.Fprint(w, p)
			_ = http.NewResponseController(w).Flush()
		}
		if hangs {
			<-r.Context().Done()
		}
	}).URL
}

func TestStreamsEnd(t *testing.T) {
	for name, c := range map[string]struct {
		pieces []string
		hangs  bool
		limit  int64
		cut    exchange.Cut
	}{
		"with the body":             {[]string{"data: 1\n\n", ": still here\n\ndata: 2\n\n"}, false, 0, ""},
		"at [DONE] and its end":     {[]string{"data: 1\n\n", "data: [DONE]\n\n"}, false, 0, ""},
		"at [DONE], left open":      {[]string{"data: 1\n\n", "data:[DO", "NE]\r\n\r\n: bye\n"}, true, 0, ""},
		"at the deadline":           {[]string{"data: 1\n\n"}, true, 0, "timeout"},
		"[DONE] within other data":  {[]string{"data: say [DONE]\n\ndata: [DONE] \n\n"}, true, 0, "timeout"},
		"[DONE] as a line of data":  {[]string{"data: a\r\ndata: [DONE]\r\n\r", "\ndata: b\n\n"}, true, 0, "timeout"},
		"at [DONE] behind CRLF":     {[]string{"data: a\r\n\r\nid: 1\r\ndata: [DONE]\r", "\n\r\n"}, true, 0, ""},
		"at the limit":              {[]string{"data: 1\n\n", "data: 2\n\n"}, false, 12, "body limit"},
		"at the limit, exactly met": {[]string{"data: 1\n\n", "data: 2\n\n"}, false, 18, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timeout := 10 * time.Second
			if c.cut == "timeout" {
				timeout = 100 * time.Millisecond
			}
			got := answer(t, transport.Options{Body: c.limit, Timeout: timeout},
				&exchange.Request{Method: "POST", URL: events(t, c.hangs, c.pieces...), Body: []byte("{}"), Stream: true})
			want := strings.Join(c.pieces, "")
			if c.cut == "body limit" {
				want = want[:c.limit]
			}
			if string(got.Body) != want || got.Cut != c.cut || got.Stream == nil || got.Stream.Cut != c.cut {
				t.Errorf("got %q cut %q, stream %+v; want %q cut %q", got.Body, got.Cut, got.Stream, want, c.cut)
			}
			waited := time.Since(got.Sent)
			if c.hangs && c.cut == "" && (got.Duration > waited-time.Second || waited >= timeout) {
				t.Errorf("got a duration of %v within %v, want it to end by a second of grace that is not counted", got.Duration, waited)
			}
		})
	}
}

func TestAStreamThatIsLostKeepsWhatCame(t *testing.T) {
	url := raw(t, saying("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n"))
	got := answer(t, transport.Options{}, &exchange.Request{URL: url, Stream: true})
	if string(got.Body) != "data: 1\n\n" || got.Cut != "connection lost" || got.Stream.Cut != "connection lost" {
		t.Errorf("got %q cut %q, stream cut %q", got.Body, got.Cut, got.Stream.Cut)
	}
}

// pieces is a body that arrives in pieces and records when each was read.
type pieces struct {
	left  [][]byte
	asked []time.Time
}

func (p *pieces) Read(b []byte) (int, error) {
	p.asked = append(p.asked, time.Now())
	if len(p.left) == 0 {
		return 0, io.EOF
	}
	n := copy(b, p.left[0])
	p.left = p.left[1:]
	return n, nil
}

func (p *pieces) Close() error { return nil }

// TestALongLineIsReadOnce has an event's line in very many pieces: to search the earlier pieces
// again for each takes minutes.
func TestALongLineIsReadOnce(t *testing.T) {
	const many = 100_000
	body := pieces{left: [][]byte{[]byte("data: ")}}
	for range many {
		body.left = append(body.left, []byte("twenty bytes of data"))
	}
	body.left = append(body.left, []byte("\n\ndata: [DONE]\n\n"))
	got := answer(t, transport.Options{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{Status: "200 OK", StatusCode: http.StatusOK, ContentLength: -1, Body: &body}, nil
	})}, &exchange.Request{URL: "http://127.0.0.1/", Stream: true, Timeout: time.Hour})
	if len(got.Stream.Events) != 2 || len(got.Stream.Events[0].Data) != many*20 {
		t.Errorf("got %d events, cut %q; want 2", len(got.Stream.Events), got.Cut)
	}
	if took := time.Since(got.Sent); took > 30*time.Second {
		t.Errorf("took %s", took)
	}
}

// TestEventsAreTimedAsTheyArrive has events that arrive one at a time, also compressed, as proxies
// do it: each is read before the next is sent.
func TestEventsAreTimedAsTheyArrive(t *testing.T) {
	for _, coding := range []string{"", "gzip"} {
		var body pieces
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		for i := range 3 {
			event := fmt.Sprintf("data: %d\n\n", i)
			if coding == "" {
				b.WriteString(event)
			} else {
				fmt.Fprint(z, event)
				z.Flush()
			}
			body.left = append(body.left, bytes.Clone(b.Bytes()))
			b.Reset()
		}
		if coding != "" {
			z.Close()
			body.left = append(body.left, b.Bytes())
		}
		got := answer(t, transport.Options{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			h := http.Header{"Content-Encoding": {coding}}
			return &http.Response{Status: "200 OK", StatusCode: http.StatusOK, Header: h, ContentLength: -1, Body: &body}, nil
		})}, &exchange.Request{URL: "http://127.0.0.1/", Stream: true, Timeout: time.Hour})
		if len(got.Stream.Events) != 3 {
			t.Fatalf("coding %q: got %d events, cut %q; want 3", coding, len(got.Stream.Events), got.Cut)
		}
		for i, e := range got.Stream.Events {
			if at := got.Sent.Add(e.At); at.Before(body.asked[i]) || at.After(body.asked[i+1]) {
				t.Errorf("coding %q: event %d is timed %v, want between the requests for it and for the next", coding, i, e.At)
			}
		}
	}
}
