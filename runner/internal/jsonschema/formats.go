package jsonschema

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"
	"unicode/utf8"
)

// Format returns the check of a format (validation, section 7.3), nil for a format without one. The
// format regex belongs to the compiler: see [Compiler.Format].
func Format(name string) func(text string) error {
	switch name {
	case "date-time":
		return dateTime
	case "date":
		return date
	case "time":
		return clock
	case "duration":
		return duration
	case "email", "idn-email":
		return email
	case "hostname":
		return hostname
	case "ipv4":
		return ipv4
	case "ipv6":
		return ipv6
	case "uri":
		return uri
	case "uri-reference":
		return uriReference
	case "iri":
		return iri
	case "iri-reference":
		return iriReference
	case "uri-template":
		return uriTemplate
	case "uuid":
		return uuid
	case "json-pointer":
		return jsonPointer
	case "relative-json-pointer":
		return relativeJSONPointer
	}
	return nil
}

// Format is [Format] with the format regex, for which it uses the compiler's patterns.
func (c *Compiler) Format(name string) func(text string) error { return c.format(name) }

// formatOf returns the check of a format on values of any type, nil for a format without one.
func (c *Compiler) formatOf(name string) func(v any) error {
	if own := c.Formats[name]; own != nil {
		return own
	}
	check := c.format(name)
	if check == nil {
		return nil
	}
	return func(v any) error {
		if text, ok := v.(string); ok {
			return check(text)
		}
		return nil
	}
}

func (c *Compiler) format(name string) func(text string) error {
	if name == "regex" {
		return func(text string) error {
			_, err := c.pattern(text)
			return err
		}
	}
	return Format(name)
}

// digits reports whether a text consists of exactly n digits.
func digits(s string, n int) bool {
	if len(s) != n {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

var (
	errDateTime = errors.New("not a date and time as in 2026-01-02T03:04:05Z (RFC 3339)")
	errDate     = errors.New("not a date as in 2026-01-02 (RFC 3339)")
	errTime     = errors.New("not a time as in 03:04:05Z or 03:04:05.6+01:00 (RFC 3339)")
	errDuration = errors.New("not a duration as in P1DT2H or P3W (RFC 3339, appendix A)")
)

func dateTime(text string) error {
	if len(text) < 11 || text[10] != 'T' && text[10] != 't' || date(text[:10]) != nil || clock(text[11:]) != nil {
		return errDateTime
	}
	return nil
}

func date(text string) error {
	if len(text) != 10 {
		return errDate
	}
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return errDate
	}
	return nil
}

// clock checks for a full-time (RFC 3339, section 5.6): with a zone, and with second 60 only at a
// possible leap second.
func clock(text string) error {
	if len(text) < 9 || text[2] != ':' || text[5] != ':' || !digits(text[:2]+text[3:5]+text[6:8], 6) {
		return errTime
	}
	two := func(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }
	hour, minute, second, rest := two(text), two(text[3:]), two(text[6:]), text[8:]
	if rest[0] == '.' {
		fraction := strings.TrimLeft(rest[1:], "0123456789")
		if len(fraction) == len(rest)-1 || fraction == "" {
			return errTime
		}
		rest = fraction
	}
	offset := 0
	switch {
	case rest == "Z" || rest == "z":
	case len(rest) == 6 && (rest[0] == '+' || rest[0] == '-') && rest[3] == ':' && digits(rest[1:3]+rest[4:], 4):
		if two(rest[1:]) > 23 || two(rest[4:]) > 59 {
			return errTime
		}
		if offset = two(rest[1:])*60 + two(rest[4:]); rest[0] == '-' {
			offset = -offset
		}
	default:
		return errTime
	}
	const day = 24 * 60
	utc := ((hour*60+minute-offset)%day + day) % day
	if hour > 23 || minute > 59 || second > 60 || second == 60 && utc != day-1 {
		return errTime
	}
	return nil
}

// duration checks the grammar of appendix A of RFC 3339: consecutive units without a gap, or weeks
// alone.
func duration(text string) error {
	rest, ok := strings.CutPrefix(text, "P")
	if !ok || rest == "" {
		return errDuration
	}
	days, times, timed := strings.Cut(rest, "T")
	if strings.HasSuffix(days, "W") {
		if timed || !inUnits(days, "W") {
			return errDuration
		}
		return nil
	}
	if timed && times == "" || !inUnits(days, "YMD") || !inUnits(times, "HMS") {
		return errDuration
	}
	return nil
}

// inUnits reports whether a text consists of numbers with consecutive units, in order.
func inUnits(text, units string) bool {
	for began := false; text != ""; began = true {
		rest := strings.TrimLeft(text, "0123456789")
		if rest == "" || len(rest) == len(text) {
			return false
		}
		at := strings.IndexByte(units, rest[0])
		if at < 0 || began && at > 0 {
			return false
		}
		units, text = units[at+1:], rest[1:]
	}
	return true
}

func email(text string) error {
	at := strings.LastIndexByte(text, '@')
	switch {
	case at < 0:
		return errors.New("no @ stands in it")
	case at == 0:
		return errors.New("nothing stands before an @")
	case at > 64:
		return errors.New("more than 64 bytes stand before the @ (RFC 5321, section 4.5.3.1.1)")
	}
	if err := localPart(text[:at]); err != nil {
		return err
	}
	domain := text[at+1:]
	if inner, ok := strings.CutPrefix(domain, "["); ok && strings.HasSuffix(inner, "]") {
		inner = strings.TrimSuffix(inner, "]")
		if v6, ok := strings.CutPrefix(inner, "IPv6:"); ok {
			return ipv6(v6)
		}
		return ipv4(inner)
	}
	if !isASCII(domain) {
		return nil
	}
	return hostname(domain)
}

// localPart checks the part before the @ (RFC 5321, section 4.1.2): words with dots between them,
// or a quoted text. RFC 6531 adds characters outside ASCII.
func localPart(local string) error {
	if len(local) > 1 && local[0] == '"' && local[len(local)-1] == '"' {
		inner := strings.NewReplacer(`\\`, "", `\"`, "").Replace(local[1 : len(local)-1])
		if strings.ContainsAny(inner, "\"\\") {
			return errors.New("a quote or backslash in quotes needs a backslash")
		}
		return nil
	}
	if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return errors.New("a dot needs something on both sides")
	}
	for _, r := range local {
		if r <= ' ' || r == 0x7f || strings.ContainsRune(`()<>[]:;@\,"`, r) {
			return fmt.Errorf("%q cannot stand before the @ without quotes", r)
		}
	}
	return nil
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// hostname checks for labels of letters, digits and hyphens (RFC 1123, section 2.1).
func hostname(text string) error {
	if len(text) > 253 {
		return errors.New("longer than 253 bytes")
	}
	for label := range strings.SplitSeq(text, ".") {
		switch {
		case label == "":
			return errors.New("a label is empty")
		case len(label) > 63:
			return errors.New("a label is longer than 63 bytes")
		case label[0] == '-' || label[len(label)-1] == '-':
			return errors.New("a label begins or ends with a hyphen")
		}
		for _, r := range label {
			if r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
				return fmt.Errorf("%q is neither a letter of ASCII nor a digit nor a hyphen", r)
			}
		}
	}
	return nil
}

