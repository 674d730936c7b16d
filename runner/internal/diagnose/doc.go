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
// another. A probe that the predictions compare with another (same_as) is an
// experiment of both. A look-up of the checklist, another network, a wait and a
// second key are experiments too.
//
// # The guarantee
//
// Following what is proposed, one experiment after the other, ends with one
// hypothesis standing or with nothing more that could refute one of them. In a
// suite whose probes are equally safe and whose costs are the requests, it takes no
// more requests in the worst world than the best decision tree: every strategy is
// looked at, several requests ahead (see search.go). Where costs are named, it is
// the cost of the worst world that is least. Where probes are not equally safe, it
// is the best of the trees that keep the order of safety (see safest), not of all.
//
// What all standing hypotheses predict alike refutes none of them before the others. It is
// asked for last (see Diagnosis.Confirm), and shows whether what stands is true.
//
// A world is one answer to every probe such that some hypothesis is true. Each
// answer is one that meets a prediction, one that the suite has a name for, or one
// that nobody predicts. What cannot be foreseen is left out: a failing connection, a
// probe that cannot be sent because of what another was answered.
//
// The search ends where it has looked at mostAhead joint answers, or meets more
// than mostStanding hypotheses or mostPlaces probes, or where the run of now is
// judged in more than one view. Beyond that, each experiment is chosen by itself:
// what is safe, then what is sure to refute something, then what is expected to
// tell most (in bits) for its cost. That bears no guarantee, until so few
// hypotheses stand that the search ends in time.
//
// Goals: pure, so that a test can play every world of a suite; bounded work,
// however large the suite; no claim beyond the evidence. Non-goals: probabilities
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
//	confirm.go      what the last ones standing predict and nobody observed
//	ahead.go        which of them a strategy begins with
//	board.go        what may be asked, and what every answer contradicts
//	compared.go     the same of probes that predictions compare
//	search.go       every strategy, several requests ahead
//	set.go          sets of hypotheses
package diagnose
