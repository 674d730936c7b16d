package redact

import (
	"strings"

	"assay/runner/internal/exchange"
)

// member returns the credential that the member with a name at start to end has. The text need not
// be JSON as a whole.
func member(s string, start, end int) (hit, bool) {
	if start == 0 || s[start-1] != '"' || end == len(s) || s[end] != '"' && s[end] != '\\' {
		return hit{}, false
	}
	from, to, ok := memberText(s, start, end)
	if !ok || from == to {
		return hit{}, false
	}
	kind := kindAt(s[start:end], bare(s[from:to]))
	if kind == "" || isPiece(s, start, end, to) {
		return hit{}, false
	}
	return issuedHit(s, from+schemeOf(s[from:to]), to, kind), true
}

// memberText returns the range between the quotes of the value of the member whose name is at
// start to end; false if the value is not a string, or the name not a member's. Its quotes are
// escaped like those of the name.
func memberText(s string, start, end int) (int, int, bool) {
	deep := 0
	if start == 0 || s[start-1] != '"' {
		return 0, 0, false
	}
	for deep < start-1 && s[start-2-deep] == '\\' {
		deep++
	}
	quote := `"`
	if deep > 0 {
		quote = strings.Repeat(`\`, deep) + quote
	}
	i := end
	for _, sign := range []string{quote, ":", quote} {
		for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r') {
			i++
		}
		if !strings.HasPrefix(s[i:], sign) {
			return 0, 0, false
		}
		i += len(sign)
	}
	// At this depth a quote follows deep backslashes, and each backslash of the token itself is
	// deep+1 of them, so that the remainder tells what a quote after a run of them is.
	for at := i; at < len(s); at++ {
		run := 0
		for at < len(s) && s[at] == '\\' {
			run, at = run+1, at+1
		}
		if at == len(s) || s[at] != '"' {
			continue
		}
		switch run % (2 * (deep + 1)) {
		case deep: // ends the token
			return i, at - deep, true
		case 2*deep + 1: // a part of the token
			continue
		}
		return 0, 0, false // ends a string around the token
	}
	return 0, 0, false
}

// schemes are words before a credential, as in Authorization: Bearer …
var schemes = [...]string{"bearer ", "basic ", "token ", "dpop ", "apikey ", "negotiate ", "ntlm "}

// schemeOf returns the size of the scheme that a value starts with, 0 without.
func schemeOf(value string) int {
	for _, scheme := range schemes {
		if len(value) > len(scheme) && strings.EqualFold(value[:len(scheme)], scheme) {
			return len(scheme)
		}
	}
	return 0
}

// bare returns a value without its scheme.
func bare(value string) string { return value[schemeOf(value):] }

// pieceMembers are members next to a token of text, in what a language model answers.
var pieceMembers = [...]string{"logprob", "log_prob", "bytes", "prob", "probability", "logit", "rank", "score", "special", "finish_reason"}

// isPiece reports whether a member is a piece of a model's text with its probability: its name is
// token, and the next member says how probable it is.
func isPiece(s string, start, end, stop int) bool {
	if s[start:end] != "token" {
		return false
	}
	rest := strings.TrimLeft(s[stop:min(len(s), stop+2*mostName)], `\"`+exchange.JSONSpace)
	rest, found := strings.CutPrefix(rest, ",")
	if !found {
		return false
	}
	name, _, _ := strings.Cut(strings.TrimLeft(rest, `\"`+exchange.JSONSpace), `"`)
	name = strings.TrimRight(name, `\`)
	for _, known := range pieceMembers {
		if name == known {
			return true
		}
	}
	return false
}