func ipv4(text string) error {
	if a, err := netip.ParseAddr(text); err != nil || !a.Is4() {
		return errors.New("not four numbers from 0 to 255 with dots between them")
	}
	return nil
}

func ipv6(text string) error {
	if a, err := netip.ParseAddr(text); err != nil || !a.Is6() || a.Zone() != "" {
		return errors.New("not an IPv6 address as in 2001:db8::1 (RFC 4291, section 2.2)")
	}
	return nil
}

func uuid(text string) error {
	wrong := errors.New("not as in 123e4567-e89b-12d3-a456-426614174000 (RFC 4122, section 3)")
	if len(text) != 36 {
		return wrong
	}
	for i, r := range text {
		hyphen := i == 8 || i == 13 || i == 18 || i == 23
		if hyphen != (r == '-') || !hyphen && !isHex(r) {
			return wrong
		}
	}
	return nil
}

func isHex(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'f' || r >= 'A' && r <= 'F'
}

// jsonPointer checks for a pointer (RFC 6901, section 3).
func jsonPointer(text string) error {
	if text != "" && text[0] != '/' {
		return errors.New("a JSON pointer is empty or begins with / (RFC 6901)")
	}
	for rest := text; ; {
		_, after, found := strings.Cut(rest, "~")
		if !found {
			return nil
		}
		if after == "" || after[0] != '0' && after[0] != '1' {
			return errors.New("behind ~ stands 0 or 1 (RFC 6901)")
		}
		rest = after
	}
}

func relativeJSONPointer(text string) error {
	rest := strings.TrimLeft(text, "0123456789")
	up := text[:len(text)-len(rest)]
	if up == "" || len(up) > 1 && up[0] == '0' {
		return errors.New("a relative JSON pointer begins with a number without leading zeros")
	}
	if rest == "#" {
		return nil
	}
	return jsonPointer(rest)
}
