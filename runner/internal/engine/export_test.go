package engine

import (
	"context"
	"time"

	"assay/runner/internal/pipeline"
)

// Left returns for how long the target of a document's first probe still cools down.
func (c *Cooling) Left(ctx context.Context, d *pipeline.Document) (time.Duration, error) {
	l, err := c.last(ctx, d.Plan.Probes[0].Request.Target())
	if err != nil || l == nil {
		return 0, err
	}
	return d.Suite.Limits.Cooldown.Lasts(l.Told, l.Tells) - since(l.At, c.now()), nil
}
