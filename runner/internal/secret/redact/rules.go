package redact

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/theory/jsonpath"

	"assay/runner/internal/value"
)

// rules are Rules, compiled.
type rules struct {
	headers map[string]bool // lower case
	json    []*jsonpath.Path
	regex   []regexRule
}

// compile compiles the rules; the error names all that do not compile.
func compile(with Rules) (rules, error) {
	var out rules
	var errs []error
	for _, name := range with.Headers {
		if out.headers == nil {
			out.headers = map[string]bool{}
		}
		out.headers[strings.ToLower(name)] = true
	}
	for _, path := range with.JSON {
		p, err := value.Query(path)
		if err != nil {
			errs = append(errs, fmt.Errorf("redact: json: %q is no JSONPath: %w", path, err))
			continue
		}
		out.json = append(out.json, p)
	}
	for _, pattern := range with.Regex {
		re, err := regexp.Compile(pattern)
		if err != nil {
			errs = append(errs, fmt.Errorf("redact: regex: %q does not compile: %w", pattern, err))
			continue
		}
		out.regex = append(out.regex, regexRule{re})
	}
	return out, errors.Join(errs...)
}

// regexRule is a pattern of a suite.
type regexRule struct{ re *regexp.Regexp }

// hits are the places in s that the rule masks.
func (r regexRule) hits(s string) []hit {
	var out []hit
	for _, at := range r.re.FindAllStringSubmatchIndex(s, -1) {
		own := at[:2]
		if len(at) > 2 {
			own = at[2:4]
		}
		if own[0] < own[1] && s[own[0]:own[1]] != "${redacted:regex}" {
			out = append(out, hit{start: own[0], end: own[1], mask: "${redacted:regex}", kind: "redact: regex: " + r.re.String()})
		}
	}
	return out
}
