package schema

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"assay/runner/internal/expect/values"
	"assay/runner/internal/jsonschema"
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

// FormatCheck is what the operator `format` asks of a text; nil where nothing is
// checked.
func FormatCheck(name string) (func(text string) error, error) {
	if own := ownFormats[name]; own != nil {
		return own, nil
	}
	return NewCompiler(nil).Format(name), nil
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
	if _, ok := values.Span(text); ok && text != "0" {
		return nil
	}
	if jsonschema.Format("duration")(text) == nil {
		return nil
	}
	return errors.New("not a duration as in 250ms, 6m0s, 2d or PT5M")
}
