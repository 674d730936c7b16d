package link

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"assay/runner/internal/crash"
)

// The stream of jobs, and the subjects. Those of jobs have the number of the protocol: agents of
// another one do not take them.
const (
	jobsStream = "ASSAY1_JOBS"
	jobsAll    = "assay1.job."
	jobsAny    = "any"
	jobsAt     = "at."          // and the vantage
	jobsTo     = "to."          // and the agent's id
	outcomes   = "assay1.out."  // and the run's id
	stops      = "assay1.stop." // and the run's id
	pings      = "assay1.ping." // and the agent's id
)

// jobsOf returns the subject of jobs of a protocol.
func jobsOf(protocol int, to string) string { return fmt.Sprintf("%s%d.%s", jobsAll, protocol, to) }

// How long things are kept. Claims outlive the jobs that they are of.
const (
	jobsKept    = time.Hour
	claimsKept  = 2 * time.Hour
	filesKept   = 24 * time.Hour
	coolingKept = 7 * 24 * time.Hour
	cardsKept   = 40 * time.Second // an agent that says nothing for so long is lost
	runsKept    = 90 * time.Second
	leasesKept  = 6 * time.Second
	historyKept = 7 * 24 * time.Hour
)

// store is the stream and the buckets of a fleet.
type store struct {
	jobs                                                   jetstream.Stream
	cards, runs, claims, budgets, leases, cooling, bundles jetstream.KeyValue
	history                                                jetstream.ObjectStore
}

// open makes what the server does not have yet.
func (w *wire) open(ctx context.Context) error {
	replicas, err := w.openJobs(ctx)
	if err != nil {
		return fmt.Errorf("the stream %s: %w", jobsStream, err)
	}
	share, err := w.share(ctx, replicas)
	if err != nil {
		return err
	}
	all := []jetstream.KeyValueConfig{
		{Bucket: "assay1_agents", Description: "agents", TTL: cardsKept, MaxBytes: 16 << 20},
		{Bucket: "assay1_runs", Description: "runs under way", TTL: runsKept, MaxBytes: 4 << 20},
		{Bucket: "assay1_claims", Description: "which agent sends a job", TTL: claimsKept, MaxBytes: 128 << 20},
		{Bucket: "assay1_budgets", Description: "requests of runs", TTL: claimsKept, MaxBytes: 16 << 20},
		{Bucket: "assay1_leases", Description: "who may send to a target", TTL: leasesKept, MaxBytes: 16 << 20},
		{Bucket: "assay1_cooling", Description: "targets that nothing is sent to", TTL: coolingKept, MaxBytes: 16 << 20},
		{Bucket: "assay1_files", Description: "files of suites", TTL: filesKept, MaxBytes: 512 << 20},
	}
	to := []*jetstream.KeyValue{&w.cards, &w.runs, &w.claims, &w.budgets, &w.leases, &w.cooling, &w.bundles}
	wrong := make([]error, len(all)+1)
	var opening crash.Group
	for i, c := range all {
		c.Description, c.MaxBytes, c.MaxValueSize, c.Replicas = c.Description+" of assay", share(c.MaxBytes), -1, replicas
		opening.Go(func() {
			if err := w.again(ctx, func(ctx context.Context) error { return w.bucket(ctx, c, to[i]) }); err != nil {
				wrong[i] = fmt.Errorf("the bucket %s: %w", c.Bucket, err)
			}
		})
	}
	opening.Go(func() {
		if err := w.again(ctx, func(ctx context.Context) error { return w.openHistory(ctx, share(256<<20), replicas) }); err != nil {
			wrong[len(all)] = fmt.Errorf("the bucket %s: %w", historyBucket, err)
		}
	})
	opening.Wait()
	for _, err := range wrong {
		if err != nil {
			return err
		}
	}
	return nil
}

// bucket opens a bucket, and makes it unless it is as it should be.
func (w *wire) bucket(ctx context.Context, c jetstream.KeyValueConfig, to *jetstream.KeyValue) error {
	there, err := w.there(ctx, "KV_"+c.Bucket, c.TTL, c.MaxBytes, c.Replicas)
	switch {
	case err != nil:
	case there:
		*to, err = w.js.KeyValue(ctx, c.Bucket)
	default:
		*to, err = w.js.CreateOrUpdateKeyValue(ctx, c)
	}
	return err
}

