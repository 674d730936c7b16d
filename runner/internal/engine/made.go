package engine

import (
	"crypto/sha256"

	"github.com/google/uuid"

	"assay/runner/internal/pipeline"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// made returns the values of the vars that the run of that id makes, by name. They follow
// from the id alone, so that all processes of a run make the same.
func made(s *suite.Suite, run string) map[string]string {
	vars := s.Made()
	if len(vars) == 0 {
		return nil
	}
	out := make(map[string]string, len(vars))
	for _, v := range vars {
		if v.Given {
			out[v.Name] = subst.Text(v.Value)
			continue
		}
		out[v.Name] = subst.Fill(v.Make, func(name string) (any, bool) {
			switch name {
			case "run":
				return run, true
			case "uuid": // version 4, RFC 9562, section 5.4, of the run's own random bits
				return uuid.NewHash(sha256.New(), uuid.NameSpaceOID, []byte(run+"\x00"+v.Name), 4).String(), true
			}
			return nil, false
		})
	}
	return out
}

// masksMade has what the run makes, and ${run} where the suite refers to it, stand by its
// name in answers: a replay then reads what a live run did.
func masksMade(d *pipeline.Document, run string, values map[string]string) {
	for name, value := range values {
		d.Redact.Learn(redact.Secret{Name: name, Value: value})
	}
	if d.Suite.RunUsed {
		d.Redact.Learn(redact.Secret{Name: "run", Value: run})
	}
}
