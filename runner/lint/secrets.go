package lint

import (
	"assay/runner"
	"assay/runner/source"
)

// secrets warns of literals in the documents that look like secrets.
func (w *warnings) secrets(d *runner.Document) {
	for _, f := range documentsOf(d.Suite) {
		for _, leak := range d.Redact.Scan(f.Text) {
			at := source.Pos{File: f, Line: leak.Line, Col: leak.Col}
			w.warn(at, "declare it under secrets:, refer to it as ${name}, and make the old one invalid",
				"this looks like a secret: %s", leak.Kind)
		}
	}
}
