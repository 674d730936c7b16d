package link

import (
	"context"
	"errors"
	"slices"

	"github.com/nats-io/nats.go/jetstream"
)

// Share keeps a run for who else watches. If there is no room for it, the older half of the runs
// is taken out first.
func (c *connected) Share(ctx context.Context, run string, line []byte) error {
	return c.againEach(ctx, 2*asking, func(ctx context.Context) error {
		if err := c.makeRoom(ctx, len(line)); err != nil {
			return err
		}
		_, err := c.history.PutBytes(ctx, run, line)
		return err
	})
}

func (c *connected) makeRoom(ctx context.Context, size int) error {
	stream, err := c.js.Stream(ctx, historyStream)
	if err != nil {
		return err
	}
	info := stream.CachedInfo()
	if most, used := info.Config.MaxBytes, int64(info.State.Bytes); most <= 0 || used+int64(size)*9/8 <= most { //nolint:gosec // bytes on a disk
		return nil
	}
	all, err := c.shared(ctx)
	for i := 0; i < (len(all)+1)/2 && err == nil; i++ {
		err = c.history.Delete(ctx, all[i].Name)
	}
	return err
}

// Shared calls take with each shared run that is not known.
func (c *connected) Shared(ctx context.Context, known func(string) bool, take func(run string, line []byte) error) error {
	all, err := c.shared(ctx)
	if err != nil {
		return err
	}
	for _, one := range all {
		if known(one.Name) {
			continue
		}
		var line []byte
		err := c.again(ctx, func(ctx context.Context) error {
			var err error
			line, err = c.history.GetBytes(ctx, one.Name)
			return err
		})
		if errors.Is(err, jetstream.ErrObjectNotFound) {
			continue // its time was over
		}
		if err == nil {
			err = take(one.Name, line)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// shared lists the shared runs, the oldest first.
func (c *connected) shared(ctx context.Context) ([]*jetstream.ObjectInfo, error) {
	var all []*jetstream.ObjectInfo
	err := c.again(ctx, func(ctx context.Context) (err error) {
		all, err = c.history.List(ctx)
		return err
	})
	if errors.Is(err, jetstream.ErrNoObjectsFound) {
		return nil, nil
	}
	slices.SortStableFunc(all, func(a, b *jetstream.ObjectInfo) int { return a.ModTime.Compare(b.ModTime) })
	return all, err
}
