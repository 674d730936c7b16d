package link

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/fleet"
	"assay/runner/internal/observe/transport"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/suite"
)

// documents are the suites that an agent read.
type documents struct {
	agent  *agent
	folder string
	close  func()

	mu    sync.Mutex
	all   map[string]*document // by run, files and how they are read
	texts map[string][]byte    // of suites that are one file, by the hash of their bundle
	size  int                  // of texts
}

// mostTexts is how many bytes of suites an agent keeps in memory.
const mostTexts = 8 << 20

// document is a suite that was read for a run.
type document struct {
	once     sync.Once
	err      error
	document *pipeline.Document
	client   *transport.Client
	jars     bool // its client keeps cookies

	jobs int       // under way, guarded by the mutex of documents
	used time.Time // last, guarded likewise

	mu       sync.Mutex
	observed map[int]*exchange.Observation // by the agent itself, in this run
	told     int                           // how many of the secrets that it learned the run knows
}

func newDocuments(a *agent) (*documents, error) {
	d := &documents{agent: a, all: map[string]*document{}, texts: map[string][]byte{}}
	var err error
	if a.opts.Folder != "" {
		err = os.MkdirAll(a.opts.Folder, 0o700)
	}
	if err == nil {
		d.folder, d.close, err = newFolder(cmp.Or(a.opts.Folder, os.TempDir()))
	}
	if err == nil {
		err = fleet.Bound(d.folder)
	}
	if err != nil {
		return nil, fmt.Errorf("the folder for the files of suites: %w", err)
	}
	return d, nil
}

// of returns the document of a job for as long as the job is under way, which done ends. It is
// read when it is first asked for.
func (d *documents) of(j *fleet.Job) (one *document, done func()) {
	key := j.Run + " " + j.RunID + " " + j.Bundle + " " + j.File
	d.mu.Lock()
	defer d.mu.Unlock()
	one = d.all[key]
	if one == nil {
		one = &document{observed: map[int]*exchange.Observation{}}
		d.all[key] = one
	}
	one.jobs++
	return one, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		one.jobs--
		one.used = time.Now()
		if covers(j) && one.jobs == 0 && one.plain() {
			d.forget([]string{key}, 0)
		}
		d.makeRoom()
	}
}

// covers reports whether a job has all probes of its document: there will hardly be another one.
func covers(j *fleet.Job) bool {
	n := 0
	for _, orders := range j.Chunks {
		n += len(orders)
	}
	return n == j.Planned
}

// How many documents an agent keeps that no job needs now: of those that can be read again from
// their files, and of those that hold what nobody else has, which stay for a minute at least.
const (
	mostUnused = 8
	mostKept   = 256
)

// makeRoom forgets the documents that were not used for longest. The caller holds the lock.
func (d *documents) makeRoom() {
	var plain, others []string
	for key, one := range d.all {
		switch {
		case one.jobs > 0:
		case one.plain():
			plain = append(plain, key)
		case time.Since(one.used) >= time.Minute:
			others = append(others, key)
		}
	}
	d.forget(plain, mostUnused)
	d.forget(others, mostKept)
}

// forget forgets the documents of keys but for the most that were used last.
func (d *documents) forget(keys []string, most int) {
	slices.SortFunc(keys, func(a, b string) int { return d.all[b].used.Compare(d.all[a].used) })
	for _, key := range keys[min(most, len(keys)):] {
		if c := d.all[key].client; c != nil {
			c.Close()
		}
		delete(d.all, key)
	}
}

// plain reports whether reading the document again would bring all that is known of it: it has
// neither values nor cookies of answers.
func (one *document) plain() bool {
	one.mu.Lock()
	defer one.mu.Unlock()
	return !one.jars && len(one.observed) == 0 && (one.document == nil || len(one.document.Redact.LearnedSince(0)) == 0)
}

// ready reads the document, once.
func (one *document) ready(ctx context.Context, d *documents, j *fleet.Job) error {
	one.once.Do(func() {
		one.err = crash.Try(func() error { return one.read(ctx, d, j) })
	})
	return one.err
}

