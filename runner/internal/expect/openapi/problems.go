package openapi

import (
	"fmt"
	"slices"

	"assay/runner/internal/expect/compile"
	"assay/runner/internal/value"
)

// Problem is a mistake in an OpenAPI document.
type Problem struct {
	// Place is its file and its place in it: "api.yaml at $.paths['/a'].get".
	Place string
	// Message says what is wrong.
	Message string
	// Unjudged are the responses that cannot be judged for it: "GET /a 200", "GET /a", "/a". None: all
	// are judged.
	Unjudged []string
}

func (p Problem) Error() string { return p.Place + ": " + p.Message }

// Problems returns the mistakes in the document at path in the parts about responses, in the order
// of its paths. The error says why it is no OpenAPI document.
func Problems(path string, shared *compile.Shared) ([]Problem, error) {
	d, err := documentOf(shared, path)
	if err != nil {
		return nil, err
	}
	for _, op := range d.operations {
		for _, status := range sortedKeys(op.responses) {
			_ = d.prepare(op.responses[status])
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.problems), nil
}

// wrong records a problem at a place of the document, once, and returns it.
func (d *Document) wrong(at spot, format string, args ...any) error {
	var path value.Path
	for _, name := range at.pointer { // objects only: a status is a name
		path = append(path, value.Member(name))
	}
	found := Problem{Place: d.folder.Show(at.path) + " at " + path.String(), Message: fmt.Errorf(format, args...).Error()}
	i := slices.IndexFunc(d.problems, func(p Problem) bool { return p.Place == found.Place && p.Message == found.Message })
	if i < 0 {
		i = len(d.problems)
		d.problems = append(d.problems, found)
	}
	if known := &d.problems[i]; d.reading != "" && !slices.Contains(known.Unjudged, d.reading) {
		known.Unjudged = append(known.Unjudged, d.reading)
	}
	return found
}
