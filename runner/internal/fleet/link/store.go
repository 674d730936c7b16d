package link

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
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
	for _, b := range []struct {
		to    *jetstream.KeyValue
		name  string
		about string
		kept  time.Duration
		most  int64
	}{
		{&w.cards, "assay1_agents", "agents", cardsKept, 16 << 20},
		{&w.runs, "assay1_runs", "runs under way", runsKept, 4 << 20},
		{&w.claims, "assay1_claims", "which agent sends a job", claimsKept, 128 << 20},
		{&w.budgets, "assay1_budgets", "requests of runs", claimsKept, 16 << 20},
		{&w.leases, "assay1_leases", "who may send to a target", leasesKept, 16 << 20},
		{&w.cooling, "assay1_cooling", "targets that nothing is sent to", coolingKept, 16 << 20},
		{&w.bundles, "assay1_files", "files of suites", filesKept, 512 << 20},
	} {
		err = w.again(ctx, func(ctx context.Context) (err error) {
			*b.to, err = w.js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{
				Bucket: b.name, Description: b.about + " of assay", TTL: b.kept, MaxBytes: share(b.most), MaxValueSize: -1, Replicas: replicas,
			})
			return err
		})
		if err != nil {
			return fmt.Errorf("the bucket %s: %w", b.name, err)
		}
	}
	err = w.again(ctx, func(ctx context.Context) (err error) {
		w.history, err = w.js.CreateOrUpdateObjectStore(ctx, jetstream.ObjectStoreConfig{
			Bucket: historyBucket, Description: "runs of assay watch", TTL: historyKept, MaxBytes: share(256 << 20), Replicas: replicas,
		})
		return err
	})
	if err != nil {
		return fmt.Errorf("the bucket %s: %w", historyBucket, err)
	}
	return nil
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

// historyBucket holds the runs of watches.
const historyBucket = "assay1_history"

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
