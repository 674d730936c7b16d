package view

import (
	"net/http"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
)

// answered is an answer to a checklist item.
type answered struct {
	File string `json:"file"` // of the suite
	Item string `json:"item"`
	Text string `json:"text"`
	Back bool   `json:"back"` // it has no answer any more
}

// answer keeps an answer, as assay answer does.
func (s *Server) answer(r *http.Request) (any, error) {
	in, err := asked[answered](r)
	if err != nil {
		return nil, err
	}
	p, err := s.current(r.Context())
	if err != nil {
		return nil, err
	}
	if p.document(in.File) == nil {
		return nil, refused("load the page again", "there is no suite %s", quoted(in.File))
	}
	m, err := s.o.Past(r.Context(), true)
	if err != nil {
		return nil, err
	}
	defer m.Close()
	// As in a live run, the suite's secrets are masked in the answer.
	opts := engine.Options{Mode: pipeline.Live, Load: s.o.Run.Load, Secret: s.o.Run.Secret, Hooks: engine.Hooks{Masks: s.o.Run.Masks}}
	documents, err := engine.Open([]string{in.File}, opts)
	if err != nil {
		return nil, err
	}
	if err := s.o.Answer(r.Context(), m, documents[0], in.Item, in.Text, in.Back); err != nil {
		return nil, err
	}
	return s.replay(r)
}
