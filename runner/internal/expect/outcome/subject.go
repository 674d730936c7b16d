package outcome

import (
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/value"
)

// Subject is the subject of a failure, as a value: only [Subject.String] writes the text for
// reports. Subjects are comparable.
type Subject struct {
	In   string // "answer wrong-host", "sample 3": nested in; "": in none
	Key  string // the key of the expectation: "status", "headers", "json"; "" within an event of a stream
	Part string // "Retry-After", "$.detail"; "" if the key is enough
	// Sampled reports whether it is about one sample of a repeat, not about the response.
	Sampled bool
}

// String returns the subject as shown in failures: "header Retry-After", "answer wrong-host: json
// $.detail".
func (s Subject) String() string {
	text := s.Key
	switch text { // one of them is meant
	case "headers":
		text = "header"
	case "trailers":
		text = "trailer"
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

// Select returns the subject's nodes of a response's JSON; ok is false if it has none: it is not a
// JSONPath, or one into a text.
func (s Subject) Select(root any) (nodes []any, ok bool) {
	if s.Key != "json" || s.Sampled || s.Part == "" {
		return nil, false
	}
	path, err := value.Query(s.Part)
	if err != nil {
		return nil, false
	}
	return path.Select(root), true
}

// Place returns the subject's location in a JSON value; ok is false without a single location: it
// is about something else, or a JSONPath that may select several.
func (s Subject) Place() (place value.Path, ok bool) {
	if s.Key != "json" && s.Key != "schema" && s.Key != "openapi" || s.Part == "" {
		return nil, false
	}
	place, err := value.Parse(s.Part)
	return place, err == nil && !slices.Contains(place, value.Items)
}

// Within returns the subject at a path below this one: ".name", "[0]".
func (s Subject) Within(path string) Subject {
	if s.Part == "" && path != "" && path[0] == '.' {
		path = path[1:]
	}
	s.Part += path
	return s
}

// Parsed returns the subject of the JSON in the text of this one.
func (s Subject) Parsed() Subject {
	s.Part = strings.TrimPrefix(s.Part+" parsed $", " ")
	return s
}

// Inside returns the subject in a nested expectation: in "answer wrong-host".
func (s Subject) Inside(in string) Subject {
	if s.In != "" {
		in += ": " + s.In
	}
	s.In = in
	return s
}

// Item returns the subject of item i of the list v, the value of this one: a JSON array, or several
// nodes.
func (s Subject) Item(v any, i, of int) Subject {
	if _, ok := v.([]any); ok {
		return s.Within("[" + strconv.Itoa(i) + "]")
	}
	return s.Within(" (" + strconv.Itoa(i+1) + " of " + strconv.Itoa(of) + ")")
}
