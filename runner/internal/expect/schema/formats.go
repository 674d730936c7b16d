package schema

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
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

// ownFormats are the formats of the operator `format` that JSON Schema lacks, or of which it
// accepts fewer spellings. In a JSON Schema a format means what JSON Schema says.
var ownFormats = map[string]func(text string) error{
	"http-date": isHTTPDate,
	"duration":  isDuration,
	"int32":     isWhole(WholeFormats["int32"]),
	"int64":     isWhole(WholeFormats["int64"]),
	"jwt":       isJWT,
	"base64":    isBase64,
}

// WholeFormats are the formats of whole numbers, with their bits. OpenAPI uses them for numbers;
// ProtoJSON and headers write such numbers as texts.
var WholeFormats = map[string]uint{"int32": 32, "int64": 64}

// isWhole returns a check for a signed whole number of so many bits.
func isWhole(bits uint) func(text string) error {
	return func(text string) error {
		if values.WholeWithin(text, bits) {
			return nil
		}
		return notWhole(bits)
	}
}

func notWhole(bits uint) error {
	return fmt.Errorf("not a whole number of %d bits, from -2^%d to 2^%d-1", bits, bits-1, bits-1)
}

// OpenAPIFormats are the formats of OpenAPI's data types that JSON Schema lacks (OpenAPI 3.0.3,
// section "Data Types"; 3.1 names them in its registry of formats): of numbers, and base64 as byte.
var OpenAPIFormats = map[string]func(v any) error{
	"int32": ofNumbers("int32"),
	"int64": ofNumbers("int64"),
	"byte": func(v any) error {
		if text, ok := v.(string); ok {
			return isBase64(text)
		}
		return nil
	},
}

// ofNumbers returns the check of a format of whole numbers, which ignores other values.
func ofNumbers(name string) func(v any) error {
	bits := WholeFormats[name]
	return func(v any) error {
		if n, ok := v.(json.Number); ok && !values.WholeWithin(n, bits) {
			return notWhole(bits)
		}
		return nil
	}
}

// isJWT checks for a JSON Web Token in its compact form (RFC 7519, section 3): three parts (RFC
// 7515), or the five of an encrypted one (RFC 7516), the first of which is a JSON object that names
// the algorithm. It verifies no signature.
func isJWT(text string) error {
	parts := strings.Split(text, ".")
	if len(parts) != 3 && len(parts) != 5 {
		return errors.New("not a JSON Web Token (RFC 7519): it has three parts between dots, or five")
	}
	for i, part := range parts {
		if _, err := base64.RawURLEncoding.Strict().DecodeString(part); err != nil {
			return fmt.Errorf("not a JSON Web Token (RFC 7519): part %d is not in base64url (RFC 4648, section 5)", i+1)
		}
	}
	raw, _ := base64.RawURLEncoding.DecodeString(parts[0]) // checked above
	var header struct {
		Alg string `json:"alg"`
	}
	if err := json.Unmarshal(raw, &header); err != nil || header.Alg == "" {
		return errors.New("not a JSON Web Token (RFC 7519): the first part is no JSON object with alg")
	}
	return nil
}

// isBase64 checks for base64 with padding and without line ends (RFC 4648, section 4). The empty
// text is the encoding of no bytes.
func isBase64(text string) error {
	if _, err := base64.StdEncoding.Strict().DecodeString(text); err != nil || strings.ContainsAny(text, "\r\n") {
		return errors.New("not base64 with its padding (RFC 4648, section 4)")
	}
	return nil
}

// FormatNames lists the words of the operator format, sorted.
var FormatNames = sync.OnceValue(func() []string {
	names := slices.AppendSeq(slices.Clone(schemaFormats), maps.Keys(ownFormats))
	slices.Sort(names)
	return slices.Compact(names)
})

// FormatCheck returns the check of the operator `format`; nil for a format without one.
func FormatCheck(name string) (func(text string) error, error) {
	if own := ownFormats[name]; own != nil {
		return own, nil
	}
	return NewCompiler(nil).Format(name), nil
}

// isHTTPDate checks for a date in one of HTTP's forms, including the obsolete ones (RFC 9110,
// section 5.6.7). It rejects a wrong weekday and a zone other than GMT.
func isHTTPDate(text string) error {
	for _, layout := range []string{http.TimeFormat, "Monday, 02-Jan-06 15:04:05 GMT", time.ANSIC} {
		if t, err := time.Parse(layout, text); err == nil && t.Format(layout) == text {
			return nil
		}
	}
	return errors.New("not a date as in Fri, 02 Jan 2026 03:04:05 GMT (RFC 9110, section 5.6.7)")
}

// isDuration checks for a duration with its units, as in 6m0s, or in the form of ISO 8601, which is
// the format `duration` of JSON Schema.
func isDuration(text string) error {
	if _, ok := values.Span(text); ok && text != "0" {
		return nil
	}
	if jsonschema.Format("duration")(text) == nil {
		return nil
	}
	return errors.New("not a duration as in 250ms, 6m0s, 2d or PT5M")
}
