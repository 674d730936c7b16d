package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"assay/runner/internal/crash"
	"assay/runner/internal/fixture"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// Open loads and plans the suites at the paths: files, folders (every *.suite.yaml below them),
// "folder/...". If documents are invalid, the error is a source.Problems with every error of all
// of them.
func Open(paths []string, opts Options) ([]*pipeline.Document, error) {
	return open(paths, opts, nil)
}

// open is Open with a judge of the documents; nil: they are only opened.
func open(paths []string, opts Options, judge *meanwhile) ([]*pipeline.Document, error) {
	files, err := filesAt(paths, opts.Load)
	if err != nil {
		return nil, err
	}
	if opts.Opening != nil {
		opts.Opening(files)
	}
	o := opener{opts: opts, passing: judge != nil, recorded: map[string]*recording{}}
	several := len(files) > 1
	o.opts.Load.SharedVars = o.opts.Load.SharedVars || several
	documents := make([]*pipeline.Document, 0, len(files))
	for _, file := range files {
		if d := o.open(file); d != nil {
			if several {
				o.shelve(d)
			}
			documents = append(documents, d)
			if judge != nil && several && o.sound() {
				judge.take(d)
			}
		}
	}
	judge.end()
	if several && len(documents) == len(files) {
		o.checkVars(documents)
	}
	if err := o.wrong(); err != nil {
		return nil, err
	}
	return documents, nil
}

// filesAt returns the suites at paths; one that an editor has need not be on the disk yet.
func filesAt(paths []string, load suite.Options) ([]string, error) {
	if len(paths) == 1 && load.Unsaved != nil {
		if _, ok := load.Unsaved(paths[0]); ok {
			return paths, nil
		}
	}
	return Suites(paths)
}

// OpenText is [Open] for one document whose text is given; path says where its file would be.
func OpenText(path string, text []byte, opts Options) (*pipeline.Document, error) {
	o := opener{opts: opts, recorded: map[string]*recording{}}
	o.opts.Load.Unsaved = func(name string) ([]byte, bool) { return text, name == path }
	d := o.open(path)
	return d, o.wrong()
}

// opener collects the errors of all documents.
type opener struct {
	opts     Options
	problems source.Problems
	errors   []error // errors of no document in particular: files that cannot be read
	recorded map[string]*recording
	text     int64 // bytes of their files
	held     int   // probes of the documents so far
	again    bool  // a document is opened again to be run live: without its fixtures
	passing  bool  // documents are let go of while others are opened
}

// recording is a fixture file, read once for all the documents that name it.
type recording struct {
	file  *fixture.File
	index func() *fixture.Index
	wrong bool
	part  bool // file has what the first document needs, alone
	gone  bool // it was let go of, to make room
}

// open loads and plans one document; it returns nil after an error.
func (o *opener) open(file string) *pipeline.Document {
	s, err := suite.Load(file, o.opts.Load)
	if !o.accept(err) {
		return nil
	}
	d := &pipeline.Document{Suite: s, Index: func() *fixture.Index { return nil }}
	redactor, wrongRules := o.redactor(s)
	d.Redact = redactor
	if redactor != nil && (s.RunUsed || len(s.Made()) > 0 || slices.ContainsFunc(s.Probes, func(p *suite.Probe) bool { return len(p.Capture) > 0 })) {
		redactor.Learns()
	}
	o.opts.Masks.Put(file+o.opts.MasksAs, redactor)
	planned := make(chan *plan.Plan, 1)
	fixtures := o.fixtures(s, planned)
	d.Plan, err = plan.Build(s)
	planned <- d.Plan
	ok := o.accept(err) && o.comparable(d)
	if ok && o.opts.Sparse {
		s.LetGo()
	}
	if ok {
		d.Masking = o.masking(d)
	}
	if f := fixtures(); f != nil {
		d.Fixture, d.Index, ok = f.file, f.index, ok && !f.wrong
	}
	if wrongRules != nil {
		o.problems.Add(source.Pos{File: s.File, Line: 1, Col: 1}, "redact: %v", wrongRules).Next = "write a pattern of RE2, or a JSONPath of RFC 9535"
		return nil
	}
	if !ok {
		return nil
	}
	if o.opts.Mode.Asks() {
		o.problems = append(o.problems, CheckTLS(d, true)...)
		if o.opts.Sender == nil {
			o.problems = append(o.problems, checkSigned(d)...)
		}
	}
	if o.opts.Answers != nil && len(s.Checklist) > 0 {
		d.Answers = o.opts.Answers(s.Name)
	}
	return d
}

// checkVars reports the vars of the command line that no document declares.
func (o *opener) checkVars(documents []*pipeline.Document) {
	lacking := map[string]int{}
	var known []string
	for _, d := range documents {
		for _, name := range d.Suite.ForeignVars {
			lacking[name]++
		}
		for _, v := range d.Suite.Vars {
			known = append(known, v.Name)
		}
	}
	slices.Sort(known)
	known = slices.Compact(known)
	for _, name := range slices.Sorted(maps.Keys(lacking)) {
		if lacking[name] == len(documents) {
			o.problems.Unknown(source.Pos{}, "var of the command line", name, known)
		}
	}
}

