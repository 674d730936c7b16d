package codings

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"sync"

	"github.com/andybalholm/brotli"

	"assay/runner/internal/observe/transport"
)

// brotliBody ends with transport.ErrExcess where bytes follow the end of the coded data: the
// decoder has read some of them.
type brotliBody struct{ from *brotli.Reader }

func openBrotli(r *bufio.Reader) (io.Reader, error) { return brotliBody{brotli.NewReader(r)}, nil }

func (b brotliBody) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if err != nil && errors.Is(err, excess()) {
		err = transport.ErrExcess
	}
	return n, err
}

// excess is the unexported error of package brotli for bytes after the end: an empty stream
// (RFC 7932, section 9.1) and a byte provoke it.
var excess = sync.OnceValue(func() error {
	_, err := io.ReadAll(brotli.NewReader(bytes.NewReader([]byte{0x06, 0})))
	return err
})
