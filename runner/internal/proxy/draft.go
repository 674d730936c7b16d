package proxy

import (
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
	"assay/runner/internal/importer"
	"assay/runner/internal/importer/har"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/source"
)

// about starts the comment at the top of a suite.
const about = "Recorded by assay proxy from what clients asked of "

// leaks is why an exchange is left out.
const leaks = "a secret would stand in its recording"

// snapshot is a recording at one time.
type snapshot struct {
	opts RecordOptions
	files
	all     []probed
	skipped []Skipped
	leaks   map[string]bool  // names of entries that would hold a secret
	secrets []redact.Secret  // all that were found, also in those
	masks   *redact.Redactor // of the last check; nil: there was none
}

// written is a recording as it was written.
type written struct {
	files
	draft   *importer.Draft // nil: there was nothing to write
	entries int
	leaking *Skipped // where nothing was written as a secret would stand in each recording
	err     error
}

func (r *Recorder) snapshot() *snapshot {
	s := &snapshot{opts: r.opts, files: r.forWrite(), leaks: map[string]bool{}}
	for _, p := range r.all {
		one := *p
		one.came = maps.Clone(p.came)
		s.all = append(s.all, one)
	}
	for _, k := range r.skipped {
		s.skipped = append(s.skipped, *k)
	}
	return s
}

// write writes the fixtures, and then the suite that names them. Where somebody else wrote or
// changed one of the files, it leaves both and takes the next ones.
func (s *snapshot) write() *written {
	for {
		d, document, recorded, err := s.draft()
		switch {
		case err != nil:
			return &written{files: s.files, err: err}
		case d == nil:
			return s.nothing()
		}
		found, err := s.gate(d, document, recorded)
		s.mask()
		switch {
		case err != nil:
			return &written{files: s.files, err: err}
		case found:
			continue // without what leaks
		}
		switch err := s.save(recorded.Format(), document); {
		case err == nil:
			return &written{files: s.files, draft: d, entries: len(recorded.Entries)}
		case !errors.Is(err, fs.ErrExist):
			s.stand(err)
			return &written{files: s.files, err: err}
		}
		s.move(freeSuite(s.opts))
	}
}

// nothing takes back what was written before it was known that each exchange shows a secret. Where
// somebody changed one of the files, both stay, and the secret is masked there.
func (s *snapshot) nothing() *written {
	if s.changed() != nil {
		s.move(freeSuite(s.opts))
		s.mask()
	}
	err := s.remove()
	return &written{files: s.files, leaking: s.allLeak(), err: err}
}

// draft makes the suite and its fixtures; a nil draft if nothing was recorded.
func (s *snapshot) draft() (*importer.Draft, []byte, *fixture.File, error) {
	left := map[string]bool{} // headers that clients send about themselves
	file := &fixture.File{}
	for i := range s.all {
		if e := s.all[i].entry; e.Observation.Failure == nil && !s.leaks[e.Probe] {
			file.Entries = append(file.Entries, forDraft(e, left))
		}
	}
	if len(file.Entries) == 0 {
		return nil, nil, nil, nil
	}
	d, err := har.Of(&source.File{Name: s.opts.Upstream}, file, har.Options{Suite: s.opts.Name, All: true})
	if err != nil {
		return nil, nil, nil, err
	}
	d.Hide(s.secrets)
	d.About = about + s.opts.Upstream + "."
	d.Fixtures = filepath.Base(s.fixtures())
	s.list(d, left)
	s.expect(d)
	document, err := d.Text(s.suite)
	if err != nil {
		return nil, nil, nil, err
	}
	recorded, err := d.Fixture(s.suite, document)
	return d, document, recorded, err
}

// forDraft returns a copy of an entry that a draft may change, without the headers that do not
// make the request.
func forDraft(e *fixture.Entry, left map[string]bool) *fixture.Entry {
	out := *e
	out.Observation = e.Observation.Copy()
	request := *e.Observation.Request
	request.Header = slices.DeleteFunc(slices.Clone(request.Header), func(f exchange.Field) bool {
		if !kept(f.Name) {
			left[strings.ToLower(f.Name)] = true
		}
		return !kept(f.Name)
	})
	out.Observation.Request = &request
	return &out
}

// list lists what the suite has not.
func (s *snapshot) list(d *importer.Draft, left map[string]bool) {
	at := source.Pos{}
	for i := range s.all {
		p := &s.all[i]
		o := p.entry.Observation
		asked := o.Request.Method + " " + importer.ShownPath(o.Request.URL)
		switch {
		case o.Failure != nil:
			d.Drop(at, "expect: {error: "+string(o.Failure.Kind)+"} says that it must fail so", "%s got no response: %s", asked, o.Failure.Message)
		case s.leaks[p.entry.Probe]:
			asked = s.masks.String(asked) // its path may hold the secret
			d.Drop(at, "name what holds it under redact:, and record with assay run --record", "%s is left out: %s", asked, leaks)
		case p.outcomes() != "":
			d.Drop(at, "repeat: and until: ask several times", "%s was asked %d times, with different outcomes: %s; the recording has %s", asked, p.times, p.outcomes(), shown(o))
		}
	}
	for i := range s.skipped {
		d.Drop(at, "ask again if it matters", "%s", s.skipped[i].String())
	}
	if len(left) > 0 {
		d.Drop(at, "write those that matter under headers:", "headers that clients send about themselves are left out: %s", strings.Join(slices.Sorted(maps.Keys(left)), ", "))
	}
}

// expect lets each finding expect what all the responses to its request meet.
func (s *snapshot) expect(d *importer.Draft) {
	claims := map[string]importer.Map{}
	for i := range s.all {
		claims[s.all[i].entry.Probe] = s.all[i].claim
	}
	for _, f := range d.Findings {
		e := d.Recorded[f.ID]
		if e == nil {
			continue
		}
		if claim := claims[e.Probe]; claim != nil {
			f.Expect = importer.Common(claim, claim) // a copy, as a draft is changed
		}
	}
}
