// Package mask judges values that were masked before.
//
// Goals: an outcome that depends on a masked value is unknown; others are judged. Non-goals:
// masking (package secret/redact).
//
// A map of the files:
//
//	mask.go      masks in texts and JSON values
//	compared.go  comparing a text with masks
//	pattern.go   matching a pattern against masks
//	body.go      masks in a body as a whole
package mask
