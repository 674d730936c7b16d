package proxy

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/drift"
	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
	"assay/runner/internal/importer"
	"assay/runner/internal/suite"
	"assay/runner/internal/text"
)

// RecordOptions says where a recording goes and what it keeps.
type RecordOptions struct {
	Folder   string // made if there is none
	Name     string // of the suite; its files get a number if there are such files already
	Upstream string // the base URL of the API
	Tool     string // what records: "assay 0.1.0"
	Body     int    // bytes that are kept of each body; 0: [DefaultBody]
	// Written, if not nil, is called with the path of the fixtures each time that they were written,
	// by one goroutine at a time.
	Written func(path string)
	// Failing, if not nil, is called in the same way when the files cannot be written any more. That
	// is tried again, and at the end.
	Failing func(err error)
	// Edited, if not nil, is called in the same way for files that the recording leaves.
	Edited func(Edited)
}

const (
	// DefaultBody is the number of bytes that are kept of a body by default.
	DefaultBody = 4 << 20

	mostKept  = 256 << 20   // bytes of bodies in one recording
	mostQueue = 16          // exchanges that have ended and are not taken yet; a response ends after that
	idle      = 20          // times as long as a write took, until the next one
	patience  = time.Second // at least, after a write that failed
)

// Recorder records what passes. Its suite and fixtures are written while it runs, each as a whole
// file, so that they survive the process.
type Recorder struct {
	opts   RecordOptions
	chosen string // path of the suite, at the start
	rules  *drift.Rules
	queue  chan *exchanged
	stop   chan struct{}
	ended  chan struct{}
	wait   func() error

	// Of the goroutine that records:
	files
	all     []*probed
	known   map[fingerprint]*probed
	names   map[string]int
	skipped []*Skipped
	size    int
	dirty   bool
	next    time.Time // of the next write
	failing error     // of the last write
	last    *written
	leaking *Skipped // of the last write, see [written]
}

// Skipped is a reason why exchanges were not recorded.
type Skipped struct {
	Why   string
	Times int
	First string // the first of them: method and path
}

// Summary says what was recorded.
type Summary struct {
	Suite, Fixtures string // paths; "" if nothing was recorded
	Draft           *importer.Draft
	Recorded        int // responses in the fixtures
	Skipped         []*Skipped
	// Leaking is set where nothing is recorded, as a secret would stand in the recording of each
	// response.
	Leaking *Skipped
}

// NewRecorder starts a recording. The error says why its files cannot be written.
func NewRecorder(o RecordOptions) (*Recorder, error) {
	if o.Body == 0 {
		o.Body = DefaultBody
	}
	r := &Recorder{
		opts: o, rules: drift.NewRules(&exchange.Volatile{}),
		queue: make(chan *exchanged, mostQueue), stop: make(chan struct{}), ended: make(chan struct{}),
		known: map[fingerprint]*probed{}, names: map[string]int{},
	}
	if err := r.place(); err != nil {
		return nil, err
	}
	r.wait = crash.Later(func() error {
		defer close(r.ended)
		return r.loop()
	})
	return r, nil
}

// place chooses the files: those of the name, or with a number where such files exist.
func (r *Recorder) place() error {
	if err := os.MkdirAll(r.opts.Folder, 0o755); err != nil {
		return err
	}
	r.chosen = freeSuite(r.opts)
	r.suite = r.chosen
	return fixture.Writable(r.Fixtures())
}

// freeSuite returns the path of a suite that is not there, and whose fixtures are not.
func freeSuite(o RecordOptions) string {
	for n := 1; ; n++ {
		name := suite.Slug(o.Name)
		if n > 1 {
			name += "-" + strconv.Itoa(n)
		}
		path := filepath.Join(o.Folder, name+suite.Suffix)
		if free(path) && free(fixturesOf(path)) {
			return path
		}
	}
}

