// Package redact masks secrets in everything before it is written or shown.
//
// A declared secret is found in every form in which a server may echo it:
//
//	as it is, its parts where dots or blanks divide it (of 8 bytes or more), reversed,
//	in upper and lower case
//	in base64 and base64url, whole or anywhere inside a longer text (a Basic pair), as it
//	is or escaped for JSON, URLs or HTML
//	in hexadecimal; 32 digits of hexadecimal as a UUID with dashes
//	escaped for JSON, URLs or HTML, in any mixture, and two deep (JSON in a string of JSON)
//
// package canary has the forms as code, and docs/secrets.md lists them. A test compares the three.
//
// and is replaced by ${name}. In addition, what has the shape of a well-known kind of key becomes
// ${redacted:kind}, and so does what a suite's own rules select.
//
// A secret shorter than 4 bytes is not distinct from ordinary text: it is replaced only as a
// separate word, and not in a JSON number. An empty one is ignored.
//
// A JSON body stays JSON: a secret in a number takes the whole number with it and becomes the
// string "${name}", which a suite reads as a reference of its own type. All other bytes stay as
// they are.
//
// The shapes are our own list. The rules of gitleaks as a library would add 222 regular
// expressions to compile and a configuration to read at every start, more than a whole live check
// takes; 102 of them need the name of the service next to the value, which suits source code and
// not responses; those of the others with a distinctive prefix are in keys.go.
//
// Goals: no part of a secret in any file or stream; one pass over a text whatever the number of
// secrets and forms; next to no cost for a text without any. A secret that a stream delivers in
// pieces is found in the joined values of the same member of its events. Non-goals: secrets that
// are split in any other way.
//
// A map of the files:
//
//	redact.go       Redactor, and text
//	forms.go        the forms of a secret
//	shapes.go       how a well-known kind of key is recognized
//	keys.go         the kinds that are known
//	matcher.go      finding all forms and shapes in one pass
//	view.go         texts with their escapes undone, and the way back
//	hits.go         what was found, merged and replaced
//	pieces.go       secrets that a stream hands out piece by piece
//	json.go         keeping JSON bodies JSON
//	rules.go        a suite's own rules
//	issued.go       what a server gives out as a credential, by its place
//	members.go      … in members of JSON
//	pairs.go        … in addresses, forms and attributes
//	tags.go         … in XML, HTML and multipart
//	ordinary.go     values that are none, whatever their name
//	fields.go       … in headers and cookies
//	given.go        … and what of it a suite captures
//	learned.go      secrets that only a run brings to light
//	jsonpath.go     masking what a JSONPath selects, the other bytes kept
//	observation.go  every part of an observation
//	clean.go        fields of its header that were examined before
//	fingerprint.go  sizes and digests of a body that held a secret
//	request.go      a request, masked to be shown
//	addresses.go    the credentials in addresses, as secrets
//	masks.go        the redactors of several documents
//	scan.go         the last check
package redact

// Redactor replaces every secret, in every form, by ${name}. A nil Redactor changes nothing; one
// without secrets and rules still knows the shapes of keys. It may be used from many goroutines.
type Redactor struct {
	matcher *matcher
	rules   rules
	learned *learned // nil: it learns nothing
	clean   clean
}

// MaskStart begins what replaces every secret, so that a text without it has not been changed.
const MaskStart = "${"

// Secret is a value to mask and the name that replaces it.
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

// String returns s without secrets.
func (r *Redactor) String(s string) string {
	if r == nil || r.matcher == nil || s == "" {
		return s
	}
	return replaced(s, merged(r.find(s)))
}

// find returns everything in s that must be masked, wherever it comes from.
func (r *Redactor) find(s string) []hit { return r.search(s, nil) }

// findAnswered returns everything in s, a part of an answer, that must be masked: what a server
// gives out, too.
func (r *Redactor) findAnswered(s string) []hit {
	var found []int // most texts have no stem: they cost no allocation
	hits := r.search(s, &found)
	return issued(s, found, hits)
}

func (r *Redactor) search(s string, found *[]int) []hit {
	if r.learned != nil {
		r.learned.RLock()
		defer r.learned.RUnlock()
	}
	hits := r.matcher.everywhere(s, viewsDeep, found)
	for _, re := range r.rules.regex {
		hits = append(hits, re.hits(s)...)
	}
	return hits
}
