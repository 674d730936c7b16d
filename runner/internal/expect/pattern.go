package expect

import (
	"fmt"
	"regexp"
	"sync/atomic"
	"time"

	"github.com/dlclark/regexp2"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// mostMatching bounds the matching of a pattern that backtracks against one value;
// the sum over all values of a judgement is bounded by its [Guard]. RE2 needs neither.
const mostMatching = time.Second

// backtracks reports whether some schema has a pattern that backtracks: schemas are
// judged under a guard from then on, however small the body.
var backtracks atomic.Bool

// schemaPattern compiles the pattern of a schema. JSON Schema has them of ECMA-262
// (section 6.4 of its core), which looks ahead and behind: what RE2 takes is RE2, which
// never takes long, and the rest goes to an engine that backtracks.
func schemaPattern(text string) (jsonschema.Regexp, error) { return patternWithin(text, mostMatching) }

func patternWithin(text string, most time.Duration) (jsonschema.Regexp, error) {
	re, err := regexp.Compile(text)
	if err == nil {
		return re, nil
	}
	ecma, err := regexp2.Compile(text, regexp2.ECMAScript|regexp2.Unicode)
	if err != nil {
		return nil, err
	}
	ecma.MatchTimeout = most
	backtracks.Store(true)
	return backtracking{ecma}, nil
}

// backtracking is a pattern that RE2 does not take.
type backtracking struct{ *regexp2.Regexp }

// unmatched is the panic of a pattern that could not be matched in time. The library
// asks for true or false, and both would be a lie that a `not` turns into a verdict;
// validate takes it.
type unmatched struct{ pattern, text string }

func (u unmatched) String() string {
	return fmt.Sprintf("matching pattern %s against %s took longer than %s", cutText(u.pattern, 120), quote(u.text), mostMatching)
}

// MatchString reports whether text matches. It panics with unmatched where time is up.
func (b backtracking) MatchString(text string) bool {
	ok, err := b.Regexp.MatchString(text)
	if err != nil {
		panic(unmatched{b.String(), text})
	}
	return ok
}
