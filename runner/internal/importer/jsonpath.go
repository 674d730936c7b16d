package importer

import (
	"strings"

	"github.com/theory/jsonpath"

	"assay/runner/internal/subst"
	"assay/runner/internal/value"
)

// Anywhere is a JSONPath that selects the members of that name, at whatever depth.
func Anywhere(name string) string { return "$.." + bare(name) }

// bare is a member's name behind "..", where its shorthand has no other dot.
func bare(name string) string { return strings.TrimPrefix(value.Member(name).String(), ".") }

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
				out.WriteString(bare(name))
			} else {
				out.WriteString(name)
			}
			i += 2 + len(name)
		case rest[0] == '.' && !strings.HasPrefix(rest, ".*"):
			name := nextMember(rest[1:])
			out.WriteString(value.Member(name).String())
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
