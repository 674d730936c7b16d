package jsonschema

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"unicode/utf8"
)

func uri(text string) error          { return address(text, true, false) }
func uriReference(text string) error { return address(text, false, false) }
func iri(text string) error          { return address(text, true, true) }
func iriReference(text string) error { return address(text, false, true) }

// address checks for a URI (RFC 3986) or an IRI (RFC 3987), which may have characters outside
// ASCII; absolute requires a scheme.
func address(text string, absolute, international bool) error {
	if err := addressLetters(text, international); err != nil {
		return err
	}
	scheme, rest, found := strings.Cut(text, ":")
	switch {
	case found && isScheme(scheme):
	case absolute:
		return errors.New("a scheme such as https: belongs before it")
	case found && !strings.ContainsAny(scheme, "/?#"):
		return errors.New("./ belongs before a first segment with a colon")
	default:
		rest = text
	}
	rest, fragment, _ := strings.Cut(rest, "#")
	if strings.Contains(fragment, "#") {
		return errors.New("more than one #")
	}
	path, query, _ := strings.Cut(rest, "?")
	if after, ok := strings.CutPrefix(path, "//"); ok {
		host, behind, _ := strings.Cut(after, "/")
		if err := authority(host); err != nil {
			return err
		}
		path = behind
	}
	if strings.ContainsAny(path+query+fragment, "[]") {
		return errors.New("square brackets belong around an IP address only")
	}
	return nil
}

// addressLetters checks that a text has only characters of a URI, and two hexadecimal digits after
// each percent sign.
func addressLetters(text string, international bool) error {
	for i, r := range text {
		if r <= ' ' || r == 0x7f || !international && r >= utf8.RuneSelf || strings.ContainsRune("\"<>\\^`{|}", r) {
			return fmt.Errorf("%q at byte %d must be percent-encoded", r, i)
		}
		if r == '%' && (len(text) < i+3 || !isHex(rune(text[i+1])) || !isHex(rune(text[i+2]))) {
			return fmt.Errorf("behind the %% at byte %d stand no two hexadecimal digits", i)
		}
	}
	return nil
}

func isScheme(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || (r < '0' || r > '9') && !strings.ContainsRune("+-.", r)) {
			return false
		}
	}
	return s != ""
}

// authority checks user, host and port (RFC 3986, section 3.2).
func authority(text string) error {
	if strings.Count(text, "@") > 1 {
		return errors.New("more than one @ in the authority")
	}
	if user, host, found := strings.Cut(text, "@"); found {
		if strings.ContainsAny(user, "[]") {
			return errors.New("square brackets belong around an IP address only")
		}
		text = host
	}
	var host, port string
	if inner, ok := strings.CutPrefix(text, "["); ok {
		inside, after, closed := strings.Cut(inner, "]")
		if !closed || !isLiteral(inside) {
			return errors.New("what stands in square brackets is no IPv6 address")
		}
		host, port = "", after
		if port != "" && port[0] != ':' {
			return errors.New("behind the square brackets stands no port")
		}
		port = strings.TrimPrefix(port, ":")
	} else {
		host, port, _ = strings.Cut(text, ":")
	}
	if strings.ContainsAny(host, "[]") {
		return errors.New("square brackets belong around an IP address only")
	}
	if !digits(port, len(port)) {
		return fmt.Errorf("%q is no port", port)
	}
	return nil
}

// isLiteral reports whether a text is an IPv6 address or one of a future version.
func isLiteral(text string) bool {
	if text != "" && (text[0] == 'v' || text[0] == 'V') {
		version, rest, found := strings.Cut(text[1:], ".")
		return found && version != "" && rest != "" && strings.Trim(version, "0123456789abcdefABCDEF") == ""
	}
	a, err := netip.ParseAddr(text)
	return err == nil && a.Is6() && a.Zone() == ""
}

// uriTemplate checks for a template of level 4 (RFC 6570, section 2).
func uriTemplate(text string) error {
	for rest := text; rest != ""; {
		literal, after, found := strings.Cut(rest, "{")
		if strings.Contains(literal, "}") {
			return errors.New("a } has no { before it")
		}
		if strings.Contains(literal, "'") {
			return errors.New("a ' outside of braces must be percent-encoded")
		}
		if err := addressLetters(literal, true); err != nil {
			return err
		}
		if !found {
			return nil
		}
		expression, behind, closed := strings.Cut(after, "}")
		if !closed {
			return errors.New("a { has no } behind it")
		}
		if err := templateExpression(expression); err != nil {
			return err
		}
		rest = behind
	}
	return nil
}

func templateExpression(text string) error {
	if text != "" && strings.ContainsRune("+#./;?&", rune(text[0])) {
		text = text[1:]
	}
	for variable := range strings.SplitSeq(text, ",") {
		name, length, prefixed := strings.Cut(strings.TrimSuffix(variable, "*"), ":")
		if prefixed && (strings.HasSuffix(variable, "*") || length == "" || len(length) > 4 || length[0] == '0' || !digits(length, len(length))) {
			return fmt.Errorf("{%s}: behind the colon stands no number from 1 to 9999", text)
		}
		if !isVariable(name) {
			return fmt.Errorf("{%s}: %q is no name of a variable", text, name)
		}
	}
	return nil
}

// isVariable reports whether a text is letters, digits, _ and percent-encoded bytes,
// with single dots between them.
func isVariable(name string) bool {
	if name == "" || strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".") || strings.Contains(name, "..") {
		return false
	}
	for i, r := range name {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if r == '%' && len(name) > i+2 && isHex(rune(name[i+1])) && isHex(rune(name[i+2])) {
			continue
		}
		if !letter && r != '_' && r != '.' {
			return false
		}
	}
	return true
}
