package transport

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"golang.org/x/net/http2/hpack"
)

// http2Conn filters an HTTP/2 connection for net/http, which prints errors in the frames that it
// reads, and frames of unknown types. So http2Conn checks them first: a protocol error ends the
// connection, or its stream, with a violation, and frames to ignore (RFC 9113, section 4.1) are
// dropped.
type http2Conn struct {
	*opened
	in    *bufio.Reader
	left  int    // bytes of the current frame still to pass
	made  []byte // a generated frame to pass first
	err   error  // the error that ended reading
	begun bool   // the first frame was read
	names fields

	mu      sync.Mutex // reads and writes are concurrent
	out     frameScan
	asked   fields
	streams map[uint32]*stream // with an incomplete response
	last    uint32             // the last one opened
}

// stream is the state of one exchange.
type stream struct {
	head   bool // its request is HEAD: its response has no data
	headed bool // the head of the final response has arrived
}

func newHTTP2(c *opened) *http2Conn {
	return &http2Conn{opened: c, in: bufio.NewReaderSize(c, 16<<10), streams: map[uint32]*stream{}, out: frameScan{skip: len(preface)}}
}

// preface is the client's connection preface (RFC 9113, section 3.4).
const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

// The relevant frame types (RFC 9113, section 6).
const (
	frameData         = 0x0
	frameHeaders      = 0x1
	framePriority     = 0x2
	frameReset        = 0x3
	frameSettings     = 0x4
	frameContinuation = 0x9

	flagEndStream  = 0x1
	flagEndHeaders = 0x4
	flagPadded     = 0x8
	flagPriority   = 0x20

	frameHead = 9
	mostFrame = 1 << 20 // net/http rejects larger ones
)

// violation is a server's violation of HTTP/2.
type violation struct{ what string }

func (v violation) Error() string { return "it breaks HTTP/2: " + v.what }

// frame is the head of a frame.
type frame struct {
	length      int
	kind, flags byte
	stream      uint32
}

func frameOf(b []byte) frame {
	return frame{
		length: int(b[0])<<16 | int(b[1])<<8 | int(b[2]), kind: b[3], flags: b[4],
		stream: (uint32(b[5])<<24 | uint32(b[6])<<16 | uint32(b[7])<<8 | uint32(b[8])) & (1<<31 - 1),
	}
}

// Read passes the frames for net/http.
func (c *http2Conn) Read(b []byte) (int, error) {
	for c.left == 0 && len(c.made) == 0 && c.err == nil {
		c.err = c.next()
	}
	switch {
	case len(c.made) > 0:
		n := copy(b, c.made)
		c.made = c.made[n:]
		return n, nil
	case c.err != nil:
		return 0, c.err
	}
	n, err := c.in.Read(b[:min(len(b), c.left)])
	c.left -= n
	return n, err
}

// next checks the next frame.
func (c *http2Conn) next() error {
	head, err := c.in.Peek(frameHead)
	if err != nil {
		if len(head) > 0 && err == io.EOF { //nolint:errorlint // bufio hands it on as it is
			return io.ErrUnexpectedEOF
		}
		return err
	}
	if !c.begun && string(head[:5]) == "HTTP/" {
		c.left = len(head) // not HTTP/2 at all, as net/http will report
		return nil
	}
	f := frameOf(head)
	if !c.begun && f.kind != frameSettings {
		return violation{"its first frame is no SETTINGS"}
	}
	c.begun = true
	switch {
	case f.kind == framePriority || f.kind > frameContinuation:
		return c.drop(f)
	case f.kind == frameData:
		if passed, err := c.data(f); err != nil || !passed {
			return err
		}
	case f.kind == frameHeaders || f.kind == frameContinuation:
		if err := c.heading(f); err != nil {
			return err
		}
	case f.kind == frameReset:
		c.mu.Lock()
		delete(c.streams, f.stream)
		c.mu.Unlock()
	}
	c.left = frameHead + f.length
	return nil
}

// drop skips a frame.
func (c *http2Conn) drop(f frame) error {
	_, err := c.in.Discard(frameHead + f.length)
	return err
}

// data reports whether to pass a frame of data to net/http: not if it belongs to no response. A
// frame that violates the protocol is passed as the end of its stream.
func (c *http2Conn) data(f frame) (passed bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.streams[f.stream]
	switch {
	case s == nil && f.stream > c.last:
		return false, violation{fmt.Sprintf("DATA on stream %d, which nobody opened", f.stream)}
	case s == nil: // its response has ended
		return false, c.drop(f)
	case !s.headed:
		return false, c.broken(f, dataBeforeHeaders)
	case s.head && f.length > 0:
		return false, c.broken(f, dataForHead)
	}
	if f.flags&flagEndStream != 0 {
		delete(c.streams, f.stream)
	}
	return true, nil
}

