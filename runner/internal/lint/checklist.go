package lint

import (
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// ofSupport matches phrases about support that are not addressed to them.
var ofSupport = source.Pattern(`(?i)\bask support\b|\bsupport (say|says|said|answers?|answered|tells?|told|thinks?|wants?)\b`)

// checklist warns of questions for the provider's support that mention support: the report for
// support quotes them unchanged.
func (w *warnings) checklist(d *pipeline.Document) {
	for _, item := range d.Suite.Checklist {
		if suite.ToSupport(item.Where) && ofSupport().MatchString(item.Ask) {
			w.warn(item.At, "ask it as you would ask them: Must the key be activated?",
				"the item %q is put to the provider's support word for word, and speaks of them", item.ID)
		}
	}
}
