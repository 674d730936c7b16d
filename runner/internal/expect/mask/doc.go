// Package mask is values that were masked before they were judged.
//
// Goals: what the spelling of a masked value decides is unknown; all else is judged.
// Non-goals: masking (package secret/redact).
//
// A map of the files:
//
//	mask.go      masks in texts and JSON values
//	compared.go  comparing a text with masks
//	pattern.go   what a mask may hide of a pattern
//	body.go      masks in a body as a whole
package mask
