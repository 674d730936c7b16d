package lint

import (
	"fmt"
	"path/filepath"
	"strings"

	"assay/runner/internal/expect"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/text"
)

// mostProblems is how many mistakes of one OpenAPI document are listed.
const mostProblems = 50

// openAPI warns of the mistakes in a suite's OpenAPI document.
func (w *warnings) openAPI(d *pipeline.Document) {
	if d.Suite.OpenAPI == "" {
		return
	}
	problems, err := expect.OpenAPIProblems(d.Suite.OpenAPI, d.Suite.Shared)
	if err != nil {
		w.warn(d.Suite.OpenAPIAt, "mend the document", "openapi: %s: %s", filepath.Base(d.Suite.OpenAPI), text.Line(err.Error(), 400))
	}
	for i, p := range problems {
		if i == mostProblems {
			w.warn(d.Suite.OpenAPIAt, "mend these first", "openapi: %s of the document", text.Count(len(problems)-i, "more error"))
			return
		}
		w.warn(d.Suite.OpenAPIAt, "mend the document", "openapi: %s: %s%s", p.Place, text.Line(p.Message, 400), unjudged(p.Unjudged))
	}
}

// unjudged says which responses a mistake leaves unjudged; "" for none.
func unjudged(responses []string) string {
	const most = 3
	switch n := len(responses); {
	case n == 0:
		return ""
	case n > most:
		return fmt.Sprintf("; %s and %d more cannot be judged", strings.Join(responses[:most], ", "), n-most)
	default:
		return "; " + text.List(responses, "and") + " cannot be judged"
	}
}
