// Package codings decodes bodies in the content codings br (RFC 7932) and zstd (RFC 8878).
//
// Goals: a body ends where its coded data does, so that bytes after it are seen. Non-goals: gzip
// and deflate, which package transport decodes with the standard library.
//
// A map of the files:
//
//	open.go   Open: the decoder of a coding
//	brotli.go br
//	zstd.go   zstd, frame by frame
package codings