// broken passes, instead of f, the end of its stream with one of the reasons below.
func (c *http2Conn) broken(f frame, why uint32) error {
	delete(c.streams, f.stream)
	head := []byte{0, 0, 4, frameReset, 0}
	c.made = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(head, f.stream), why)
	return c.drop(f)
}

// Reasons for which this package ends a stream. Servers do not use them: RFC 9113, section 7, and
// later RFCs use small numbers.
const (
	dataBeforeHeaders = 0xA55A_0001 + iota
	dataForHead
)

var broken = map[uint32]string{
	dataBeforeHeaders: "DATA before the HEADERS of its answer",
	dataForHead:       "DATA in its answer to HEAD",
}

// heading reads the fields of a response as net/http does: only they show whether it is the final
// one.
func (c *http2Conn) heading(f frame) error {
	if f.length > mostFrame {
		return nil
	}
	if frameHead+f.length > c.in.Size() {
		c.in = bufio.NewReaderSize(c.in, frameHead+f.length)
	}
	all, err := c.in.Peek(frameHead + f.length)
	if err != nil {
		if err == io.EOF { //nolint:errorlint // bufio hands it on as it is
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	status := c.names.first(f, all[frameHead:], ":status")
	if f.kind == frameHeaders {
		c.names.ends = f.flags&flagEndStream != 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.streams[f.stream]; s != nil && f.flags&flagEndHeaders != 0 {
		s.headed = s.headed || len(status) != 3 || status[0] != '1'
		if c.names.ends {
			delete(c.streams, f.stream)
		}
	}
	return nil
}

// Write records the streams that requests open.
func (c *http2Conn) Write(b []byte) (int, error) {
	c.mu.Lock()
	c.out.scan(b, func(f frame, payload []byte) {
		if method := c.asked.first(f, payload, ":method"); f.kind == frameHeaders {
			c.streams[f.stream] = &stream{head: method == "HEAD"}
			c.last = max(c.last, f.stream)
		} else if s := c.streams[f.stream]; s != nil && method != "" {
			s.head = method == "HEAD"
		}
	})
	c.mu.Unlock()
	return c.opened.Write(b)
}

// fields decodes blocks of fields to read one of them. Its table depends on the whole connection
// (RFC 7541), so it must read every block.
type fields struct {
	decoder *hpack.Decoder
	broken  bool
	ends    bool // the current block ends its stream
	name    string
	value   string
}

// first returns the value of a field in the block that f is part of, as far as it has arrived.
func (d *fields) first(f frame, payload []byte, name string) string {
	if d.broken {
		return ""
	}
	if d.decoder == nil {
		d.decoder = hpack.NewDecoder(4096, func(h hpack.HeaderField) {
			if h.Name == d.name && d.value == "" {
				d.value = h.Value
			}
		})
		d.decoder.SetAllowedMaxDynamicTableSize(mostFrame)
	}
	if d.name = name; f.kind == frameHeaders {
		d.value = ""
		payload = blockOf(f, payload)
	}
	_, err := d.decoder.Write(payload)
	if err == nil && f.flags&flagEndHeaders != 0 {
		err = d.decoder.Close()
	}
	d.broken = err != nil
	return d.value
}

// blockOf returns the block of fields in a HEADERS frame.
func blockOf(f frame, payload []byte) []byte {
	pad := 0
	if f.flags&flagPadded != 0 && len(payload) > 0 {
		pad, payload = int(payload[0]), payload[1:]
	}
	if f.flags&flagPriority != 0 {
		payload = payload[min(5, len(payload)):]
	}
	return payload[:max(0, len(payload)-pad)]
}

// frameScan parses frames that are written in pieces.
type frameScan struct {
	skip int    // bytes before the next head
	held []byte // head and payload of the incomplete frame, if it is relevant
}

// scan calls visit with every frame of fields that ends in b.
func (s *frameScan) scan(b []byte, visit func(f frame, payload []byte)) {
	for len(b) > 0 {
		if s.skip > 0 {
			n := min(s.skip, len(b))
			s.skip, b = s.skip-n, b[n:]
			continue
		}
		need := frameHead - len(s.held)
		if need <= 0 {
			need += frameOf(s.held).length
		}
		n := min(need, len(b))
		s.held, b = append(s.held, b[:n]...), b[n:]
		if len(s.held) < frameHead {
			continue
		}
		f := frameOf(s.held)
		switch {
		case f.kind != frameHeaders && f.kind != frameContinuation:
			s.skip, s.held = f.length, s.held[:0]
		case len(s.held) == frameHead+f.length:
			visit(f, s.held[frameHead:])
			s.held = s.held[:0]
		}
	}
}
