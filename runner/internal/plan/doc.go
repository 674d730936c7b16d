// Package plan makes a suite ready to run: every row a probe of its own, every
// finding the specs that judge it, and the tree that shows them.
//
// A probe's request is complete but for what only a run knows (secrets, captures,
// ${uuid}…), so its text is its identity in a fixture file. A plan is made once
// and only read afterwards, from any number of goroutines.
//
// Goals: linear in the size of the suite; the same plan, byte for byte, whenever
// it is made; document order everywhere. Non-goals: I/O beyond reading the files
// that requests send; knowing how requests are sent or judged.
//
// A map of the files:
//
//	model.go      Plan, Probe, Spec, Container: what later stages read
//	build.go      Build: the order of the work
//	probes.go     probes and their rows
//	request.go    a declared request as the one that is sent
//	url.go        target, path and query as one address
//	body.go       bodies: JSON, form, text, files
//	multipart.go  multipart/form-data
//	refs.go       ${references}: rows filled, captures found
//	deps.go       what must be observed before what
//	cleanup.go    what is sent last, and after what
//	behind.go     what a probe keeps from being sent, and what the environment leaves out
//	names.go      probes by id, row and glob
//	compared.go   the secrets that expectations compare with
//	specs.go      findings and checklist items as specs
//	tree.go       specs in containers of bounded size
//	needed.go     the probes that some specs need
package plan
