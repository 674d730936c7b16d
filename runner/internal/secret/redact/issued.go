package redact

import (
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/secret/names"
)

// issuedMembers are the values of members of JSON in which an authorization server gives out
// tokens, at any depth, also in JSON inside a string of JSON. Without any it costs one search for a
// word.
func issuedMembers(s string) []hit {
	var hits []hit
	for from := 0; ; {
		i := strings.Index(s[from:], "_token")
		if i < 0 {
			return hits
		}
		end := from + i + len("_token")
		from = end
		name := issuedBefore(s[:end])
		if name == "" {
			continue
		}
		start, stop, ok := memberText(s, end-len(name), end)
		if ok && start < stop && !isMask(s[start:stop]) {
			hits = append(hits, issuedHit(start, stop, name))
			from = stop
		}
	}
}

// issuedPairs are the values of such parameters, in a form or in an address.
func issuedPairs(s string) []hit {
	var hits []hit
	for from := 0; ; {
		i := strings.Index(s[from:], "_token=")
		if i < 0 {
			return hits
		}
		end := from + i + len("_token")
		from = end + 1
		name := issuedBefore(s[:end])
		if start := end - len(name); name == "" || start > 0 && strings.IndexByte("?&#", s[start-1]) < 0 {
			continue
		}
		stop := from
		for stop < len(s) && strings.IndexByte("&#;\"'<> \t\r\n", s[stop]) < 0 {
			stop++
		}
		if from < stop && !isMask(s[from:stop]) {
			hits = append(hits, issuedHit(from, stop, name))
		}
	}
}

// issuedBefore is the name of a token that s ends with, "" without.
func issuedBefore(s string) string {
	for _, name := range names.Issued {
		if strings.HasSuffix(s, name) {
			return name
		}
	}
	return ""
}

func issuedHit(start, end int, name string) hit {
	return hit{start: start, end: end, mask: "${redacted:" + name + "}", kind: "the member " + name}
}

// isMask reports whether a text is a mask already.
func isMask(s string) bool {
	return strings.HasPrefix(s, "${") && strings.IndexByte(s, '}') == len(s)-1
}

// memberText returns the range between the quotes of the value of the member whose name is at start
// to end; false if the value is not a string, or the name not a member's. Its quotes are escaped
// like those of the name.
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
