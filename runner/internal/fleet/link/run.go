package link

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"assay/runner/internal/engine"
	"assay/runner/internal/fleet"
	"assay/runner/internal/pipeline"
)

// run is a run under way.
type run struct {
	*connected
	id   string
	opts fleet.RunOptions
	ctx  context.Context // ends with the run
	stop context.CancelFunc
	sub  *nats.Subscription
	seal *fleet.Seal // of what the agents hand in

	mu      sync.Mutex
	number  int                           // of jobs and steps so far
	waiting map[string]*dispatched        // by the id of the chunk
	parts   map[string][][]byte           // outcomes of which not all parts came
	bundled map[*pipeline.Document]bundle // sent
	told    map[string]bool               // agents whose loss was told
	remotes map[string]*remote            // by vantage
}

// bundle names the files of a document that were sent.
type bundle struct {
	hash, file string
	parts      int
	at         time.Time
}

// headers of an outcome's message.
const (
	headJob   = "Assay-Job"
	headPart  = "Assay-Part"
	headParts = "Assay-Parts"
	headClock = "Assay-Clock" // the agent's time when it sent the part
)

// mostSkew is by how much an agent's clock may differ: the message takes some time, too.
const mostSkew = 2 * time.Second

// mostInMessage is the size of a part in bytes; a server takes 1 MB in a message, unless it is
// told.
const mostInMessage = 700 << 10

func begin(ctx context.Context, c *connected, o fleet.RunOptions) (*run, error) {
	r := &run{
		connected: c, id: rand.Text(), opts: o, waiting: map[string]*dispatched{}, parts: map[string][][]byte{},
		bundled: map[*pipeline.Document]bundle{}, told: map[string]bool{}, remotes: map[string]*remote{},
	}
	if r.opts.Say == nil {
		r.opts.Say = func(string, ...any) {}
	}
	var err error
	if r.seal, err = fleet.NewSeal(); err != nil {
		return nil, err
	}
	r.ctx, r.stop = context.WithCancel(context.WithoutCancel(ctx))
	if r.sub, err = c.nc.Subscribe(outcomes+r.id, r.take); err != nil {
		return nil, c.unreachable(err)
	}
	_ = r.sub.SetPendingLimits(-1, 1<<30)
	if err := r.again(ctx, r.alive); err != nil {
		r.End()
		if full(err) {
			return nil, fmt.Errorf("the store of the fleet's server is full: %w", err)
		}
		return nil, c.unreachable(err)
	}
	r.later(r.keep)
	return r, nil
}

// alive says that somebody waits for the run's outcomes.
func (r *run) alive(ctx context.Context) error {
	host, _ := os.Hostname()
	_, err := r.runs.Put(ctx, r.id, put(map[string]any{"host": host, "documents": r.opts.Documents}))
	return err
}

// keep renews that, and looks for lost agents, until the run ends.
func (r *run) keep() {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var down time.Time
	for n := 0; ; n++ {
		select {
		case <-r.ctx.Done():
			return
		case <-tick.C:
		}
		r.cards.check()
		if r.up() {
			down = time.Time{}
		} else if down.IsZero() {
			down = time.Now()
		}
		if n%10 == 0 && r.up() {
			ctx, end := context.WithTimeout(r.ctx, asking)
			_ = r.alive(ctx) // again in ten seconds
			end()
		}
		r.look(!down.IsZero() && time.Since(down) > serverGone)
	}
}

// serverGone is how long a run waits for a server that is away.
const serverGone = 45 * time.Second

// look gives up the jobs that nothing will come of.
func (r *run) look(gone bool) {
	r.mu.Lock()
	all := slices.Collect(maps.Values(r.waiting))
	r.mu.Unlock()
	for _, d := range all {
		if gone {
			d.give(fleetLost("the fleet's server was lost: %s", r.url))
			continue
		}
		if r.up() {
			r.doubt(d)
		}
	}
}

// End tells the agents that nobody waits any more.
func (r *run) End() {
	r.stop()
	r.purge(r.runs, r.id)
	_ = r.sub.Unsubscribe()
}

// At observes with the agents of a vantage.
func (r *run) At(vantage string) engine.Remote {
	r.mu.Lock()
	defer r.mu.Unlock()
	m := r.remotes[vantage]
	if m == nil {
		m = &remote{run: r, vantage: vantage, by: map[*pipeline.Document]*observers{}}
		r.remotes[vantage] = m
	}
	return m
}

// next returns the id of a new job.
func (r *run) next() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.number++
	return fmt.Sprintf("%s-%d", r.id, r.number)
}

// say tells once that an agent was lost.
func (r *run) say(agent, format string, args ...any) {
	r.mu.Lock()
	told := r.told[agent]
	r.told[agent] = true
	r.mu.Unlock()
	if !told {
		r.opts.Say(format, args...)
	}
}

// take receives a part of an outcome, and acknowledges it: the agent sends it until then.
func (r *run) take(m *nats.Msg) {
	id := m.Header.Get(headJob)
	var part, parts int
	_, _ = fmt.Sscan(m.Header.Get(headPart), &part)
	_, _ = fmt.Sscan(m.Header.Get(headParts), &parts)
	if raw, whole := r.joined(id, part, parts, m.Data); whole {
		r.came(id, raw, skew(m))
	}
	_ = m.Respond(nil)
}

// joined adds a part, and returns all of them once they are there.
func (r *run) joined(id string, part, parts int, data []byte) (raw []byte, whole bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.waiting[id] == nil || parts < 1 || part < 0 || part >= parts {
		return nil, false
	}
	if parts == 1 {
		return data, true
	}
	if len(r.parts[id]) != parts {
		r.parts[id] = make([][]byte, parts)
	}
	r.parts[id][part] = data
	if slices.ContainsFunc(r.parts[id], func(p []byte) bool { return p == nil }) {
		return nil, false
	}
	raw = slices.Concat(r.parts[id]...)
	delete(r.parts, id)
	return raw, true
}

// came hands an outcome to the document that waits for it.
func (r *run) came(id string, raw []byte, skew time.Duration) {
	r.mu.Lock()
	d := r.waiting[id]
	delete(r.waiting, id)
	r.mu.Unlock()
	if d == nil {
		return // given up, or here before
	}
	var o *fleet.Outcome
	raw, err := r.seal.Open(id, raw)
	if err == nil {
		o, err = fleet.ReadOutcome(raw)
	}
	if err != nil {
		o = &fleet.Outcome{Refused: err.Error()}
	}
	d.outcome <- result{job: d, Outcome: o, skew: skew}
}

// skew returns how far this process's clock is ahead of that of the sender of a message; 0 if they
// differ by little.
func skew(m *nats.Msg) time.Duration {
	sent, err := time.Parse(time.RFC3339Nano, m.Header.Get(headClock))
	if err != nil {
		return 0
	}
	if by := time.Since(sent); by.Abs() > mostSkew {
		return by
	}
	return 0
}
