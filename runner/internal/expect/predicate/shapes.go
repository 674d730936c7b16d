package predicate

import "assay/runner/internal/lang"

// The shapes of predicates.
var (
	Ref        = lang.Ref("predicate") // on a JSON value
	PlainRef   = lang.Ref("plain")     // on values that are not JSON
	PlainShape = lang.Of("a predicate", PlainRef)
	Shape      = lang.Of("a predicate", Ref)
)
