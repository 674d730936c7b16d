package main

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// reader reads a GGUF file as its specification has it, and fails the test where it is short.
type reader struct {
	*testing.T
	from *bytes.Reader
}

func (r reader) value(v any) {
	r.Helper()
	if err := binary.Read(r.from, binary.LittleEndian, v); err != nil {
		r.Fatal(err)
	}
}

func (r reader) uint32() (n uint32) { r.value(&n); return n }
func (r reader) uint64() (n uint64) { r.value(&n); return n }

func (r reader) text() string {
	b := make([]byte, r.uint64())
	r.value(b)
	return string(b)
}

// one reads a value of a type; of an array how many it has.
func (r reader) one(kind uint32) any {
	switch kind {
	case typeString:
		return r.text()
	case typeArray:
		of, n := r.uint32(), r.uint64()
		for range n {
			r.one(of)
		}
		return n
	case typeBool:
		b := make([]byte, 1)
		r.value(b)
		return b[0]
	default:
		return r.uint32()
	}
}

// The model is read back as the specification has it: its keys agree with its tensors, which are
// aligned, follow each other, and fill the file.
func TestModelIsWhole(t *testing.T) {
	var file, again bytes.Buffer
	if err := write(&file); err != nil {
		t.Fatal(err)
	}
	if err := write(&again); err != nil || !bytes.Equal(file.Bytes(), again.Bytes()) {
		t.Errorf("written again it is another model: %v", err)
	}
	r := reader{T: t, from: bytes.NewReader(file.Bytes())}
	magic := make([]byte, 4)
	r.value(magic)
	if version := r.uint32(); string(magic) != "GGUF" || version != 3 {
		t.Fatalf("it begins with %q, version %d", magic, version)
	}
	tensors, keys := r.uint64(), r.uint64()
	metadata := map[string]any{}
	for range keys {
		name := r.text()
		metadata[name] = r.one(r.uint32())
	}
	tokens := metadata["tokenizer.ggml.tokens"].(uint64)
	for _, of := range []string{"scores", "token_type"} {
		if n := metadata["tokenizer.ggml."+of]; n != tokens {
			t.Errorf("%d tokens have %d %s", tokens, n, of)
		}
	}
	ends := r.tensors(tensors, tokens)
	begin := (file.Len() - r.from.Len() + alignment - 1) / alignment * alignment
	if whole := begin + int(ends); whole != file.Len() {
		t.Errorf("the tensors end at %d of %d bytes", whole, file.Len())
	}
}

// tensors reads n descriptions of tensors, and returns where their data ends.
func (r reader) tensors(n, tokens uint64) (next uint64) {
	for range n {
		name := r.text()
		numbers, dimensions := uint64(1), make([]uint64, r.uint32())
		r.value(dimensions)
		for _, d := range dimensions {
			numbers *= d
		}
		if kind, offset := r.uint32(), r.uint64(); kind != tensorF32 || offset != next {
			r.Errorf("%s of type %d begins at %d, expected type %d at %d", name, kind, offset, tensorF32, next)
		}
		if name == "output.weight" && dimensions[1] != tokens {
			r.Errorf("the output has %d rows for %d tokens", dimensions[1], tokens)
		}
		next += (4*numbers + alignment - 1) / alignment * alignment
	}
	return next
}
