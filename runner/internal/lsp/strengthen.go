package lsp

import (
	"context"

	"assay/runner/internal/engine"
	"assay/runner/internal/lsp/outline"
	"assay/runner/internal/lsp/protocol"
	"assay/runner/internal/lsp/rpc"
	"assay/runner/internal/mutate"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// mostMutants bounds the changes of a response that are judged for a suggestion.
const mostMutants = 5000

// strengthen completes an action with the first suggestion of assay mutate that fits the finding.
func (s *server) strengthen(m *rpc.Message, d *document, action *protocol.CodeAction, finding string) (any, error) {
	options, now := s.snapshot(nil), d.copied()
	return s.later(m, func(ctx context.Context) (any, error) {
		r := &findingRun{server: s, d: now, finding: finding, options: options}
		t, err := r.task()
		if err != nil {
			return nil, err
		}
		specs := readersOf(t)
		run, err := engine.Observe(ctx, t.Document, specs, engine.Options{})
		if err != nil {
			return nil, err
		}
		measured := mutate.Judge(ctx, t.Document.Plan, run.Evidence, specs, mutate.Options{Sample: mostMutants, Seed: 1, Workers: 1})
		for _, survivor := range measured.Survivors {
			if survivor.Suggest == "" || survivor.For == nil || survivor.For.ID != finding {
				continue
			}
			if edits, ok := now.expecting(finding, t.Document.Redact.String(survivor.Suggest)); ok {
				action.Edit = now.edit(edits...)
				return action, nil
			}
		}
		return nil, rpc.Errorf(rpc.RequestFailed, "assay mutate has nothing to add to %q: its findings notice the changes of the recorded response that count, or no expectation tells them apart", finding)
	})
}

// readersOf returns the specs that a replay judges about the probes of a task.
func readersOf(t *engine.Task) []*plan.Spec {
	about := map[*plan.Probe]bool{}
	for _, s := range t.Specs {
		about[s.Probe] = true
	}
	var out []*plan.Spec
	for _, s := range t.Document.Plan.Specs {
		if s.Finding != nil && about[s.Probe] && pipeline.PendingIn(pipeline.Replay, s).None() {
			out = append(out, s)
		}
	}
	return out
}

// expecting returns the edits that add keys to what a finding expects.
func (d *document) expecting(finding, suggestion string) ([]protocol.TextEdit, bool) {
	n := d.root().Get("findings", finding, "expect")
	if n == nil || n.Kind != outline.Map {
		return nil, false
	}
	text := []byte(suggestion)
	return d.merge(n, text, outline.Read(text))
}
