// Package diagnose finds which hypotheses of a suite its observations refute, which remain
// standing, and what to try next.
//
// A hypothesis predicts the responses to probes, were it true. One contradicted prediction refutes
// it. Parts that were not observed or not reported by their source, and transport errors, count
// neither for nor against it. So a true hypothesis is never refuted by evidence of one situation;
// evidence that may be of several situations (other networks, other times) is kept separate, or a
// warning says so.
//
// # The next experiment
//
// The package enumerates what may still be observed: for each probe, example responses that the
// standing hypotheses predict, each judged under every rival. An experiment distinguishes
// hypotheses if an example meets one and contradicts another. A probe that the predictions compare
// with another (same_as) is an experiment with both. Answering a checklist item, another network, a
// wait and a second key are experiments, too.
//
// # The guarantee
//
// Making the proposed experiments, one after the other, ends with one standing hypothesis or with
// no experiment that could refute another. If all probes are equally safe and their costs are the
// requests, it takes no more requests in the worst world than the best decision tree: every
// strategy is examined, several requests ahead (see search.go). If the suite names costs, the cost
// in the worst world is minimal. If probes are not equally safe, it is the best among the trees
// that keep the order of safety (see safest), not among all.
//
// Predictions that all standing hypotheses share cannot distinguish them. Their probes are sent
// last (see Diagnosis.Confirm), and show whether the remaining hypothesis is true.
//
// A world is one response to every probe such that some hypothesis is true. Each response meets a
// prediction, has a name in the suite, or is one that no hypothesis predicts. Unforeseeable events
// are left out: a transport error, a probe that cannot be sent because of another's response.
//
// The search gives up after mostAhead joint responses, with more than mostStanding hypotheses or
// mostPlaces probes, or if the current run is judged in more than one view. Then each experiment is
// chosen by itself: safe ones first, then those sure to refute something, then those with the most
// expected information (in bits) for their cost. That has no guarantee until so few hypotheses
// remain that the search completes.
//
// Goals: pure, so that a test can play every world of a suite; bounded work, however large the
// suite; no claim beyond the evidence. Non-goals: probabilities of hypotheses (unknown here),
// sending anything, showing anything.
//
// A map of the files:
//
//	model.go        Input, Diagnosis and their parts
//	diagnose.go     Of: the order of the work
//	views.go        observations by what a run varied
//	predictions.go  predictions, probe by probe, judged
//	status.go       hypotheses judged
//	words.go        observations, in words
//	times.go        observations far apart in time
//	candidates.go   what could be tried
//	outcomes.go     the possible outcomes of each, and what they would refute
//	memo.go         named answers, judged once
//	rank.go         which comes first
//	sequence.go     one after the other, until decided
//	confirm.go      unobserved predictions of the remaining hypotheses
//	ahead.go        the first experiment of a strategy
//	board.go        what may be sent, and what every response contradicts
//	compared.go     the same for probes that predictions compare
//	search.go       every strategy, several requests ahead
//	set.go          sets of hypotheses
package diagnose
