package codings

import (
	"bufio"
	"io"
)

// Open opens the decoder of br or zstd.
func Open(name string, body *bufio.Reader) (io.Reader, error) {
	if name == "br" {
		return openBrotli(body)
	}
	return openZstd(body)
}
