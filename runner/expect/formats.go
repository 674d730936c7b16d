package expect

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// stricter are formats of JSON Schema in which the library lets texts pass that
// their standards do not: the compliance suite shows them.
var stricter = []struct {
	name  string
	check func(text string) error
}{
	{"uri", uriCharacters},
	{"uri-reference", uriCharacters},
	{"ipv4", isIPv4},
	{"email", hasLocalPart},
	{"idn-email", hasLocalPart},
}

// strictFormats are the formats as they are judged: by the stricter check, and by
// the library where it knows the format.
var strictFormats = sync.OnceValue(func() []*jsonschema.Format {
	out := make([]*jsonschema.Format, len(stricter))
	for i, f := range stricter {
		library, _ := compiledFormat(jsonschema.NewCompiler(), f.name)
		out[i] = &jsonschema.Format{Name: f.name, Validate: func(v any) error {
			text, ok := v.(string)
			if !ok {
				return nil
			}
			if err := f.check(text); err != nil || library == nil {
				return err
			}
			return library.Validate(v)
		}}
	}
	return out
})

// formatOf is the format that a schema's `format: name` means; nil for one that
// nothing is checked of.
func formatOf(name string) (*jsonschema.Format, error) {
	return compiledFormat(newSchemaCompiler(nil), name)
}

// compiledFormat takes a format out of what a compiler makes of a schema.
func compiledFormat(c *jsonschema.Compiler, name string) (*jsonschema.Format, error) {
	c.AssertFormat()
	const at = "mem:///format"
	if err := c.AddResource(at, map[string]any{"format": name}); err != nil {
		return nil, err
	}
	s, err := c.Compile(at)
	if err != nil {
		return nil, err
	}
	return s.Format, nil
}

// uriCharacters checks that a text has only characters that a URI may have, and
// those with a meaning only where they have it (RFC 3986, section 2 and 3.2.2).
func uriCharacters(text string) error {
	for i, r := range text {
		if r <= ' ' || r >= 0x7f || strings.ContainsRune("\"<>\\^`{|}", r) {
			return fmt.Errorf("%q at byte %d must be percent-encoded", r, i)
		}
	}
	_, rest, hierarchical := strings.Cut(text, "//")
	authority := ""
	if hierarchical {
		end := strings.IndexAny(rest, "/?#")
		if end < 0 {
			end = len(rest)
		}
		authority, rest = rest[:end], rest[end:]
	} else {
		rest = text
	}
	switch {
	case strings.Count(authority, "@") > 1:
		return errors.New("more than one @ in the authority")
	case strings.ContainsAny(rest, "[]"):
		return errors.New("square brackets belong around an IP address only")
	}
	return nil
}

func isIPv4(text string) error {
	if a, err := netip.ParseAddr(text); err != nil || !a.Is4() {
		return errors.New("not four numbers from 0 to 255 with dots between them")
	}
	return nil
}

func hasLocalPart(text string) error {
	if at := strings.LastIndexByte(text, '@'); at < 1 {
		return errors.New("nothing stands before an @")
	}
	return nil
}