// openHistory is bucket for the runs of watches.
func (w *wire) openHistory(ctx context.Context, most int64, replicas int) error {
	there, err := w.there(ctx, historyStream, historyKept, most, replicas)
	switch {
	case err != nil:
	case there:
		w.history, err = w.js.ObjectStore(ctx, historyBucket)
	default:
		w.history, err = w.js.CreateOrUpdateObjectStore(ctx, jetstream.ObjectStoreConfig{
			Bucket: historyBucket, Description: "runs of assay watch", TTL: historyKept, MaxBytes: most, Replicas: replicas,
		})
	}
	return err
}

// there reports whether a stream is there as it should be. The server writes the files of one that
// is updated, even to what it is, which takes ten times as long as saying so.
func (w *wire) there(ctx context.Context, stream string, kept time.Duration, most int64, replicas int) (bool, error) {
	s, err := w.js.Stream(ctx, stream)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	is := s.CachedInfo().Config
	return is.MaxAge == kept && is.MaxBytes == most && is.Replicas == replicas, nil
}

// purge takes out the key of who ends. It waits for an election of the servers, and no longer than
// that; without them the key expires.
func (w *wire) purge(kv jetstream.KeyValue, key string) {
	ctx, end := context.WithTimeout(context.Background(), elected)
	defer end()
	_ = w.againEach(ctx, time.Second, func(ctx context.Context) error {
		if !w.up() {
			return nats.ErrConnectionClosed // which waiting does not change
		}
		return kv.Purge(ctx, key)
	})
}

// mostReplicas is how many servers of a cluster keep a copy, so that one of them may be lost.
const mostReplicas = 3

// openJobs makes the stream of jobs if there is none, and returns how many servers keep a copy of
// it: everything else is kept alike. A stream that is there stays as it is.
func (w *wire) openJobs(ctx context.Context) (replicas int, err error) {
	err = w.again(ctx, func(ctx context.Context) (err error) {
		w.jobs, err = w.js.Stream(ctx, jobsStream)
		if errors.Is(err, nats.ErrNoResponders) { // each server with JetStream is a responder
			err = jetstream.ErrJetStreamNotEnabled
		}
		return err
	})
	if err == nil {
		return w.jobs.CachedInfo().Config.Replicas, nil
	}
	if !errors.Is(err, jetstream.ErrStreamNotFound) {
		return 0, err
	}
	replicas = 1
	if w.nc.ConnectedClusterName() != "" {
		replicas = mostReplicas
	}
	share, err := w.share(ctx, replicas)
	if err != nil {
		return 0, err
	}
	err = w.again(ctx, func(ctx context.Context) (err error) {
		w.jobs, err = w.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
			Name: jobsStream, Description: "jobs of assay, until an agent claims them", Subjects: []string{jobsAll + ">"}, Replicas: replicas,
			Retention: jetstream.WorkQueuePolicy, Discard: jetstream.DiscardNew, MaxAge: jobsKept, MaxBytes: share(256 << 20),
		})
		return err
	})
	return replicas, err
}

// historyBucket holds the runs of watches, in a stream.
const (
	historyBucket = "assay1_history"
	historyStream = "OBJ_" + historyBucket
)

// wanted is the store that all parts take together at most.
const wanted = 5 << 28

// share returns how much of the store a part may take that several servers keep a copy of: of a
// smaller store than wanted, less.
func (w *wire) share(ctx context.Context, replicas int) (func(int64) int64, error) {
	var account *jetstream.AccountInfo
	err := w.again(ctx, func(ctx context.Context) (err error) {
		account, err = w.js.AccountInfo(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	most := account.Limits.MaxStore / int64(replicas)
	return func(part int64) int64 {
		if most > 0 && most < wanted {
			return max(part*most/wanted, 64<<10)
		}
		return part
	}, nil
}
