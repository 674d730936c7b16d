package lsp

import (
	"encoding/json"

	"assay/runner/internal/engine"
	"assay/runner/internal/lsp/outline"
	"assay/runner/internal/lsp/protocol"
	"assay/runner/internal/lsp/rpc"
	"assay/runner/internal/plan"
	"assay/runner/internal/text"
)

// The commands of lenses: their arguments are a document's URI and the id of a finding.
const (
	commandRun  = "assay.run"
	commandLive = "assay.live"
)

// lensData says which lens it is.
type lensData struct {
	URI     string `json:"uri"`
	Finding string `json:"finding"`
	Live    bool   `json:"live"`
}

// lenses returns two lenses for each finding; their titles are made when they are shown.
func (s *server) lenses(p *protocol.DocumentParams) (any, error) {
	d, err := s.open(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	out := []protocol.CodeLens{}
	if !d.isSuite() {
		return out, nil
	}
	for _, n := range itemsOf(d.root().Get("findings")) {
		if n.Kind == outline.Bare {
			continue
		}
		for _, live := range []bool{false, true} {
			data, err := json.Marshal(lensData{d.uri, n.Name, live})
			if err != nil {
				return nil, err
			}
			out = append(out, protocol.CodeLens{Range: d.span(n.Key), Data: data})
		}
	}
	return out, nil
}

func (s *server) resolveLens(l *protocol.CodeLens) (any, error) {
	var data lensData
	if err := json.Unmarshal(l.Data, &data); err != nil {
		return nil, rpc.Errorf(rpc.InvalidParams, "the data of a lens is not ours: %v", err)
	}
	d, err := s.open(data.URI)
	if err != nil {
		return nil, err
	}
	l.Command = &protocol.Command{Title: "run (replay)", Command: commandRun, Arguments: []any{data.URI, data.Finding}}
	if data.Live {
		l.Command.Command, l.Command.Title = commandLive, "ask live"
		if t := d.task(data.Finding); len(t.Specs) > 0 {
			l.Command.Title = "ask live (" + text.Count(t.MostRequests(), "request") + ")"
		}
	}
	return l, nil
}

// task returns what a run of one finding observes, in the newest state without mistakes.
func (d *document) task(finding string) *engine.Task {
	if d.last == nil {
		return &engine.Task{}
	}
	return &engine.Task{Document: d.last, Specs: specsOf(d.last.Plan, finding)}
}

func specsOf(p *plan.Plan, finding string) []*plan.Spec {
	var out []*plan.Spec
	for _, s := range p.Specs {
		if s.Finding != nil && s.Finding.ID == finding {
			out = append(out, s)
		}
	}
	return out
}
