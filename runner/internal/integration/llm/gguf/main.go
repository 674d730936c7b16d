// The command gguf writes a language model of 125 KB to the standard output, for servers that load
// one:
//
//	go run ./runner/internal/integration/llm/gguf >model.gguf
//
// Its weights are pseudo-random and always the same: it says noise, but a server answers with it
// as with any other. The format is that of the GGUF specification (ggml, docs/gguf.md, version 3).
package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
)

func main() {
	if err := write(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gguf:", err)
		os.Exit(1)
	}
}

// The sizes of the model, as llama's architecture names them.
const (
	width    = 32 // of an embedding
	inner    = 64 // of the feed-forward layer
	heads    = 2
	contexts = 8192
)

// write writes the model.
func write(w io.Writer) error {
	tokens := vocabulary()
	var f file
	f.text("general.architecture", "llama")
	f.text("general.name", "noise")
	f.number("llama.context_length", contexts)
	f.number("llama.embedding_length", width)
	f.number("llama.block_count", 1)
	f.number("llama.feed_forward_length", inner)
	f.number("llama.rope.dimension_count", width/heads)
	f.number("llama.attention.head_count", heads)
	f.number("llama.attention.head_count_kv", heads)
	f.fraction("llama.attention.layer_norm_rms_epsilon", 1e-5)
	f.text("tokenizer.ggml.model", "llama")
	f.flag("tokenizer.ggml.add_space_prefix", false)
	f.vocabulary(tokens)
	f.number("tokenizer.ggml.unknown_token_id", unknown)
	f.number("tokenizer.ggml.bos_token_id", begin)
	f.number("tokenizer.ggml.eos_token_id", end)
	f.text("tokenizer.chat_template", chat)
	weights(&f, tokens)
	_, err := w.Write(f.bytes())
	return err
}

// weights adds the tensors. The first number of every embedding is the same, and stays in every
// sum: what the output multiplies it by is the liking for a token. The second is a colon's alone,
// and the output has it for a call.
func weights(f *file, tokens []token) {
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same weights each time
	noise := func(scale float32, rows, columns int) []float32 {
		out := make([]float32, rows*columns)
		for i := range out {
			out[i] = scale * (2*r.Float32() - 1)
		}
		return out
	}
	embeddings, output := noise(1, len(tokens), width), noise(1, len(tokens), width)
	for i, t := range tokens {
		embeddings[i*width], output[i*width] = 1, t.liking
		embeddings[i*width+1], output[i*width+1] = 0, 0
		switch t.text {
		case colon:
			embeddings[i*width+1] = 4
		case call:
			output[i*width+1] = 10
		}
	}
	ones := make([]float32, width)
	for i := range ones {
		ones[i] = 1
	}
	f.tensor("token_embd.weight", embeddings, width, len(tokens))
	f.tensor("blk.0.attn_norm.weight", ones, width)
	for _, name := range []string{"attn_q", "attn_k", "attn_v", "attn_output"} {
		f.tensor("blk.0."+name+".weight", noise(0.1, width, width), width, width)
	}
	f.tensor("blk.0.ffn_norm.weight", ones, width)
	f.tensor("blk.0.ffn_gate.weight", noise(0.1, inner, width), width, inner)
	f.tensor("blk.0.ffn_up.weight", noise(0.1, inner, width), width, inner)
	f.tensor("blk.0.ffn_down.weight", noise(0.1, width, inner), inner, width)
	f.tensor("output_norm.weight", ones, width)
	f.tensor("output.weight", output, width, len(tokens))
}
