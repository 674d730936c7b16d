package page

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
)

const (
	// blockSize is the size in bytes from which a block takes no further value: the page reads a whole
	// block to show one value of it.
	blockSize = 128 << 10
	// packedFrom is the size in bytes from which a block is packed. The pages of most suites have no
	// such block, and their data can be read in the file.
	packedFrom = 64 << 10
)

// blocks writes values as script blocks of JSON, which no browser runs. A large block is packed:
// its JSON as raw DEFLATE (RFC 1951) in base64, the size of the JSON in data-packed. The encoder of
// JSON escapes <, > and &, and base64 has none of them, so that nothing inside can end a block.
type blocks struct {
	out    io.Writer
	text   bytes.Buffer // JSON of the block under way
	enc    *json.Encoder
	packer *flate.Writer
	items  int // of the list under way
	err    error
}

func newBlocks(out io.Writer) *blocks {
	b := &blocks{out: out}
	b.enc = json.NewEncoder(&b.text)
	return b
}

// write writes one value as a block.
func (b *blocks) write(id string, v any) {
	b.text.Reset()
	b.encode(v)
	b.flush(id)
}

// begin starts a block that is a list, item adds a value to it, end writes it.
func (b *blocks) begin() {
	b.text.Reset()
	b.items = 0
}

func (b *blocks) item(v any) {
	separator := byte(',')
	if b.items == 0 {
		separator = '['
	}
	b.text.WriteByte(separator)
	b.items++
	b.encode(v)
}

func (b *blocks) end(id string) {
	b.text.WriteByte(']')
	b.flush(id)
}

// full reports whether a list takes no further value.
func (b *blocks) full() bool { return b.err != nil || b.text.Len() >= blockSize }

func (b *blocks) encode(v any) {
	if b.err == nil {
		b.err = b.enc.Encode(v)
	}
}

// flush writes the block under way, unless an error came before.
func (b *blocks) flush(id string) {
	if b.err != nil {
		return
	}
	packed := b.text.Len() >= packedFrom
	attribute := ""
	if packed {
		attribute = fmt.Sprintf(` data-packed="%d"`, b.text.Len())
	}
	fmt.Fprintf(b.out, `<script type="application/json" id="%s"%s>`, id, attribute)
	if packed {
		b.err = b.pack()
	} else {
		_, b.err = b.out.Write(b.text.Bytes())
	}
	if _, err := io.WriteString(b.out, "</script>\n"); b.err == nil {
		b.err = err
	}
}

// pack writes the text of the block as DEFLATE in base64.
func (b *blocks) pack() error {
	coder := base64.NewEncoder(base64.StdEncoding, b.out)
	if b.packer == nil {
		b.packer, _ = flate.NewWriter(io.Discard, flate.DefaultCompression) // the level is valid
	}
	b.packer.Reset(coder)
	if _, err := b.packer.Write(b.text.Bytes()); err != nil {
		return err
	}
	if err := b.packer.Close(); err != nil {
		return err
	}
	return coder.Close()
}
