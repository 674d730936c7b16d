package expect

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemaFormats are the formats of JSON Schema 2020-12, section 7.3.
var schemaFormats = []string{
	"date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname",
	"ipv4", "ipv6", "uri", "uri-reference", "iri", "iri-reference", "uri-template", "uuid",
	"json-pointer", "relative-json-pointer", "regex",
}

// ownFormats are the formats that the operator `format` has beside them, or reads
// more of than they do. In a JSON Schema a format is what JSON Schema says.
var ownFormats = map[string]func(text string) error{
	"http-date": isHTTPDate,
	"duration":  isDuration,
}

// FormatNames lists the words of the operator format, sorted.
var FormatNames = sync.OnceValue(func() []string {
	names := slices.AppendSeq(slices.Clone(schemaFormats), maps.Keys(ownFormats))
	slices.Sort(names)
	return slices.Compact(names)
})

// formatCheck is what the operator `format` asks of a text; nil where nothing is
// checked.
func formatCheck(name string) (func(text string) error, error) {
	if own := ownFormats[name]; own != nil {
		return own, nil
	}
	format, err := formatOf(name)
	if format == nil || err != nil {
		return nil, err
	}
	return func(text string) error { return format.Validate(text) }, nil
}

// isHTTPDate checks for a date as HTTP writes it, the forms that only old servers
// send included (RFC 9110, section 5.6.7). A weekday that is wrong, or a zone other
// than GMT, is none of them.
func isHTTPDate(text string) error {
	for _, layout := range []string{http.TimeFormat, "Monday, 02-Jan-06 15:04:05 GMT", time.ANSIC} {
		if t, err := time.Parse(layout, text); err == nil && t.Format(layout) == text {
			return nil
		}
	}
	return errors.New("not a date as in Fri, 02 Jan 2026 03:04:05 GMT (RFC 9110, section 5.6.7)")
}

// isDuration checks for a duration with its units, as in 6m0s, or as ISO 8601 writes
// it, which is the format `duration` of JSON Schema.
func isDuration(text string) error {
	if _, ok := spanOf(text); ok && text != "0" {
		return nil
	}
	if iso, err := formatOf("duration"); err == nil && iso != nil && iso.Validate(text) == nil {
		return nil
	}
	return errors.New("not a duration as in 250ms, 6m0s, 2d or PT5M")
}

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
