package redact

import (
	"strings"

	"assay/runner/internal/exchange"
)

// members finds credentials in members of JSON. The text need not be JSON as a whole.
func members(s string, hits []hit) []hit {
	for from := 0; ; {
		i := strings.IndexByte(s[from:], ':')
		if i < 0 {
			return hits
		}
		colon := from + i
		from = colon + 1
		start, end := memberName(s, colon)
		if start == end {
			continue
		}
		begin, stop, ok := memberText(s, start, end)
		if !ok || begin == stop {
			continue
		}
		if kind := kindAt(s[start:end], bare(s[begin:stop])); kind != "" && !isPiece(s, start, end, stop) {
			hits = append(hits, issuedHit(s, begin+schemeOf(s[begin:stop]), stop, kind))
			from = stop
		}
	}
}

// memberName returns the range of the name before a colon, empty if there is none, or the value is
// no string.
func memberName(s string, colon int) (start, end int) {
	end = colon
	for end > 0 && strings.IndexByte(exchange.JSONSpace, s[end-1]) >= 0 {
		end--
	}
	if end == 0 || s[end-1] != '"' {
		return 0, 0
	}
	value := colon + 1
	for value < len(s) && strings.IndexByte(exchange.JSONSpace, s[value]) >= 0 {
		value++
	}
	if value == len(s) || s[value] != '"' && s[value] != '\\' {
		return 0, 0
	}
	for end--; end > 0 && s[end-1] == '\\'; end-- {
	}
	start = end
	for start > 0 && s[start-1] != '"' {
		if start--; end-start > mostName {
			return 0, 0
		}
	}
	if start == 0 {
		return 0, 0
	}
	return start, end
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
	quote := strings.Repeat(`\`, deep) + `"`
	i := end
	for _, sign := range []string{quote, ":", quote} {
		for i < len(s) && strings.IndexByte(exchange.JSONSpace, s[i]) >= 0 {
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
var pieceMembers = [...]string{"logprob", "log_prob", "bytes", "prob", "probability", "logit", "rank", "score", "special"}

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