// sound reports whether no document so far has a mistake.
func (o *opener) sound() bool { return len(o.problems) == 0 && len(o.errors) == 0 }

// wrong returns the errors so far: nil, or a source.Problems if they are of documents alone.
func (o *opener) wrong() error {
	problems := o.problems.Unique().Err()
	if len(o.errors) == 0 {
		return problems
	}
	return errors.Join(append([]error{problems}, o.errors...)...)
}

// accept adds the problems in err; it returns false if err is not nil.
func (o *opener) accept(err error) bool {
	var problems source.Problems
	switch {
	case err == nil:
		return true
	case errors.As(err, &problems):
		o.problems = append(o.problems, problems...)
	default:
		o.errors = append(o.errors, err)
	}
	return false
}

// fixtures starts to read the fixture file of a document, while its plan is made. The result is
// nil if it names none. A file that does not exist is not an error: nothing was recorded yet.
func (o *opener) fixtures(s *suite.Suite, planned <-chan *plan.Plan) func() *recording {
	if s.Fixtures == "" {
		return func() *recording { return nil }
	}
	if s.Fixtures = fixture.Place(s.Fixtures); o.again {
		return func() *recording { return nil }
	}
	path, key := s.Fixtures, s.Fixtures
	if abs, err := filepath.Abs(path); err == nil {
		key = abs
	}
	known, again := o.recorded[key]
	gone := again && known.gone
	if again && !known.part && !gone {
		return func() *recording { return known }
	}
	sparse := (o.opts.Sparse || o.opts.Places) && (!again || gone)
	type opened struct {
		file *fixture.File
		err  error
	}
	open := crash.Later(func() opened {
		var f opened
		switch asked := func() *fixture.Wanted { return wanted(<-planned) }; {
		case !sparse:
			f.file, f.err = fixture.Open(path)
		case gone || o.opts.Places || o.opts.Mode == pipeline.Drift || o.opts.Mode == pipeline.Record: // which find every mistake
			f.file, f.err = fixture.OpenWanted(path, probesOf(s), nil)
		default:
			f.file, f.err = fixture.OpenWanted(path, probesOf(s), asked)
		}
		return f
	})
	return func() *recording {
		f := open()
		r := o.recordingOf(f.file, f.err)
		if o.passing {
			o.makeRoom(path)
		}
		o.recorded[key] = r
		return r
	}
}

func (o *opener) recordingOf(f *fixture.File, err error) *recording {
	r := &recording{index: func() *fixture.Index { return nil }}
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		r.wrong = !o.accept(err)
	default:
		r.part = !f.Part.Serves()
		r.file, r.index = f, sync.OnceValue(func() *fixture.Index { return fixture.NewIndex(f) })
	}
	return r
}

// probesOf returns how many probes a suite has, each row one.
func probesOf(s *suite.Suite) int {
	n := 0
	for _, p := range s.Probes {
		n += max(len(p.Rows), 1)
	}
	return n
}

// wanted returns what a plan can ask of its fixtures; of none, after a mistake, nothing.
func wanted(p *plan.Plan) *fixture.Wanted {
	if p == nil {
		return fixture.NewWanted(0)
	}
	w := fixture.NewWanted(len(p.Probes))
	for _, probe := range p.Probes {
		if probe.Request != nil {
			w.Add(probe.ID, probe.Request)
		}
	}
	return w
}

// redactor returns a Redactor for what the document declares and for the values of its secrets, as
// far as they are set: in a replay, too, because a fixture may have been written by hand.
// Credentials in URLs that a run uses are secrets without a declaration.
func (o *opener) redactor(s *suite.Suite) (*redact.Redactor, error) {
	var secrets []redact.Secret
	for _, secret := range s.Secrets {
		if value, ok := o.opts.secret(secret.Env); ok {
			secrets = append(secrets, redact.Secret{Name: secret.Name, Value: value})
		}
	}
	for _, password := range redact.InAddresses(append(proxies(), s.Target, o.opts.Proxy)...) {
		if !slices.ContainsFunc(secrets, func(known redact.Secret) bool { return known.Value == password.Value }) {
			secrets = append(secrets, password)
		}
	}
	rules := redact.Rules{Headers: s.Redact.Headers, JSON: s.Redact.JSON, Regex: s.Redact.Regex}
	r, err := redact.New(secrets, rules)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	return r, nil
}

// proxies returns the proxies that the environment names.
func proxies() []string {
	var out []string
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
		out = append(out, os.Getenv(name))
	}
	return out
}

// secret reads the environment variable of a secret; an empty or blank one has no value.
func (o *Options) secret(env string) (string, bool) {
	read := os.LookupEnv
	if o.Secret != nil {
		read = o.Secret
	}
	value, ok := read(env)
	return value, ok && strings.TrimSpace(value) != ""
}
