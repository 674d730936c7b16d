package jsonschema

import (
	"net/url"
	"strconv"
	"strings"
)

// split parts an address into the document's and the decoded fragment.
func split(address string) (base, fragment string) {
	base, fragment, _ = strings.Cut(address, "#")
	if plain, err := url.PathUnescape(fragment); err == nil {
		fragment = plain
	}
	return base, fragment
}

// resolved resolves a reference against base (RFC 3986, section 5).
func resolved(base, ref string) string {
	if strings.HasPrefix(ref, "#") {
		return base + ref
	}
	from, err := url.Parse(base)
	if err != nil {
		return ref
	}
	to, err := from.Parse(ref)
	if err != nil {
		return ref
	}
	return to.String()
}

// tokens returns the parts of the JSON pointer (RFC 6901) in a decoded fragment.
func tokens(pointer string) []string {
	if pointer == "" {
		return nil
	}
	parts := strings.Split(pointer[1:], "/")
	for i, p := range parts {
		if strings.Contains(p, "~") {
			parts[i] = strings.ReplaceAll(strings.ReplaceAll(p, "~1", "/"), "~0", "~")
		}
	}
	return parts
}

// Tokens returns the parts of the JSON pointer in an address, nil without one.
func Tokens(address string) []string {
	_, fragment := split(address)
	if !strings.HasPrefix(fragment, "/") {
		return nil
	}
	return tokens(fragment)
}

// below extends a pointer, in its fragment form, by a token.
func below(pointer, token string) string {
	if strings.ContainsAny(token, "~/") {
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~", "~0"), "/", "~1")
	}
	return pointer + "/" + url.PathEscape(token)
}

// Pointer returns the fragment with these parts, without its #.
func Pointer(parts ...string) string {
	pointer := ""
	for _, p := range parts {
		pointer = below(pointer, p)
	}
	return pointer
}

// within follows the parts of a pointer.
func within(v any, parts []string) (any, bool) {
	for _, p := range parts {
		switch in := v.(type) {
		case map[string]any:
			next, ok := in[p]
			if !ok {
				return nil, false
			}
			v = next
		case []any:
			i, err := strconv.Atoi(p)
			if err != nil || i < 0 || i >= len(in) {
				return nil, false
			}
			v = in[i]
		default:
			return nil, false
		}
	}
	return v, true
}
