package transport

import (
	"bufio"
	"compress/flate"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"assay/runner/internal/exchange"
)

// maxCodings is the maximum number of stacked codings; more are an attack on the decoder. curl has
// the same limit.
const maxCodings = 5

// coding opens a decoder of one content coding. The decoder reads only to the end of the coded
// data, so that the reader still has the bytes after it; a decoder that cannot do so returns
// [ErrExcess].
type coding func(*bufio.Reader) (io.Reader, error)

// ErrExcess ends a decoder that has read bytes after the end of the coded data.
var ErrExcess = errors.New("bytes follow the end")

// errUnlinked is the error of a body in a coding that the program does not link.
var errUnlinked = errors.New(string(exchange.CutUnlinked))

// acceptEncoding is the value of Accept-Encoding: the codings that the client can decode.
var acceptEncoding = []string{"gzip, deflate"}

// rare opens the decoder of br or zstd.
var rare = func(string, *bufio.Reader) (io.Reader, error) { return nil, errUnlinked }

// LinkCodings sets the decoders of br and zstd. [exchange.CodingsPackage] calls it when a program
// starts.
func LinkCodings(open func(name string, body *bufio.Reader) (io.Reader, error)) {
	rare, acceptEncoding = open, []string{"gzip, deflate, br, zstd"}
}

func codingOf(name string) coding {
	switch name {
	case "gzip", "x-gzip":
		return openGzip
	case "deflate":
		return inflate
	case "br", "zstd":
		return func(r *bufio.Reader) (io.Reader, error) { return rare(name, r) }
	}
	return nil
}

// inflate reads "deflate" in both forms that servers send: zlib, as RFC 9110 says, or the bare
// deflate stream that some send instead.
func inflate(r *bufio.Reader) (io.Reader, error) {
	head, err := r.Peek(2)
	if err == nil && head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
		return zlib.NewReader(r)
	}
	return flate.NewReader(r), nil
}

// decoded reads src without the codings that resp's Content-Encoding lists.
func decoded(src io.Reader, resp *http.Response) io.Reader {
	if resp.Uncompressed {
		return src
	}
	return Decode(src, resp.Header["Content-Encoding"])
}

// Decode returns src without the content codings of a Content-Encoding (RFC 9110, section 8.4),
// the last one applied removed first. From an unknown coding on, or one too many, the bytes stay
// encoded. A read error names the coding that failed. The result may be an io.Closer.
func Decode(src io.Reader, encodings []string) io.Reader {
	if len(encodings) == 0 {
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

// decoder opens its coding with the first byte: a response without a body, to HEAD for instance,
// may still name a coding.
type decoder struct {
	name   string
	from   io.Reader
	open   coding
	in     *bufio.Reader // from, once opened
	out    io.Reader
	err    error
	excess bool // bytes follow the end of the coded data
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

// ended returns the error of a read whose decoder ended with err. It skips bytes after the end of
// the coded data, as browsers do.
func (d *decoder) ended(err error) error {
	switch {
	case errors.Is(err, io.EOF):
		if _, err := d.in.Peek(1); err != nil {
			return err
		}
	case !errors.Is(err, ErrExcess):
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

// named adds the coding to err, except to EOF. The error names the innermost coding that fails.
func (d *decoder) named(err error) error {
	var inner errCoding
	if errors.Is(err, io.EOF) || errors.As(err, &inner) {
		return err
	}
	return errCoding{d.name, err}
}

// Close frees the decoders.
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

// errCoding is the error of a body that is not in the coding of its header.
type errCoding struct {
	name string
	err  error
}

func (e errCoding) Error() string {
	return fmt.Sprintf("its body is not the %s that Content-Encoding says: %v", e.name, Cause(e.err))
}
func (e errCoding) Unwrap() error { return e.err }
