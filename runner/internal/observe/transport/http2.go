package transport

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"golang.org/x/net/http2/hpack"
)

// http2Conn is a connection of HTTP/2 on its way to net/http, which prints what it
// finds wrong with the frames that it reads, and those of kinds that it does not
// know. So they are looked at before: what breaks the protocol ends the connection,
// or its stream, with a violation, and what is to be passed over (RFC 9113, section
// 4.1) does not get there.
type http2Conn struct {
	*opened
	in    *bufio.Reader
	left  int    // bytes of the frame at hand that are to be handed on
	made  []byte // a frame of our own, handed on before
	err   error  // what ended the reading
	begun bool   // the first frame was read
	names fields

	mu      sync.Mutex // writing and reading are apart
	out     frameScan
	asked   fields
	streams map[uint32]*stream // whose answer has not ended
	last    uint32             // the last that was opened
}

// stream is the state of one exchange.
type stream struct {
	head   bool // its request is HEAD: its answer has no data
	headed bool // the head of the final answer has come
}

func newHTTP2(c *opened) *http2Conn {
	return &http2Conn{opened: c, in: bufio.NewReaderSize(c, 16<<10), streams: map[uint32]*stream{}, out: frameScan{skip: len(preface)}}
}

// preface is what a client says first (RFC 9113, section 3.4).
const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

// The frames that matter here (RFC 9113, section 6).
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
	mostFrame = 1 << 20 // larger ones are net/http's to refuse
)

// violation is what a server did that HTTP/2 does not have.
type violation struct{ what string }

func (v violation) Error() string { return "it breaks HTTP/2: " + v.what }

// frame is the head of one.
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

// Read hands on the frames that net/http is to see.
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

// next looks at the next frame.
func (c *http2Conn) next() error {
	head, err := c.in.Peek(frameHead)
	if err != nil {
		if len(head) > 0 && err == io.EOF { //nolint:errorlint // bufio hands it on as it is
			return io.ErrUnexpectedEOF
		}
		return err
	}
	if !c.begun && string(head[:5]) == "HTTP/" {
		c.left = len(head) // no HTTP/2 at all, as net/http will say
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

// drop passes over a frame.
func (c *http2Conn) drop(f frame) error {
	_, err := c.in.Discard(frameHead + f.length)
	return err
}

// data reports whether net/http is to see a frame of data: not where no answer has
// it. What broke its stream is handed on as the end of that stream.
func (c *http2Conn) data(f frame) (passed bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.streams[f.stream]
	switch {
	case s == nil && f.stream > c.last:
		return false, violation{fmt.Sprintf("DATA on stream %d, which nobody opened", f.stream)}
	case s == nil: // its answer has ended
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

// broken hands on, instead of f, the end of its stream for a reason of our own.
func (c *http2Conn) broken(f frame, why uint32) error {
	delete(c.streams, f.stream)
	head := []byte{0, 0, 4, frameReset, 0}
	c.made = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(head, f.stream), why)
	return c.drop(f)
}

// Reasons for which a stream is ended here. No server has them: RFC 9113, section 7,
// and those after it use small numbers.
const (
	dataBeforeHeaders = 0xA55A_0001 + iota
	dataForHead
)

var broken = map[uint32]string{
	dataBeforeHeaders: "DATA before the HEADERS of its answer",
	dataForHead:       "DATA in its answer to HEAD",
}

// heading reads the fields of an answer along with net/http: only they tell whether
// it is the final one.
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

// Write notes the streams that requests open.
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

// fields decodes blocks of fields for the sake of one of them. Its table follows the
// whole connection (RFC 7541), so every block has to be read.
type fields struct {
	decoder *hpack.Decoder
	broken  bool
	ends    bool // the block at hand ends its stream
	name    string
	value   string
}

// first is the value of the field of that name in the block that f is a piece of, as
// far as that has come.
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

// blockOf is the block of fields in a HEADERS frame.
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

// frameScan follows frames that are written in pieces.
type frameScan struct {
	skip int    // bytes before the next head
	held []byte // head and payload of the frame that has begun, where it is looked at
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
