package importer

import (
	"strings"

	"assay/runner/internal/subst"
	"assay/runner/internal/value"
)

// Anywhere returns a JSONPath that selects the members of that name at any depth.
func Anywhere(name string) string { return "$.." + bare(name) }

// bare returns a member's name as it follows "..", where its shorthand has no other dot.
func bare(name string) string { return strings.TrimPrefix(value.Member(name).String(), ".") }

// JSONPath converts a path of another dialect to RFC 9535 where the two only write members
// differently: "$.my-key", "$.a.[0]". Any other path stays as it is.
func JSONPath(path string) string {
	if subst.Has(path) {
		return path
	}
	if _, err := value.Query(path); err == nil {
		return path
	}
	mended := spelled(path)
	if _, err := value.Query(mended); err != nil {
		return path
	}
	return mended
}

// spelled returns a path with its members as RFC 9535 writes them.
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

// nextMember returns the name at the start of a path.
func nextMember(path string) string {
	if end := strings.IndexAny(path, ".["); end >= 0 {
		return path[:end]
	}
	return path
}

// bracketed returns the length in bytes of the bracketed selection at the start of s.
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
