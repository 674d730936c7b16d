// Package labelfilter reads label filters as Ginkgo has them, so that the command selects
// findings by --label-filter without linking Ginkgo.
//
// The language (https://onsi.github.io/ginkgo/#spec-labels), weakest operator first:
//
//	a || b    a, b       either
//	a && b               both
//	!a                   not
//	(a)                  grouping
//	word                 a label, whatever its case
//	/re/                 a label that the regular expression (RE2) matches
//	key: isEmpty         no label is key:value
//	key: containsAny {a, b}, containsAll, consistsOf, isSubsetOf
//
// Goals: every filter means what it means to ginkgo run (the test asks both). Non-goals: checking
// labels, which package suite does.
package labelfilter
