package expect

import (
	"regexp"
	"time"

	"github.com/dlclark/regexp2"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// mostMatching bounds the matching of a pattern that backtracks. RE2 needs none.
const mostMatching = time.Second

// schemaPattern compiles the pattern of a schema. JSON Schema has them of ECMA-262
// (section 6.4 of its core), which looks ahead and behind: what RE2 takes is RE2, which
// never takes long, and the rest goes to an engine that backtracks.
func schemaPattern(text string) (jsonschema.Regexp, error) {
	re, err := regexp.Compile(text)
	if err == nil {
		return re, nil
	}
	ecma, err := regexp2.Compile(text, regexp2.ECMAScript|regexp2.Unicode)
	if err != nil {
		return nil, err
	}
	ecma.MatchTimeout = mostMatching
	return backtracking{ecma}, nil
}

// backtracking is a pattern that RE2 does not take.
type backtracking struct{ *regexp2.Regexp }

// MatchString tells whether text matches; one that cannot be matched in time does not.
func (b backtracking) MatchString(text string) bool {
	ok, err := b.Regexp.MatchString(text)
	return err == nil && ok
}
