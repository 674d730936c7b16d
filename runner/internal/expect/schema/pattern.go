package schema

import (
	"fmt"
	"regexp"
	"time"

	"github.com/dlclark/regexp2"

	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/jsonschema"
	"assay/runner/internal/text"
)

// mostMatching bounds the matching of a pattern that backtracks against one value;
// the sum over all values of a judgement is bounded by its [check.Guard]. RE2 needs neither.
const mostMatching = time.Second

// schemaPattern compiles the pattern of a schema. JSON Schema has them of ECMA-262
// (section 6.4 of its core), which looks ahead and behind: what RE2 takes is RE2, which
// never takes long, and the rest goes to an engine that backtracks.
func schemaPattern(text string) (jsonschema.Pattern, error) { return patternWithin(text, mostMatching) }

func patternWithin(text string, most time.Duration) (jsonschema.Pattern, error) {
	re, err := regexp.Compile(text)
	if err == nil {
		return jsonschema.RE2{Regexp: re}, nil
	}
	ecma, err := regexp2.Compile(text, regexp2.ECMAScript|regexp2.Unicode)
	if err != nil {
		return nil, err
	}
	ecma.MatchTimeout = most
	check.ExpectBacktracking()
	return backtracking{ecma}, nil
}

// backtracking is a pattern that RE2 does not take.
type backtracking struct{ *regexp2.Regexp }

// MatchString reports whether text matches; the error says that time is up.
func (b backtracking) MatchString(s string) (bool, error) {
	ok, err := b.Regexp.MatchString(s)
	if err != nil {
		return false, fmt.Errorf("matching pattern %s against %s took longer than %s", text.Cut(b.String(), 120), show.Quote(s), mostMatching)
	}
	return ok, nil
}
