package reset

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"assay/runner/internal/exchange"
)

// Named is a header that names a reset.
type Named struct {
	Header string // in the response's spelling
	Reading
	// Quota reports whether the header describes a quota, in every response: it is a reason to
	// wait only if the response refuses, or the quota is used up.
	Quota bool
	// Spent reports whether the response says that this quota is used up.
	Spent bool
}

// kind is a kind of header that names a reset.
type kind struct {
	is    func(name string) bool // name is in lower case
	forms []Form                 // nil: any
	quota bool
}

var (
	// A number in Retry-After is in seconds, whatever its size (RFC 9110, section 10.2.3); so it
	// is in headers with similar names.
	asRetryAfter   = []Form{Seconds, HTTPDate, DateTime, Duration}
	asMilliseconds = []Form{Milliseconds, EpochMS}
)

// kinds lists the kinds of headers, in order of precedence.
var kinds = []kind{
	{is: named("retry-after"), forms: asRetryAfter},
	{is: named("retry-after-ms"), forms: []Form{Milliseconds}},
	{is: named("x-ms-retry-after-ms"), forms: []Form{Milliseconds}},
	{is: isQuotaReset("x-ratelimit", "x-rate-limit"), quota: true},
	{is: named("ratelimit"), forms: []Form{RateLimit}, quota: true},
	{is: isQuotaReset("ratelimit"), quota: true},
	{is: isQuotaReset("anthropic-ratelimit"), quota: true},
	{is: named("x-retry-in"), forms: []Form{Duration, Seconds}},
	{is: func(name string) bool { return strings.HasPrefix(name, "retry-after-") }, forms: asRetryAfter},
}

func named(want string) func(string) bool { return func(name string) bool { return name == want } }

func isQuotaReset(prefixes ...string) func(string) bool {
	return func(name string) bool {
		return strings.Contains(name, "reset") &&
			slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
	}
}

// Of lists the headers of a response that name a reset, in order of precedence: Retry-After,
// retry-after-ms, x-ms-retry-after-ms, X-RateLimit-*Reset*, RateLimit and RateLimit-Reset,
// anthropic-ratelimit-*-reset, X-Retry-In, Retry-After-<name>. Among headers of one kind those of
// a used-up quota come first, then the latest. from is the time of the response; see [Clock]. Of
// omits headers that it cannot read.
func Of(h exchange.Header, from time.Time) []Named {
	if !mayName(h) {
		return nil
	}
	byKind := make([][]Named, len(kinds))
	total := 0
	for _, field := range h {
		name := strings.ToLower(field.Name)
		i := slices.IndexFunc(kinds, func(k kind) bool { return k.is(name) })
		if i < 0 {
			continue
		}
		read, err := Read(field.Value, from, formsOf(name, kinds[i].forms)...)
		if err != nil {
			continue
		}
		n := Named{Header: field.Name, Reading: read, Quota: kinds[i].quota}
		n.Spent = n.Quota && (read.spent() || nothing(h.Get(remaining(name))))
		byKind[i] = append(byKind[i], n)
		total++
	}
	out := make([]Named, 0, total)
	for _, list := range byKind {
		slices.SortStableFunc(list, func(a, b Named) int {
			if a.Spent != b.Spent {
				return rank(a.Spent) - rank(b.Spent)
			}
			return cmp.Compare(b.Wait, a.Wait)
		})
		out = append(out, list...)
	}
	return out
}

// mayName reports whether some header of h can name a reset. Most responses have none: this finds
// it out without a copy of their names in lower case.
func mayName(h exchange.Header) bool {
	for i := range h {
		name := h[i].Name
		for j := range len(name) {
			if name[j]|0x20 == 'r' && (hasFold(name[j:], "retry") || hasFold(name[j:], "rate")) {
				return true
			}
		}
	}
	return false
}

// hasFold reports whether text begins with prefix, in any case.
func hasFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

// FormsOf returns the forms of times in a header of that name; nil, for all forms, if [Of] does
// not know it.
func FormsOf(header string) []Form {
	name := strings.ToLower(header)
	for i := range kinds {
		if kinds[i].is(name) {
			return formsOf(name, kinds[i].forms)
		}
	}
	return nil
}

// formsOf returns the forms of a header of that name, in lower case: the suffix -ms means
// milliseconds.
func formsOf(name string, forms []Form) []Form {
	if len(forms) != 1 && strings.HasSuffix(name, "-ms") {
		return asMilliseconds
	}
	return forms
}

// remaining returns the name of the header with the remaining quota for a header with its reset.
func remaining(name string) string {
	name = strings.TrimSuffix(strings.TrimSuffix(name, "-ms"), "-after")
	return strings.Replace(name, "reset", "remaining", 1)
}
