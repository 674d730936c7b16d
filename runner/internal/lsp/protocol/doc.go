// Package protocol declares the values of the Language Server Protocol 3.17 that assay lsp reads
// and writes; the specification says what each means.
//
// Goals: the parts that are used, in the names of the specification. Non-goals: the rest.
//
// A map of the files:
//
//	protocol.go   positions, documents, initialization, diagnostics
//	features.go   what editors ask: completion, hover, symbols, actions, lenses
package protocol
