package link

import (
	"cmp"
	"context"
	"encoding/base32"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"assay/runner/internal/crash"
	"assay/runner/internal/fleet"
)

// Status describes what the fleet does now.
func (c *connected) Status(ctx context.Context) (*fleet.Status, error) {
	agents, err := c.Agents(ctx)
	if err != nil {
		return nil, err
	}
	out := &fleet.Status{Server: c.url, Agents: c.ask(agents), Queues: []fleet.Queue{}, Runs: []string{}, Budgets: []fleet.Budget{}, Cooldowns: []fleet.Cooldown{}}
	if err := c.patient(ctx, func(ctx context.Context) error { return c.read(ctx, out) }); err != nil {
		return nil, c.unreachable(err)
	}
	out.SilentRuns = c.silentRuns(out.Runs)
	return out, nil
}

// ask asks all agents for their cards of now. One that was killed has a card until it expires.
func (w *wire) ask(cards []fleet.Card) []fleet.Agent {
	out := make([]fleet.Agent, len(cards))
	var all crash.Group
	for i, known := range cards {
		all.Go(func() {
			said, err := w.answer(pings + known.ID)
			out[i] = fleet.Agent{Card: known, Silent: err != nil}
			if now := (fleet.Card{}); json.Unmarshal(said, &now) == nil && now.ID == known.ID {
				out[i].Card = now
			}
		})
	}
	all.Wait()
	return out
}

// silentRuns asks after runs, and returns the ids of those that do not answer: they acknowledge
// whatever comes where they wait for outcomes.
func (w *wire) silentRuns(ids []string) (silent []string) {
	wrong := make([]error, len(ids))
	var all crash.Group
	for i, id := range ids {
		all.Go(func() { _, wrong[i] = w.answer(outcomes + id) })
	}
	all.Wait()
	for i, id := range ids {
		if wrong[i] != nil {
			silent = append(silent, id)
		}
	}
	return silent
}

// answer asks who listens at a subject; the error says that nobody answers.
func (w *wire) answer(subject string) ([]byte, error) {
	m, err := w.nc.Request(subject, nil, beat)
	if err != nil {
		return nil, err
	}
	return m.Data, nil
}

// read adds to a status what the server keeps.
func (c *connected) read(ctx context.Context, out *fleet.Status) error {
	err := c.queues(ctx, out)
	if err == nil {
		err = c.each(ctx, c.runs, func(e jetstream.KeyValueEntry) { out.Runs = append(out.Runs, e.Key()) })
	}
	if err == nil {
		err = c.each(ctx, c.budgets, func(e jetstream.KeyValueEntry) {
			var n counter
			if strings.HasPrefix(e.Key(), "rate.") || json.Unmarshal(e.Value(), &n) != nil {
				return
			}
			out.Budgets = append(out.Budgets, fleet.Budget{Of: readable(e.Key()), Sent: n.Sent, Held: n.held(), Limit: n.Limit})
		})
	}
	if err == nil {
		err = c.each(ctx, c.cooling, func(e jetstream.KeyValueEntry) {
			var one cooldown
			if json.Unmarshal(e.Value(), &one) != nil {
				return
			}
			down := fleet.Cooldown{Target: one.Target, Vantage: one.Vantage, Why: one.Why}
			if one.Run == "" {
				down.Until = e.Created().Add(one.Wait)
			}
			out.Cooldowns = append(out.Cooldowns, down)
		})
	}
	return err
}

// each calls f for each value of a bucket.
func (w *wire) each(ctx context.Context, kv jetstream.KeyValue, f func(jetstream.KeyValueEntry)) error {
	var all []jetstream.KeyValueEntry
	err := w.again(ctx, func(ctx context.Context) (err error) {
		all, err = w.entries(ctx, kv, everything)
		return err
	})
	for _, e := range all {
		f(e)
	}
	return err
}

// queues adds the jobs that wait.
func (c *connected) queues(ctx context.Context, out *fleet.Status) error {
	var info *jetstream.StreamInfo
	err := c.again(ctx, func(ctx context.Context) (err error) {
		info, err = c.jobs.Info(ctx, jetstream.WithSubjectFilter(jobsAll+">"))
		return err
	})
	if err != nil {
		return err
	}
	waiting := map[string]uint64{}
	for subject, n := range info.State.Subjects {
		_, to, _ := strings.Cut(strings.TrimPrefix(subject, jobsAll), ".") // after the protocol
		if vantage, at := strings.CutPrefix(to, jobsAt); at {
			waiting[untoken(vantage)] += n
		} else {
			waiting[""] += n
		}
	}
	for i := range out.Agents {
		waiting[out.Agents[i].Vantage] += 0
	}
	for vantage, n := range waiting {
		q := fleet.Queue{Vantage: vantage, Waiting: n}
		subject := jobsOf(fleet.Protocol, jobsAny)
		if vantage != "" {
			subject = jobsOf(fleet.Protocol, jobsAt+token(vantage))
		}
		var consumer jetstream.Consumer
		err := c.again(ctx, func(ctx context.Context) (err error) {
			consumer, err = c.js.Consumer(ctx, jobsStream, consumerOf(subject))
			return err
		})
		if err != nil && !errors.Is(err, jetstream.ErrConsumerNotFound) {
			return err
		}
		if err == nil {
			q.Taken = consumer.CachedInfo().NumAckPending
			q.Waiting -= min(q.Waiting, uint64(q.Taken)) //nolint:gosec // a count
		}
		out.Queues = append(out.Queues, q)
	}
	slices.SortFunc(out.Queues, func(a, b fleet.Queue) int { return cmp.Compare(a.Vantage, b.Vantage) })
	return nil
}

// untoken is the text of a token.
func untoken(s string) string {
	raw, err := base32.HexEncoding.WithPadding(base32.NoPadding).DecodeString(s)
	if err != nil {
		return s
	}
	return string(raw)
}

// readable is the key of a budget for people: the run, the document and the vantage.
func readable(key string) string {
	parts := strings.Split(key, ".")
	for i := 1; i < len(parts); i++ {
		parts[i] = untoken(parts[i])
	}
	return strings.Join(parts, " ")
}
