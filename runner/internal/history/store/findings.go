package store

import (
	"context"
	"slices"

	"assay/runner/internal/history"
)

// Findings returns the past of every finding that the filter selects, in the order of first
// appearance.
func (db *DB) Findings(ctx context.Context, f Filter) ([]*history.Finding, error) {
	if err := db.takeIn(ctx); err != nil {
		return nil, err
	}
	f.Probes = nil
	pasts, err := db.pasts(ctx, f)
	if err != nil {
		return nil, failed(db.path, "cannot be read", err)
	}
	return slices.DeleteFunc(history.Findings(pasts...), func(h *history.Finding) bool { return !f.takes(h.Finding) }), nil
}

// Limits returns what is known about every probe that the filter selects and that was ever limited,
// in the order of first appearance.
func (db *DB) Limits(ctx context.Context, f Filter) ([]*history.Limited, error) {
	if err := db.takeIn(ctx); err != nil {
		return nil, err
	}
	probes := f.Probes
	f.Probes = nil
	pasts, err := db.pasts(ctx, f)
	if len(probes) > 0 && err == nil && len(history.Limits(pasts...)) > 0 {
		f.Probes = probes
		pasts, err = db.pasts(ctx, f)
	}
	if err != nil {
		return nil, failed(db.path, "cannot be read", err)
	}
	return history.Limits(pasts...), nil
}
