// Package packs holds contracts for providers of language models: ordinary suites that
// assay init copies into a user's folder, theirs to edit from then on, and that a suite takes by
// include: {pack: NAME}.
//
//	packs.go   the packs, and their text for one provider
//	files      the suites, and answers.yaml that they share
package packs
