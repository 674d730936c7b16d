// Package diagnose tells which hypotheses of a suite its observations refute,
// which of them stand, and what to try next.
//
// A hypothesis says what probes would be answered, were it true. One prediction
// contradicted refutes it. What was not observed, not reported by its source, or
// answered by a failing connection contradicts nothing: it is neither for nor
// against. So a true hypothesis is never refuted by evidence of one situation;
// where the evidence may be of several (other networks, other times), it is kept
// apart or a warning says so.
//
// # The next experiment
//
// What may still be observed is enumerated: for each probe, the answers that the
// standing hypotheses predict, made as examples, each judged under every rival.
// An experiment tells hypotheses apart where an example meets one and contradicts
// another. Among the experiments, those that are sure to refute something come
// first, safe ones before those that may lengthen a ban, write, or carry no
// credentials; then what it is expected to tell (in bits) for its cost. A probe
// that the predictions compare with another (same_as) is an experiment of both.
// A look-up of the checklist, another network, a wait and a second key are
// experiments too.
//
// Goals: pure, so that a test can play every world of a suite; linear in the
// number of predictions; no claim beyond the evidence. Non-goals: probabilities
// of hypotheses (nothing here knows them), sending anything, showing anything.
//
// A map of the files:
//
//	model.go        Input, Diagnosis and their parts
//	diagnose.go     Of: the order of the work
//	views.go        observations by what a run varied
//	predictions.go  predictions, probe by probe, judged
//	status.go       hypotheses judged
//	words.go        what came, in words
//	times.go        observations far apart in time
//	candidates.go   what could be tried
//	outcomes.go     what each could bring, and what that would refute
//	memo.go         answers by name, judged once
//	rank.go         which comes first
//	sequence.go     one after the other, until decided
//	set.go          sets of hypotheses
package diagnose
