package redact

import (
	"slices"
	"strings"
)

// Ordinary reports whether a value with the name of a credential is a known kind of value that is
// none: a date with or without a time (password_changed), the address of an account, an id, or a
// name in a program.
func Ordinary(value string) bool {
	return isDate(value) || isAccount(value) || isSID(value) || isCode(value)
}

// roots are where programs keep credentials: what names in them start with, which language models
// answer (api_key=settings.key2).
var roots = []string{"args", "cfg", "conf", "config", "env", "options", "opts", "os", "process", "secrets", "self", "settings", "this"}

// isCode reports whether a value is the name of a field below one of the roots: words between dots,
// each with at most two digits, which are at its end.
func isCode(value string) bool {
	root, rest, ok := strings.Cut(value, ".")
	if !ok || !slices.Contains(roots, root) {
		return false
	}
	for word := range strings.SplitSeq(rest, ".") {
		letters := strings.TrimRight(word, "0123456789")
		if letters == "" || len(word)-len(letters) > 2 || strings.Trim(letters, "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return false
		}
	}
	return true
}

// isDate reports whether a value starts as a date does (RFC 3339, section 5.6), and has nothing
// else than a time after that.
func isDate(value string) bool {
	const date, digits = "0000-00-00", "0123456789"
	if len(value) < len(date) {
		return false
	}
	for i := range len(date) {
		if c := value[i]; c != '-' && date[i] == '-' || strings.IndexByte(digits, c) < 0 && date[i] != '-' {
			return false
		}
	}
	return strings.Trim(value[len(date):], digits+"TtZz:.+- ") == ""
}

// isAccount reports whether a value is the address of an account or contract of Ethereum, which
// APIs of markets have in members such as token.
func isAccount(value string) bool {
	return len(value) == 42 && value[0] == '0' && value[1] == 'x' && strings.Trim(value[2:], "0123456789abcdefABCDEF") == ""
}

// isSID reports whether a value is an id as Twilio gives them to accounts, messages and calls, in
// members called sid: two capitals and 32 hexadecimal digits.
func isSID(value string) bool {
	return len(value) == 34 && strings.Trim(value[:2], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" && strings.Trim(value[2:], "0123456789abcdef") == ""
}