// read fetches the files of a job and plans the suite.
func (one *document) read(ctx context.Context, d *documents, j *fleet.Job) error {
	text, err := d.files(ctx, j)
	if err != nil {
		return err
	}
	opts, path := one.options(d.agent, j), filepath.Join(d.folderOf(j), filepath.FromSlash(j.File))
	if text != nil {
		one.document, err = engine.OpenText(path, text, opts)
	} else {
		var documents []*pipeline.Document
		if documents, err = engine.Open([]string{path}, opts); err == nil {
			one.document = documents[0]
		}
	}
	if err != nil {
		return fmt.Errorf("its suite cannot be read here: %w", err)
	}
	one.jars = slices.ContainsFunc(one.document.Plan.Probes, func(p *plan.Probe) bool { return p.Request != nil && p.Request.Jar != "" })
	limits := one.document.Suite.Limits
	one.client = transport.New(transport.Options{
		Concurrency: j.Limits.Concurrency, Timeout: cmp.Or(j.Limits.Timeout, limits.Timeout), Body: limits.Body, Proxy: d.agent.opts.Proxy,
	})
	return nil
}

// folderOf returns the folder of a job's files.
func (d *documents) folderOf(j *fleet.Job) string { return filepath.Join(d.folder, j.Bundle) }

// files fetches the files of a job, unless they are there. Of a suite that is one file it returns
// the text; several are written into a folder, and text is nil.
func (d *documents) files(ctx context.Context, j *fleet.Job) (text []byte, err error) {
	d.mu.Lock()
	text = d.texts[j.Bundle]
	d.mu.Unlock()
	if text != nil {
		return text, nil
	}
	folder := d.folderOf(j)
	if _, err := os.Stat(folder); err == nil {
		return nil, nil
	}
	raw, err := d.agent.fetch(ctx, j)
	if err != nil {
		return nil, err
	}
	b, err := fleet.ReadBundle(raw, j.Bundle)
	if err != nil {
		return nil, err
	}
	if len(b.Paths) == 1 && b.Paths[0] == j.File && len(b.Texts[0]) > 0 {
		d.keepText(j.Bundle, b.Texts[0])
		return b.Texts[0], nil
	}
	return nil, d.write(b, folder)
}

// keepText remembers the text of a suite.
func (d *documents) keepText(hash string, text []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.texts[hash] != nil {
		return
	}
	if d.size+len(text) > mostTexts {
		clear(d.texts)
		d.size = 0
	}
	d.texts[hash] = text
	d.size += len(text)
}

// write writes files into a folder, unless another job was faster.
func (d *documents) write(b *fleet.Bundle, folder string) error {
	made, err := os.MkdirTemp(d.folder, "new-")
	if err != nil {
		return err
	}
	if err := b.Write(made); err != nil {
		return errors.Join(err, os.RemoveAll(made))
	}
	if err := os.Rename(made, folder); err != nil { //nolint:forbidigo // a folder, which is whole
		_ = os.RemoveAll(made) // another job was faster
		if _, err := os.Stat(folder); err != nil {
			return err
		}
	}
	return nil
}

// options are those that a job is observed with: the secrets are the agent's own, and nothing else
// of its environment is read.
func (one *document) options(a *agent, j *fleet.Job) engine.Options {
	return engine.Options{
		Mode: pipeline.Live, Sparse: true, Budget: j.Limits.Requests, RatePerSecond: j.Limits.Rate, Concurrency: j.Limits.Concurrency,
		Timeout: j.Limits.Timeout, AllowWrites: j.Limits.AllowWrites, Proxy: a.opts.Proxy,
		Load: suite.Options{
			Target: j.Load.Target, Environment: j.Load.Environment, Vars: j.Load.Vars, Offered: j.Load.Offered, SharedVars: j.Load.SharedVars,
			Env: func(name string) (string, bool) { value, ok := j.Load.Env[name]; return value, ok },
		},
		Secret: a.opts.Secrets, Hooks: engine.Hooks{Masks: &a.masks},
	}
}

// known returns what was observed before, with what the agent observed itself in the run: only
// that has the values of captures that are secrets.
func (one *document) known(j *fleet.Job) ([]*exchange.Observation, error) {
	known, err := j.KnownIn(one.document.Plan)
	if err != nil {
		return nil, err
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	for order, o := range one.observed {
		if known[order] != nil {
			known[order] = o
		}
	}
	return known, nil
}

// learned returns the secrets that the agent learned and the run does not know yet, and how many
// it then knows.
func (one *document) learned() ([]redact.Secret, int) {
	one.mu.Lock()
	told := one.told
	one.mu.Unlock()
	all := one.document.Redact.LearnedSince(told)
	return all, told + len(all)
}

// tell notes that the run knows so many.
func (one *document) tell(n int) {
	one.mu.Lock()
	defer one.mu.Unlock()
	one.told = max(one.told, n)
}

// keep remembers what the agent observed, if others depend on it.
func (one *document) keep(order int, o *exchange.Observation) {
	if len(o.Captured) == 0 && !one.document.Plan.Probes[order].Of.Token {
		return
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	one.observed[order] = o
}