func free(path string) bool {
	_, err := os.Lstat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// Suite returns the path of the suite as it was chosen at the start, also while the recording is
// written. [Summary] has the one that was written.
func (r *Recorder) Suite() string { return r.chosen }

// Fixtures returns the path of the fixtures, likewise.
func (r *Recorder) Fixtures() string { return fixturesOf(r.chosen) }

func fixturesOf(path string) string {
	return strings.TrimSuffix(path, suite.Suffix) + fixture.Ending
}

// most returns how many bytes of a body are kept.
func (r *Recorder) most() int {
	if r == nil {
		return DefaultBody
	}
	return r.opts.Body
}

// add hands over an exchange. It waits while very many are not taken yet.
func (r *Recorder) add(e *exchanged) {
	if r == nil {
		return
	}
	select {
	case r.queue <- e:
	case <-r.ended:
	}
}

// Close ends the recording, writes it a last time and says what it has. The error says why it could
// not be written; what was written before is as it was.
func (r *Recorder) Close() (*Summary, error) {
	close(r.stop)
	err := r.wait()
	out := &Summary{Skipped: r.skipped, Leaking: r.leaking}
	if r.last != nil {
		out.Suite, out.Fixtures = r.suite, r.fixtures()
		out.Draft, out.Recorded = r.last.draft, r.last.entries
	}
	return out, err
}

// loop takes what passed, and has it written now and then.
func (r *Recorder) loop() error {
	var due <-chan time.Time
	var finished chan struct{}
	var result func() *written
	var began time.Time
	for {
		if r.dirty && due == nil && finished == nil {
			due = time.After(time.Until(r.next))
		}
		select {
		case e := <-r.queue:
			r.take(e)
		case <-due:
			due, began, r.dirty = nil, time.Now(), false
			now, done := r.snapshot(), make(chan struct{})
			finished = done
			result = crash.Later(func() *written {
				defer close(done)
				return now.write()
			})
		case <-finished:
			finished = nil
			r.wrote(result())
			pause := idle * time.Since(began)
			if r.failing != nil {
				pause = max(pause, patience)
			}
			r.next = time.Now().Add(pause)
		case <-r.stop:
			if finished != nil {
				r.wrote(result())
			}
			return r.finish()
		}
	}
}

// finish takes what is left and writes the whole a last time.
func (r *Recorder) finish() error {
	for {
		select {
		case e := <-r.queue:
			r.take(e)
			continue
		default:
		}
		if r.dirty || r.failing != nil {
			r.wrote(r.snapshot().write())
		}
		return r.failing
	}
}

// wrote notes how a write ended.
func (r *Recorder) wrote(w *written) {
	first := r.failing == nil
	r.failing, r.leaking, r.files = w.err, w.leaking, w.files
	for _, e := range r.told() {
		if r.opts.Edited != nil {
			r.opts.Edited(e)
		}
	}
	switch {
	case w.err != nil:
		r.dirty = true
		if first && r.opts.Failing != nil {
			r.opts.Failing(w.err)
		}
	case w.leaking != nil:
		r.last = nil
	case w.draft != nil:
		r.last = w
		if r.opts.Written != nil {
			r.opts.Written(r.fixtures())
		}
	}
}

// take records an exchange, or why it is not recorded.
func (r *Recorder) take(e *exchanged) {
	switch {
	case e.skipped != "":
		r.skip(e, e.skipped)
	case r.again(e):
	case r.size+e.size() > mostKept:
		r.skip(e, fmt.Sprintf("the recording has %d MiB", mostKept>>20))
	default:
		r.keep(e)
	}
}

// skip counts an exchange that is not recorded.
func (r *Recorder) skip(e *exchanged, why string) {
	for _, s := range r.skipped {
		if s.Why == why {
			s.Times++
			r.dirty = r.dirty || len(r.all) > 0
			return
		}
	}
	r.skipped = append(r.skipped, &Skipped{Why: why, Times: 1, First: e.request.Method + " " + importer.ShownPath(e.request.URL)})
	r.dirty = r.dirty || len(r.all) > 0
}

// String is the reason with its count, as the suite and the summary list it.
func (s *Skipped) String() string {
	return fmt.Sprintf("%s, the first of them %s: %s", text.Count(s.Times, "exchange"), s.First, s.Why)
}
