package transport

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
)

// members reads a gzip body to the end of its last member (RFC 1952, section 2.2). gzip.Reader
// expects another member after each one, and fails on other bytes.
type members struct {
	in *bufio.Reader
	z  *gzip.Reader
}

func openGzip(in *bufio.Reader) (io.Reader, error) {
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	return &members{in, z}, nil
}

func (m *members) Read(b []byte) (int, error) {
	n, err := m.z.Read(b)
	if !errors.Is(err, io.EOF) {
		return n, err
	}
	if head, _ := m.in.Peek(2); string(head) != "\x1f\x8b" {
		return n, io.EOF
	}
	if err := m.z.Reset(m.in); err != nil {
		if errors.Is(err, io.EOF) { // the member has begun
			err = io.ErrUnexpectedEOF
		}
		return n, err
	}
	m.z.Multistream(false)
	return n, nil
}
