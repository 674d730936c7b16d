package transport_test

import (
	"context"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// slowly is a body that comes piece by piece, each some time after the one before, and then ends
// with err; without one it stays open.
type slowly struct {
	ctx  context.Context
	left []late
	err  error
}

type late struct {
	after time.Duration
	text  string
}

func (s *slowly) Read(b []byte) (int, error) {
	next := late{after: time.Hour}
	if len(s.left) > 0 {
		next, s.left = s.left[0], s.left[1:]
	}
	select {
	case <-time.After(next.after):
	case <-s.ctx.Done():
		return 0, context.Cause(s.ctx)
	}
	if next.text == "" {
		return 0, s.err
	}
	return copy(b, next.text), nil
}

func (s *slowly) Close() error { return nil }

// TestWhatIsMeasuredOfAStream has every piece come in fake time: the longest silence, comments
// counted, and how long the answer stays open after its end mark.
func TestWhatIsMeasuredOfAStream(t *testing.T) {
	const second = time.Second
	for name, c := range map[string]struct {
		pieces   []late
		err      error
		framing  exchange.Framing
		readOn   time.Duration
		silence  exchange.Silence
		closing  exchange.Closing
		duration time.Duration
		body     string
	}{
		"it ends with its mark": {
			pieces: []late{{second, "data: 1\n\n"}, {2 * second, "data: [DONE]\n\n"}, {0, ""}}, err: io.EOF,
			silence: exchange.Silence{For: 2 * second, After: 1}, closing: exchange.Closing{After: time.Microsecond}, duration: 3 * second, body: "data: 1\n\ndata: [DONE]\n\n",
		},
		"heartbeats break the silence": {
			pieces: []late{{3 * second, "data: 1\n\n"}, {2 * second, ": beat\n"}, {2 * second, "\n"}, {2 * second, "data: 2\n\n"}, {second, ""}}, err: io.EOF,
			silence: exchange.Silence{For: 3 * second}, duration: 10 * second, body: "data: 1\n\n: beat\n\ndata: 2\n\n",
		},
		"it is silent before its end": {
			pieces: []late{{second, "data: 1\n\n"}, {4 * second, ""}}, err: io.EOF,
			silence: exchange.Silence{For: 4 * second, After: 1}, duration: 5 * second, body: "data: 1\n\n",
		},
		"it is closed late": {
			pieces: []late{{second, "data: [DONE]\n\n"}, {800 * time.Millisecond, ""}}, err: io.EOF,
			silence: exchange.Silence{For: second}, closing: exchange.Closing{After: 800 * time.Millisecond}, duration: 1800 * time.Millisecond, body: "data: [DONE]\n\n",
		},
		"it stays open": {
			pieces:  []late{{second, "data: [DONE]\n\n"}},
			silence: exchange.Silence{For: second}, closing: exchange.Closing{After: second, Open: true}, duration: second, body: "data: [DONE]\n\n",
		},
		"it stays open, and is read for longer": {
			pieces: []late{{second, "data: [DONE]\n\n"}, {4 * second, "data: more\n\n"}}, readOn: 5 * second,
			silence: exchange.Silence{For: second}, closing: exchange.Closing{After: 5 * second, Open: true}, duration: second, body: "data: [DONE]\n\ndata: more\n\n",
		},
		"it stays open, and is read no longer": {
			pieces: []late{{second, "data: [DONE]\n\n"}, {4 * second, "data: more\n\n"}}, readOn: 300 * time.Millisecond,
			silence: exchange.Silence{For: second}, closing: exchange.Closing{After: 300 * time.Millisecond, Open: true}, duration: second, body: "data: [DONE]\n\n",
		},
		"it is lost after its mark": {
			pieces: []late{{second, "data: [DONE]\n\n"}, {500 * time.Millisecond, ""}}, err: io.ErrUnexpectedEOF,
			silence: exchange.Silence{For: second}, closing: exchange.Closing{After: 500 * time.Millisecond}, duration: second, body: "data: [DONE]\n\n",
		},
		"lines of JSON": {
			pieces: []late{{second, "{}\n"}, {2 * second, "\n"}, {second, "[DONE]\n"}, {second, ""}}, err: io.EOF, framing: exchange.NDJSON,
			silence: exchange.Silence{For: 2 * second, After: 1}, duration: 5 * second, body: "{}\n\n[DONE]\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				got := answer(t, transport.Options{Timeout: time.Minute, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
					return &http.Response{Status: "200 OK", StatusCode: http.StatusOK, ContentLength: -1, Body: &slowly{r.Context(), c.pieces, c.err}}, nil
				})}, &exchange.Request{URL: "http://127.0.0.1/", Stream: true, Framing: c.framing, ReadOn: c.readOn})
				s := got.Stream
				if s.Silence != c.silence || s.Closing != c.closing || got.Duration != c.duration || got.Cut != "" || string(got.Body) != c.body {
					t.Errorf("got silence %+v, closing %+v after %v, cut %q, %q; want %+v, %+v after %v, %q",
						s.Silence, s.Closing, got.Duration, got.Cut, got.Body, c.silence, c.closing, c.duration, c.body)
				}
			})
		})
	}
}

// TestASilenceThatTheDeadlineEnds is as long as it lasted by then.
func TestASilenceThatTheDeadlineEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := answer(t, transport.Options{Timeout: 10 * time.Second, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{Status: "200 OK", StatusCode: http.StatusOK, ContentLength: -1, Body: &slowly{r.Context(), []late{{time.Second, "data: 1\n\n"}}, nil}}, nil
		})}, &exchange.Request{URL: "http://127.0.0.1/", Stream: true})
		if want := (exchange.Silence{For: 9 * time.Second, After: 1}); got.Stream.Silence != want || got.Cut != exchange.CutTimeout {
			t.Errorf("got %+v, cut %q; want %+v, cut by the timeout", got.Stream.Silence, got.Cut, want)
		}
	})
}
