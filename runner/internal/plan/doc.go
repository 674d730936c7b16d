// Package plan makes a suite ready to run: every row a probe of its own, every
// finding the specs that judge it, and the tree that shows them.
//
// A probe's request is complete except for values that only a run knows (secrets, captures,
// ${uuid}…), so its text is its identity in a fixture file. A plan is made once and only read
// afterwards, by any number of goroutines.
//
// Goals: linear in the size of the suite; the same plan, byte for byte, whenever it is made;
// document order everywhere. Non-goals: I/O other than reading the files that requests send; how
// requests are sent or judged.
//
// A map of the files:
//
//	model.go      Plan, Probe, Spec, Container: the data for later stages
//	build.go      Build: the order of the work
//	probes.go     probes and their rows
//	request.go    the request to send from a declared one
//	readon.go     how long streams are read after their end mark
//	url.go        the URL from target, path and query
//	body.go       bodies: JSON, form, text, files
//	multipart.go  multipart/form-data
//	refs.go       ${references}: fills in rows, finds captures
//	deps.go       dependencies between probes
//	cleanup.go    probes that are sent last, and what they clean up after
//	behind.go     probes that keep others from being sent, and those that the environment excludes
//	names.go      probes by id, row and glob
//	compared.go   the secrets that expectations compare with
//	specs.go      findings and checklist items as specs
//	tree.go       specs in containers of bounded size
//	needed.go     the probes that some specs need
package plan
