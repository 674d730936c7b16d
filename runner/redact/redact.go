// Package redact takes secrets out of everything before it is written or shown.
//
// A declared secret is found in every form in which a server may echo it:
//
//	as it is, its parts where dots divide it (of 8 bytes or more), reversed, in upper and lower case
//	in base64 and base64url, whole or anywhere inside a longer text (a Basic pair)
//	in hexadecimal
//	escaped for JSON, URLs or HTML, in any mixture and two deep (JSON in a string of JSON)
//
// and ${name} stands in its place. Beside the declared ones, what has the shape
// of a well-known kind of key becomes ${redacted:kind}; and so does what a suite's
// own rules name.
//
// What a secret shorter than 4 bytes means cannot be told from ordinary text: it
// is replaced only where it stands as a word of its own, and not in a JSON number.
// An empty one is no secret.
//
// A JSON body stays JSON: a secret in a number takes the whole number with it and
// becomes the string "${name}", which a suite reads as a reference of its own type.
// All other bytes stay as they are.
//
// The shapes are a short list of our own. The rules of gitleaks as a library would
// be better kept, and cost every start of the command more than a whole live check
// does: 200 regular expressions compiled, a configuration in TOML read.
//
// Goals: nothing of a secret in any file or stream; one pass over a text whatever
// the number of secrets and forms; next to no cost for a text without any.
// Non-goals: a secret that a server cuts up (a stream that hands it on word by
// word); [Redactor.Scan] finds it where the pieces are put together to be shown.
//
// A map of the files:
//
//	redact.go       Redactor, and text
//	forms.go        the forms of a secret
//	shapes.go       the shapes of well-known keys
//	matcher.go      finding all forms and shapes in one pass
//	view.go         texts with their escapes undone, and the way back
//	hits.go         what was found, merged and replaced
//	json.go         keeping JSON bodies JSON
//	rules.go        a suite's own rules
//	jsonpath.go     masking what a JSONPath selects, the other bytes kept
//	observation.go  every part of an observation
//	scan.go         the last gate
package redact

// Redactor replaces every secret, in every form, by ${name}. The zero of it (nil)
// changes nothing; one without secrets and rules still knows the shapes of keys.
// It may be used from many goroutines.
type Redactor struct {
	matcher *matcher
	rules   rules
}

// Secret is a value to take out and the name that stands in its place.
type Secret struct{ Name, Value string }

// Rules are what the suite adds to the secrets: names of headers, whose values are
// masked; JSONPaths, whose nodes are masked in JSON bodies; regular expressions
// (RE2), of which the first group is masked, or, without a group, the whole.
type Rules struct {
	Headers, JSON, Regex []string
}

// New makes a redactor. The error says which rules do not compile.
func New(secrets []Secret, with Rules) (*Redactor, error) {
	compiled, err := compile(with)
	if err != nil {
		return nil, err
	}
	m := newMatcher()
	for _, s := range secrets {
		m.addSecret(s)
	}
	return &Redactor{matcher: m, rules: compiled}, nil
}

// String is s without secrets.
func (r *Redactor) String(s string) string {
	if r == nil || r.matcher == nil || s == "" {
		return s
	}
	return replaced(s, merged(r.find(s)))
}

// find is everything in s that must not stay there.
func (r *Redactor) find(s string) []hit {
	hits := r.matcher.everywhere(s, viewsDeep)
	for _, re := range r.rules.regex {
		hits = append(hits, re.hits(s)...)
	}
	return hits
}
