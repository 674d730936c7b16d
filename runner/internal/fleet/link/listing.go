package link

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// everything is the filter of all keys of a bucket.
const everything = ">"

// following calls follow again and again until ctx ends, as it returns when the server is lost. The
// channel is closed once follow had everything, which it tells by calling first.
func (w *wire) following(ctx context.Context, follow func(ctx context.Context, first func())) <-chan struct{} {
	all := make(chan struct{})
	w.later(func() {
		first := sync.OnceFunc(func() { close(all) })
		for ctx.Err() == nil {
			follow(ctx, first)
			select {
			case <-ctx.Done():
			case <-time.After(200 * time.Millisecond):
			}
		}
	})
	return all
}

// follow calls take for every key of a bucket that a filter selects, also for deleted ones, then
// complete, and while that returns true take again for each change. It returns when ctx ends or
// the server is lost.
//
// The first values of a watch leave out a key that is renewed while they are sent: its old value is
// gone by then, and the new one comes after the mark that ends them (nats-server 2.15.3). So the
// bucket's stream is asked which keys it has, and those that did not come are read one by one.
func (w *wire) follow(ctx context.Context, kv jetstream.KeyValue, filter string, take func(jetstream.KeyValueEntry), complete func() bool) error {
	watch, err := kv.Watch(ctx, filter)
	if err != nil {
		return err
	}
	defer func() { _ = watch.Stop() }()
	came := map[string]bool{}
	for {
		select {
		case entry, open := <-watch.Updates():
			switch {
			case !open:
				return nats.ErrDisconnected
			case entry != nil:
				if came != nil {
					came[entry.Key()] = true
				}
				take(entry)
				continue
			}
			if err := w.rest(ctx, kv, filter, came, take); err != nil {
				return err
			}
			came = nil
			if !complete() {
				return nil
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// rest calls take for the keys of a bucket that a filter selects and that did not come yet.
func (w *wire) rest(ctx context.Context, kv jetstream.KeyValue, filter string, came map[string]bool, take func(jetstream.KeyValueEntry)) error {
	bucket := "$KV." + kv.Bucket() + "."
	stream, err := w.js.Stream(ctx, "KV_"+kv.Bucket())
	if err != nil {
		return err
	}
	info, err := stream.Info(ctx, jetstream.WithSubjectFilter(bucket+filter))
	if err != nil {
		return err
	}
	for _, subject := range slices.Sorted(maps.Keys(info.State.Subjects)) {
		key := strings.TrimPrefix(subject, bucket)
		if came[key] {
			continue
		}
		entry, err := kv.Get(ctx, key)
		switch {
		case err == nil:
			take(entry)
		case !errors.Is(err, jetstream.ErrKeyNotFound): // it was deleted meanwhile
			return err
		}
	}
	return nil
}

// entries reads the values of the keys of a bucket that a filter selects.
func (w *wire) entries(ctx context.Context, kv jetstream.KeyValue, filter string) ([]jetstream.KeyValueEntry, error) {
	last := map[string]jetstream.KeyValueEntry{}
	var order []string
	err := w.follow(ctx, kv, filter, func(e jetstream.KeyValueEntry) {
		if last[e.Key()] == nil {
			order = append(order, e.Key())
		}
		last[e.Key()] = e
	}, func() bool { return false })
	if err != nil {
		return nil, err
	}
	all := make([]jetstream.KeyValueEntry, 0, len(order))
	for _, key := range order {
		if e := last[key]; e.Operation() == jetstream.KeyValuePut {
			all = append(all, e)
		}
	}
	return all, nil
}
