package predicate

import (
	"slices"

	"assay/runner/internal/expect/show"
	"assay/runner/internal/source"
)

// A map without operators is a literal JSON object. If all of its keys are words of this language,
// or misspelled ones, it is probably not meant as an object: a misspelled operator below `not`
// would hold for every value.

// trapped records a map whose keys are all keys of an expectation, or misspelled operators.
func (c *Compiler) trapped(entries []source.Entry) bool {
	return c.refused(entries, func(key string) bool { return c.IsKey(key) || c.Language.Near(key) != "" })
}

// Misspelled records a map whose keys are all misspelled operators.
func (c *Compiler) Misspelled(entries []source.Entry) bool {
	return c.refused(entries, func(key string) bool { return c.Language.Near(key) != "" })
}

func (c *Compiler) refused(entries []source.Entry, odd func(key string) bool) bool {
	if len(entries) == 0 || slices.ContainsFunc(entries, func(e source.Entry) bool { return !odd(e.Key) }) {
		return false
	}
	for i, e := range entries {
		near, next := c.Language.Near(e.Key), "write {equals: {"+e.Key+": …}} to mean the map itself"
		p := c.Mistake(e.KeyNode, "%q is a key of an expectation, not an operator", e.Key)
		if near != "" {
			*p = source.Problem{Pos: p.Pos, Message: "unknown operator " + show.Quote(e.Key), Word: e.Key, DidYouMean: near}
		} else {
			next += ", or {like: {" + e.Key + ": …}} for a part of it"
		}
		if i == 0 {
			p.Next = next
		}
	}
	return true
}
