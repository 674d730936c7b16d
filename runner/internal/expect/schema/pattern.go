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

// mostMatching limits the time to match a backtracking pattern against one value; [check.Guard]
// limits the sum over all values of a judgement. RE2 needs neither.
const mostMatching = time.Second

// schemaPattern compiles the pattern of a schema. JSON Schema uses ECMA-262 (section 6.4 of its
// core), which looks ahead and behind. RE2, which never takes long, compiles what it can, and a
// backtracking engine the rest.
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

// backtracking is a pattern that RE2 does not compile.
type backtracking struct{ *regexp2.Regexp }

// MatchString reports whether text matches; the error says that time ran out.
func (b backtracking) MatchString(s string) (bool, error) {
	ok, err := b.Regexp.MatchString(s)
	if err != nil {
		return false, fmt.Errorf("matching pattern %s against %s took longer than %s", text.Cut(b.String(), 120), show.Quote(s), mostMatching)
	}
	return ok, nil
}
