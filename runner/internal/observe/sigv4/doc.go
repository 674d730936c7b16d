// Package sigv4 signs requests as AWS asks (Signature Version 4), with AWS's own signer.
//
// Goals: who signs nothing links none of AWS's 28 packages; see package assay/runner/sigv4.
// Non-goals: where credentials come from (package suite).
//
// A map of the files:
//
//	sign.go Sign
package sigv4
