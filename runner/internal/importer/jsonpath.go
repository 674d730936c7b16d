package importer

import (
	"encoding/json"
	"strings"

	"github.com/theory/jsonpath"

	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

var identifier = source.Pattern(`^[A-Za-z_\x{80}-\x{10ffff}][A-Za-z0-9_\x{80}-\x{10ffff}]*$`)

// JSONMember is a step of a JSONPath to a member of that name.
func JSONMember(name string) string {
	if identifier().MatchString(name) {
		return "." + name
	}
	raw, err := json.Marshal(name)
	if err != nil {
		return ""
	}
	return "[" + string(raw) + "]"
}

// JSONPath is a path of another dialect as one of RFC 9535, where the two differ in how
// members are written only: "$.my-key", "$.a.[0]". Any other path stays as it is.
func JSONPath(path string) string {
	if subst.Has(path) {
		return path
	}
	if _, err := jsonpath.Parse(path); err == nil {
		return path
	}
	mended := spelled(path)
	if _, err := jsonpath.Parse(mended); err != nil {
		return path
	}
	return mended
}

// spelled writes the members of a path as RFC 9535 does.
func spelled(path string) string {
	var out strings.Builder
	for i := 0; i < len(path); {
		switch rest := path[i:]; {
		case rest[0] == '[':
			n := bracketed(rest)
			out.WriteString(rest[:n])
			i += n
		case strings.HasPrefix(rest, ".["):
			i++
		case strings.HasPrefix(rest, ".."):
			name := nextMember(rest[2:])
			out.WriteString("..")
			if name != "" && name != "*" {
				out.WriteString(strings.TrimPrefix(JSONMember(name), "."))
			} else {
				out.WriteString(name)
			}
			i += 2 + len(name)
		case rest[0] == '.' && !strings.HasPrefix(rest, ".*"):
			name := nextMember(rest[1:])
			out.WriteString(JSONMember(name))
			i += 1 + len(name)
		default:
			out.WriteByte(rest[0])
			i++
		}
	}
	return out.String()
}

// nextMember is the name that a path starts with.
func nextMember(path string) string {
	if end := strings.IndexAny(path, ".["); end >= 0 {
		return path[:end]
	}
	return path
}

// bracketed is how long the selection in brackets is that s starts with.
func bracketed(s string) int {
	depth := 0
	var quote byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '[':
			depth++
		case c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}
