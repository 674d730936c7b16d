package transport_test

import (
	"strings"
	"testing"

	"golang.org/x/net/http2"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// The fields of a response may come padded, with a priority and in pieces, after interim responses
// and between frames that mean nothing (RFC 9113, sections 5.5, 6.2 and 6.10).
func TestFormsOfHTTP2Frames(t *testing.T) {
	for name, early := range map[string]http2.HeadersFrameParam{
		"plain":                     {},
		"padded":                    {PadLength: 7},
		"with a priority":           {Priority: http2.PriorityParam{StreamDep: 3, Weight: 8}},
		"padded, with a priority":   {PadLength: 1, Priority: http2.PriorityParam{StreamDep: 3, Weight: 8}},
		"padded as far as possible": {PadLength: 255},
	} {
		write := func(f *http2.Framer, block []byte, whole bool) {
			p := early
			p.StreamID, p.BlockFragment, p.EndHeaders = 1, block, whole
			_ = f.WriteHeaders(p)
		}
		whole := frames(t, func(f *http2.Framer, fields func(...string) []byte) {
			_ = f.WriteSettings()
			_ = f.WriteRawFrame(0xbe, 0, 1, []byte("means nothing"))
			_ = f.WritePriority(1, http2.PriorityParam{StreamDep: 5})
			write(f, fields(":status", "103", "link", "</a>"), true)
			block := fields(":status", "200", "x-a", "b", "content-type", "text/plain")
			write(f, block[:2], false)
			_ = f.WriteContinuation(1, false, block[2:5])
			_ = f.WriteContinuation(1, true, block[5:])
			_ = f.WriteDataPadded(1, false, []byte("one "), make([]byte, 9))
			_ = f.WriteData(1, true, []byte("body"))
		})
		got := do(t, transport.Options{}, &exchange.Request{URL: whole, HTTP: "2"})
		if got.Failure != nil || got.Status != 200 || got.Header.Get("X-A") != "b" || string(got.Body) != "one body" {
			t.Errorf("%s: got %d, %v, %q, %+v", name, got.Status, got.Header, got.Body, got.Failure)
		}
		torn := frames(t, func(f *http2.Framer, fields func(...string) []byte) {
			_ = f.WriteSettings()
			write(f, fields(":status", "103", "link", "</a>"), true)
			_ = f.WriteData(1, true, []byte("early"))
		})
		got = do(t, transport.Options{}, &exchange.Request{URL: torn, HTTP: "2"})
		if got.Failure == nil || got.Failure.Kind != exchange.Protocol || !strings.Contains(got.Failure.Message, "DATA before the HEADERS of its answer") {
			t.Errorf("%s, data after an interim response: got %d, %+v", name, got.Status, got.Failure)
		}
	}
}

// Data of a stream that nobody opened breaks HTTP/2, and the message has its number.
func TestHTTP2DataOfNoStream(t *testing.T) {
	for what, stream := range map[string]uint32{
		"DATA on stream 3, which nobody opened": 3, "DATA on stream 259, which nobody opened": 259,
		"DATA on stream 65539, which nobody opened": 65539, "DATA on stream 16777219, which nobody opened": 16777219,
	} {
		url := frames(t, func(f *http2.Framer, fields func(...string) []byte) {
			_ = f.WriteSettings()
			_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: fields(":status", "200"), EndHeaders: true})
			_ = f.WriteData(stream, true, []byte("x"))
		})
		got := do(t, transport.Options{}, &exchange.Request{URL: url, HTTP: "2"})
		if got.Failure == nil || !strings.Contains(got.Failure.Message, what) {
			t.Errorf("%s: got %d, %q, cut %q, %+v", what, got.Status, got.Body, got.Cut, got.Failure)
		}
	}
}
