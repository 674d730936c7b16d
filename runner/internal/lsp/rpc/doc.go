// Package rpc carries the messages of JSON-RPC 2.0 over a pair of streams, framed as the Language
// Server Protocol frames them.
//
// Goals: any bytes are a message or an error, never a panic; what a client sends is bounded.
// Non-goals: batches, which LSP does not have; what a method means (package lsp).
//
// A library was weighed: those that are kept order or schedule requests by themselves, and read a
// Content-Length of any size. The framing and two structs are less than the adapter would be.
//
// A map of the files:
//
//	frame.go    one message's bytes, read and written
//	message.go  Message and Error, and the codes of errors
package rpc
