package sse

import (
	"bytes"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// kind is the kind of a line that is not blank.
type kind int

const (
	field kind = iota
	comment
	stray
)

// fields lists the field names of the standard, which are case-sensitive. The standard ignores
// lines with other names; here they are strays.
var fields = [...]string{"data", "event", "id", "retry"}

// split splits a line into a field's name and value, without one space after the colon.
func split(line []byte) (name string, value []byte, k kind) {
	if line[0] == ':' {
		return "", nil, comment
	}
	before, value, found := bytes.Cut(line, []byte(":"))
	for _, known := range fields {
		if string(before) == known {
			if found {
				value = bytes.TrimPrefix(value, []byte(" "))
			}
			return known, value, field
		}
	}
	return "", nil, stray
}

// isStart reports whether a line that was cut off could have become a field.
func isStart(line []byte) bool {
	for _, known := range fields {
		if strings.HasPrefix(known, string(line)) {
			return true
		}
	}
	return false
}

// milliseconds reads the value of "retry", which consists of ASCII digits only. More than 29 years,
// near the maximum of a Duration, counts as 29 years.
func milliseconds(value []byte) (time.Duration, bool) {
	const most = math.MaxInt64 / int64(time.Millisecond) / 10
	var n int64
	for _, c := range value {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = min(n*10+int64(c-'0'), most)
	}
	return time.Duration(n) * time.Millisecond, len(value) > 0
}

// text decodes b as the standard does: invalid UTF-8 becomes U+FFFD, one for each maximal part.
func text(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	out, err := unicode.UTF8.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\ufffd")
	}
	return string(out)
}
