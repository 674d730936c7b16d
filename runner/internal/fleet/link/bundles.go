package link

import (
	"context"
	"encoding/base32"
	"fmt"
	"slices"
	"time"

	"assay/runner/internal/fleet"
	"assay/runner/internal/pipeline"
)

// bundledFor is how long a run counts on files that it sent: the server keeps them longer.
const bundledFor = filesKept / 2

// files sends the files of a document, once.
func (r *run) files(ctx context.Context, d *pipeline.Document) (bundle, error) {
	r.mu.Lock()
	known, ok := r.bundled[d]
	r.mu.Unlock()
	if ok && time.Since(known.at) < bundledFor {
		return known, nil
	}
	b, file, err := fleet.BundleOf(d)
	if err != nil {
		return bundle{}, err
	}
	raw, hash, err := b.Bytes()
	if err != nil {
		return bundle{}, err
	}
	out := bundle{hash: hash, file: file, at: time.Now()}
	for part := range slices.Chunk(raw, mostInMessage) {
		key := fmt.Sprintf("%s.%d", hash, out.parts)
		err := r.again(ctx, func(ctx context.Context) error {
			_, err := r.bundles.Put(ctx, key, part)
			return err
		})
		if err != nil {
			return bundle{}, fmt.Errorf("the files of %s: %s", d.Suite.Name, problem(err))
		}
		out.parts++
	}
	r.mu.Lock()
	r.bundled[d] = out
	r.mu.Unlock()
	return out, nil
}

// fetch reads the files that a job is of.
func (w *wire) fetch(ctx context.Context, j *fleet.Job) ([]byte, error) {
	var raw []byte
	for part := range j.Parts {
		err := w.again(ctx, func(ctx context.Context) error {
			entry, err := w.bundles.Get(ctx, fmt.Sprintf("%s.%d", j.Bundle, part))
			if err == nil {
				raw = append(raw, entry.Value()...)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("the files of the suite: %w", err)
		}
	}
	return raw, nil
}

// token returns a text as a part of a subject or a key, which may have letters and digits only.
func token(s string) string {
	return base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte(s))
}
