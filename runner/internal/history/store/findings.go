package store

import (
	"context"
	"slices"

	"assay/runner/internal/history"
)

// Past returns what [DB.Findings] and [DB.Limits] return, and reads it once. If the filter names
// findings, the limits are those of their probes.
func (db *DB) Past(ctx context.Context, f Filter) ([]*history.Finding, []*history.Limited, error) {
	pasts, err := db.whole(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	findings := f.findings(pasts)
	if len(f.Findings) > 0 {
		for _, found := range findings {
			f.Probes = append(slices.Clip(f.Probes), found.Probe)
		}
	}
	limits, err := db.limits(ctx, f, pasts)
	return findings, limits, err
}

// Findings returns the past of every finding that the filter selects, in the order of first
// appearance.
func (db *DB) Findings(ctx context.Context, f Filter) ([]*history.Finding, error) {
	pasts, err := db.whole(ctx, f)
	if err != nil {
		return nil, err
	}
	return f.findings(pasts), nil
}

// Limits returns what is known about every probe that the filter selects and that was ever limited,
// in the order of first appearance.
func (db *DB) Limits(ctx context.Context, f Filter) ([]*history.Limited, error) {
	pasts, err := db.whole(ctx, f)
	if err != nil {
		return nil, err
	}
	return db.limits(ctx, f, pasts)
}

// whole takes waiting runs in, and returns the pasts that the filter selects, of all probes.
func (db *DB) whole(ctx context.Context, f Filter) ([]*history.Past, error) {
	if err := db.takeIn(ctx); err != nil {
		return nil, err
	}
	f.Probes = nil
	return db.read(ctx, f)
}

// findings returns those of pasts that the filter selects.
func (f *Filter) findings(pasts []*history.Past) []*history.Finding {
	return slices.DeleteFunc(history.Findings(pasts...), func(h *history.Finding) bool { return !f.takes(h.Finding) })
}

// limits returns the limits of pasts of all probes: of the filter's alone if there are any.
func (db *DB) limits(ctx context.Context, f Filter, pasts []*history.Past) ([]*history.Limited, error) {
	limits := history.Limits(pasts...)
	if len(f.Probes) == 0 || len(limits) == 0 {
		return limits, nil
	}
	pasts, err := db.read(ctx, f)
	return history.Limits(pasts...), err
}

func (db *DB) read(ctx context.Context, f Filter) ([]*history.Past, error) {
	pasts, err := db.pasts(ctx, f)
	if err != nil {
		return nil, failed(db.path, "cannot be read", err)
	}
	return pasts, nil
}
