package main

import (
	"bytes"
	"encoding/binary"
)

// GGUF's numbers for the types of values and of tensors.
const (
	typeUint32  uint32 = 4
	typeInt32   uint32 = 5
	typeFloat32 uint32 = 6
	typeBool    uint32 = 7
	typeString  uint32 = 8
	typeArray   uint32 = 9
	tensorF32   uint32 = 0
)

// alignment is where tensors begin: at multiples of it.
const alignment = 32

// file is a GGUF file that grows: metadata, then descriptions of tensors, then their data.
type file struct {
	metadata, tensors, data bytes.Buffer
	keys, described         uint64
}

// put writes values in little endian; a buffer takes everything.
func put(b *bytes.Buffer, values ...any) {
	for _, v := range values {
		if s, ok := v.(string); ok {
			put(b, uint64(len(s)))
			b.WriteString(s)
			continue
		}
		_ = binary.Write(b, binary.LittleEndian, v)
	}
}

func (f *file) key(name string, values ...any) {
	f.keys++
	put(&f.metadata, name)
	put(&f.metadata, values...)
}

func (f *file) text(name, value string)          { f.key(name, typeString, value) }
func (f *file) number(name string, value uint32) { f.key(name, typeUint32, value) }
func (f *file) flag(name string, v bool)         { f.key(name, typeBool, v) }
func (f *file) fraction(name string, v float32)  { f.key(name, typeFloat32, v) }

// vocabulary adds the tokens, in the order of their ids. Longer pieces have higher scores: a text
// is read with them first.
func (f *file) vocabulary(tokens []token) {
	var texts []any
	var scores []float32
	var kinds []int32
	for _, t := range tokens {
		texts, scores, kinds = append(texts, t.text), append(scores, float32(len(t.text))), append(kinds, t.kind)
	}
	n := uint64(len(tokens))
	f.key("tokenizer.ggml.tokens", append([]any{typeArray, typeString, n}, texts...)...)
	f.key("tokenizer.ggml.scores", typeArray, typeFloat32, n, scores)
	f.key("tokenizer.ggml.token_type", typeArray, typeInt32, n, kinds)
}

// tensor adds a tensor of floats with its dimensions, the one that changes fastest first.
func (f *file) tensor(name string, values []float32, dimensions ...int) {
	f.described++
	put(&f.tensors, name, uint32(len(dimensions)))
	for _, d := range dimensions {
		put(&f.tensors, uint64(d))
	}
	put(&f.tensors, tensorF32, uint64(f.data.Len()))
	put(&f.data, values)
	pad(&f.data)
}

// bytes returns the whole file.
func (f *file) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("GGUF")
	put(&b, uint32(3), f.described, f.keys, f.metadata.Bytes(), f.tensors.Bytes())
	pad(&b)
	put(&b, f.data.Bytes())
	return b.Bytes()
}

// pad fills a buffer up to the alignment.
func pad(b *bytes.Buffer) {
	b.Write(make([]byte, -b.Len()&(alignment-1)))
}
