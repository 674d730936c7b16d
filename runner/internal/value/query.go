package value

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"

	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/registry"
	"github.com/theory/jsonpath/spec"
)

// Query reads a JSONPath (RFC 9535); the error says where it is invalid.
func Query(text string) (*jsonpath.Path, error) { return queries().Parse(text) }

// PathMistake says in words what err of [Query] is. The parser names true, false and null by a
// character that there is none of.
func PathMistake(err error) string {
	said := strings.TrimPrefix(err.Error(), "jsonpath: ")
	return strings.ReplaceAll(said, "unexpected '\uFFFD'", "unexpected true, false or null")
}

// PathMeant says how a text that is no JSONPath was probably meant; "" if nothing is known.
func PathMeant(written string) string {
	if !strings.HasPrefix(written, "$") {
		return "a path starts with $, as in $." + strings.TrimLeft(written, ".")
	}
	meant := dotted().ReplaceAllString(written, "[$1]")
	if rest := strings.TrimPrefix(meant, "$"); rest != "" && (rest[0] == '_' || rest[0]|0x20 >= 'a' && rest[0]|0x20 <= 'z') {
		meant = "$." + rest
	}
	if meant == written {
		return ""
	}
	if _, err := Query(meant); err != nil {
		return ""
	}
	return "did you mean " + meant + "?"
}

// dotted finds an item by its number behind a dot, as jq and lodash write it: $.items.0.
var dotted = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\.(\d+)\b`) })

// queries is made for the first query, because its registry of functions takes time.
var queries = sync.OnceValue(func() *jsonpath.Parser {
	known := registry.New()
	for _, name := range []string{"match", "search"} {
		f := known.Get(name)
		*f = *ofTexts(*f)
	}
	match := known.Get("match")
	*match = *ofWholeTexts(*match)
	return jsonpath.NewParser(jsonpath.WithRegistry(known))
})

// ofTexts returns a function of two texts that is false if one of them is Nothing, the result of a
// query without a node (RFC 9535, sections 2.4.1 and 2.4.6). The library's own are for values only.
func ofTexts(f spec.FuncExtension) *spec.FuncExtension {
	return spec.Extension(f.Name(), f.ReturnType(), f.Validate, func(args []spec.PathValue) spec.PathValue {
		for _, arg := range args {
			if spec.ValueFrom(arg) == nil {
				return spec.LogicalFalse
			}
		}
		return f.Evaluate(args)
	})
}

// ofWholeTexts returns match() with a group around a pattern of alternatives: each is for the whole
// text (RFC 9535, section 2.4.6). The library anchors the first at the start and the last at the
// end.
func ofWholeTexts(f spec.FuncExtension) *spec.FuncExtension {
	return spec.Extension(f.Name(), f.ReturnType(), f.Validate, func(args []spec.PathValue) spec.PathValue {
		if v := spec.ValueFrom(args[1]); v != nil {
			pattern, _ := v.Value().(string)
			if strings.Contains(pattern, "|") && isPattern(pattern) {
				args = []spec.PathValue{args[0], spec.Value("(?:" + pattern + ")")}
			}
		}
		return f.Evaluate(args)
	})
}

// isPattern reports whether a regular expression is valid without a group around it.
func isPattern(s string) bool {
	_, err := syntax.Parse(s, syntax.Perl)
	return err == nil
}
