package sse

import (
	"bytes"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// kind is what a line that is not blank is.
type kind int

const (
	field kind = iota
	comment
	stray
)

// fields are the names that the standard knows, case counts. Lines with others it
// passes over; here they are strays.
var fields = [...]string{"data", "event", "id", "retry"}

// split reads a line: a field's name and value, one space after the colon taken
// off.
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

// milliseconds reads the value of "retry", which is nothing but ASCII digits.
// Longer than 29 years, near what a Duration can hold, is 29 years.
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

// text is b as the standard decodes it: what is no UTF-8 becomes U+FFFD, one for
// each maximal part.
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
