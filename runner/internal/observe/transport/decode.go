package transport

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// maxCodings is how many codings may lie over one another; more are an attack
// on whoever takes them off. curl draws the line there too.
const maxCodings = 5

// coding opens a decoder of one content coding. The decoder reads no further than
// to the end of what is coded, so that what follows it is still in the reader; a
// decoder that cannot says so with excessBrotli.
type coding func(*bufio.Reader) (io.Reader, error)

func codingOf(name string) coding {
	switch name {
	case "gzip", "x-gzip":
		return openGzip
	case "deflate":
		return inflate
	case "br":
		return func(r *bufio.Reader) (io.Reader, error) { return brotli.NewReader(r), nil }
	case "zstd":
		return openZstd
	}
	return nil
}

// inflate reads "deflate" in both forms that servers send: zlib, as RFC 9110
// says, or the bare deflate stream that some mistake it for.
func inflate(r *bufio.Reader) (io.Reader, error) {
	head, err := r.Peek(2)
	if err == nil && head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
		return zlib.NewReader(r)
	}
	return flate.NewReader(r), nil
}

// excessBrotli is the error of package brotli for bytes behind the end, which it
// does not export: one empty stream (RFC 7932, section 9.1) and a byte provoke it.
var excessBrotli = sync.OnceValue(func() error {
	_, err := io.ReadAll(brotli.NewReader(bytes.NewReader([]byte{0x06, 0})))
	return err
})

// decoded reads src without the codings that resp's Content-Encoding lists, the
// last one applied taken off first. From a coding that is not known on, or is one
// too many, the bytes stay as they came. Reading fails with the coding that the
// body is not in.
func decoded(src io.Reader, resp *http.Response) io.Reader {
	encodings := resp.Header["Content-Encoding"]
	if len(encodings) == 0 || resp.Uncompressed {
		return src
	}
	names := strings.Split(strings.ToLower(strings.Join(encodings, ",")), ",")
	from, taken := src, 0
	for i := len(names) - 1; i >= 0; i-- {
		name := strings.TrimSpace(names[i])
		if name == "" || name == "identity" {
			continue
		}
		open := codingOf(name)
		if taken++; open == nil || taken > maxCodings {
			return from
		}
		from = &decoder{name: name, from: from, open: open}
	}
	return from
}

// decoder opens its coding with the first byte: an answer without a body, to HEAD
// for instance, may name a coding all the same.
type decoder struct {
	name   string
	from   io.Reader
	open   coding
	in     *bufio.Reader // from, once it was begun
	out    io.Reader
	err    error
	excess bool // bytes follow the end of what is coded
}

func (d *decoder) Read(b []byte) (int, error) {
	if d.err != nil {
		return 0, d.err
	}
	if d.out == nil {
		d.begin()
		if d.err != nil {
			return 0, d.err
		}
	}
	n, err := d.out.Read(b)
	if err != nil {
		d.err = d.ended(err)
	}
	return n, d.err
}

// ended is how reading ends where the decoder ended with err. What follows the
// end of what is coded is passed over, as browsers do.
func (d *decoder) ended(err error) error {
	switch {
	case errors.Is(err, io.EOF):
		if _, err := d.in.Peek(1); err != nil {
			return err
		}
	case !errors.Is(err, excessBrotli()):
		return d.named(err)
	}
	d.excess = true
	return io.EOF
}

func (d *decoder) begin() {
	d.in = bufio.NewReader(d.from)
	if _, err := d.in.Peek(1); err != nil {
		d.err = err
		return
	}
	out, err := d.open(d.in)
	if err != nil {
		d.err = d.named(err)
		return
	}
	d.out = out
}

// named is err with the coding; an EOF stays one. The innermost coding that
// fails is the one that is named.
func (d *decoder) named(err error) error {
	var inner errCoding
	if errors.Is(err, io.EOF) || errors.As(err, &inner) {
		return err
	}
	return errCoding{d.name, err}
}

// Close frees what the decoders keep.
func (d *decoder) Close() error {
	if closer, ok := d.out.(io.Closer); ok {
		closer.Close()
	}
	if inner, ok := d.from.(*decoder); ok {
		return inner.Close()
	}
	return nil
}

// oddities says which codings of from ended before their bytes did.
func oddities(from io.Reader) []string {
	var found []string
	for {
		d, ok := from.(*decoder)
		if !ok {
			return found
		}
		if d.excess {
			found = append(found, "bytes behind the end of its "+d.name+" were passed over")
		}
		from = d.from
	}
}

// errCoding is a body that is not in the coding its header names.
type errCoding struct {
	name string
	err  error
}

func (e errCoding) Error() string {
	return fmt.Sprintf("its body is not the %s that Content-Encoding says: %v", e.name, clean(e.err))
}
func (e errCoding) Unwrap() error { return e.err }
