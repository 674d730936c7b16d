package outcome

import (
	"slices"
	"strconv"
	"strings"

	"github.com/theory/jsonpath"

	"assay/runner/internal/value"
)

// Subject is what a failure is about, as a value: who asks reads its fields, and
// [Subject.String] alone writes the text that reports show. Subjects are comparable.
type Subject struct {
	In   string // "answer wrong-host", "sample 3": whose expectation it is; "" that of the finding itself
	Key  string // the key of the expectation: "status", "headers", "json"; "" within an event of a stream
	Part string // which of them: "Retry-After", "$.detail"; "" where the key says it all
	// Sampled tells that it is about one sample of a repeat, not about the answer.
	Sampled bool
}

// String is the subject as failures show it: "header Retry-After", "answer
// wrong-host: json $.detail".
func (s Subject) String() string {
	text := s.Key
	switch text { // one of them is meant
	case "headers":
		text = "header"
	case "cookies":
		text = "cookie"
	}
	if s.Part != "" {
		text = strings.TrimPrefix(text+" "+s.Part, " ")
	}
	if s.In != "" {
		text = s.In + ": " + text
	}
	return text
}

// Select gives the nodes of an answer's JSON that the subject stands for; ok is false
// where it stands for none: it is no JSONPath, or one that leads into a text.
func (s Subject) Select(root any) (nodes []any, ok bool) {
	if s.Key != "json" || s.Sampled || s.Part == "" {
		return nil, false
	}
	path, err := jsonpath.Parse(s.Part)
	if err != nil {
		return nil, false
	}
	return path.Select(root), true
}

// Place is where in a JSON value the subject is; ok is false where it is no one place: it is
// about something else, or a JSONPath that may select several.
func (s Subject) Place() (place value.Path, ok bool) {
	if s.Key != "json" && s.Key != "schema" && s.Key != "openapi" || s.Part == "" {
		return nil, false
	}
	place, err := value.Parse(s.Part)
	return place, err == nil && !slices.Contains(place, value.Items)
}

// Within is the subject at a path below this one: ".name", "[0]".
func (s Subject) Within(path string) Subject {
	if s.Part == "" && path != "" && path[0] == '.' {
		path = path[1:]
	}
	s.Part += path
	return s
}

// Parsed is the subject of the JSON in the text that this one is about.
func (s Subject) Parsed() Subject {
	s.Part = strings.TrimPrefix(s.Part+" parsed $", " ")
	return s
}

// Inside is the subject of an expectation inside another: of "answer wrong-host".
func (s Subject) Inside(in string) Subject {
	if s.In != "" {
		in += ": " + s.In
	}
	s.In = in
	return s
}

// Item is the subject of item i, of so many, of the list v that this one is about: a JSON
// array, or several nodes.
func (s Subject) Item(v any, i, of int) Subject {
	if _, ok := v.([]any); ok {
		return s.Within("[" + strconv.Itoa(i) + "]")
	}
	return s.Within(" (" + strconv.Itoa(i+1) + " of " + strconv.Itoa(of) + ")")
}
