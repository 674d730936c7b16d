package codings

import (
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"
)

// maxWindow is the maximum window of a zstd frame (RFC 9659), in bytes.
const maxWindow = 8 << 20

func openZstd(in *bufio.Reader) (io.Reader, error) {
	if head, _ := in.Peek(4); !opensFrame(head) {
		return nil, zstd.ErrMagicMismatch
	}
	d, err := zstd.NewReader(&zstdFrames{in: in}, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

// zstdFrames passes zstd frames (RFC 8878, section 3.1) and ends before other bytes: the decoder
// expects another frame after each one, and fails on other bytes.
type zstdFrames struct {
	in    *bufio.Reader
	left  int  // bytes to pass before the next part begins
	part  part // the next part
	check int  // length of the checksum at the end of the frame
}

// part is a part of a frame.
type part int

const (
	atFrame part = iota
	atBlock
)

func (f *zstdFrames) Read(b []byte) (int, error) {
	if f.left == 0 {
		if err := f.next(); err != nil {
			return 0, err
		}
	}
	n, err := f.in.Read(b[:min(len(b), f.left)])
	f.left -= n
	return n, err
}

// next finds the length of the next part.
func (f *zstdFrames) next() error {
	if f.part == atBlock {
		return f.block()
	}
	head, err := f.in.Peek(4)
	if !opensFrame(head) {
		if len(head) < 4 && !errors.Is(err, io.EOF) {
			return err
		}
		return io.EOF
	}
	if head[3] == 0x18 {
		return f.skippable()
	}
	if head, err = f.in.Peek(5); err != nil {
		return partly(err)
	}
	f.left, f.check = 5+headerLength(head[4]), 0
	if head[4]&(1<<2) != 0 {
		f.check = 4
	}
	f.part = atBlock
	return nil
}

// opensFrame reports whether head is the magic number of a frame or of a skippable
// one.
func opensFrame(head []byte) bool {
	if len(head) < 4 {
		return false
	}
	magic := string(head[1:4])
	return head[0] == 0x28 && magic == "\xb5\x2f\xfd" || head[0]&0xf0 == 0x50 && magic == "\x2a\x4d\x18"
}

// headerLength returns the length of a frame's header after the descriptor: window, dictionary and
// size of the content (RFC 8878, section 3.1.1.1).
func headerLength(descriptor byte) int {
	single := descriptor&(1<<5) != 0
	n := [...]int{0, 1, 2, 4}[descriptor&3] + [...]int{0, 2, 4, 8}[descriptor>>6]
	if !single {
		n++ // the window
	} else if descriptor>>6 == 0 {
		n++ // the size of the content
	}
	return n
}

// skippable passes a frame without data, whose length is in its head.
func (f *zstdFrames) skippable() error {
	head, err := f.in.Peek(8)
	if err != nil {
		return partly(err)
	}
	f.left = 8 + int(uint32(head[4])|uint32(head[5])<<8|uint32(head[6])<<16|uint32(head[7])<<24)
	return nil
}

// block finds the length of the next block (RFC 8878, section 3.1.1.2).
func (f *zstdFrames) block() error {
	head, err := f.in.Peek(3)
	if err != nil {
		return partly(err)
	}
	size := uint32(head[0]) | uint32(head[1])<<8 | uint32(head[2])<<16
	f.left = 3 + int(size>>3)
	if size>>1&3 == 1 { // one byte, repeated
		f.left = 4
	}
	if size&1 != 0 {
		f.left += f.check
		f.part = atFrame
	}
	return nil
}

// partly returns err for a frame that has begun: EOF becomes unexpected.
func partly(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
