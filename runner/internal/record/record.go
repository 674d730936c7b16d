package record

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"sync"

	"assay/runner/internal/crash"
	"assay/runner/internal/fixture"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// Check reports, before anything is sent, the documents that cannot be recorded: those that name no
// fixtures, or fixtures that cannot be written, or that would overwrite each other's entries in the
// same file. The error is a source.Problems.
func Check(documents []*pipeline.Document) error {
	var problems source.Problems
	owners := map[string]map[string]*plan.Probe{} // by file and id
	for _, d := range documents {
		at := source.Pos{File: d.Suite.File, Line: 1, Col: 1}
		if d.Suite.Fixtures == "" {
			problems.Add(at, "the suite %q names no fixtures to record to", d.Suite.Name).Next =
				fmt.Sprintf("add a line such as `fixtures: %s`", suggested(at.File))
			continue
		}
		err := fixture.Writable(d.Suite.Fixtures)
		if errors.Is(err, fixture.ErrReadOnly) {
			problems.Add(at, "the suite %q cannot be recorded: %s is a HAR, which is read only", d.Suite.Name, d.Suite.Fixtures).Next =
				fmt.Sprintf("let `fixtures:` name a file of its own: `fixtures: %s`", suggested(at.File))
		} else if err != nil {
			problems.Add(at, "the suite %q cannot be recorded: %v", d.Suite.Name, err)
		}
		problems = append(problems, unrecordable(d)...)
		if len(documents) == 1 {
			break // the ids of one differ
		}
		file := key(d.Suite.Fixtures)
		if owners[file] == nil {
			owners[file] = make(map[string]*plan.Probe, len(d.Plan.Probes))
		}
		for _, p := range d.Plan.Probes {
			if other := owners[file][p.ID]; other != nil && !reflect.DeepEqual(other.Request, p.Request) {
				problems.Add(p.At, "the probe %s stands for another request at %s, and both record to %s", p.ID, other.At, d.Suite.Fixtures).Next =
					"give one of the two another id, or each suite fixtures of its own"
			}
			owners[file][p.ID] = p
		}
	}
	return problems.Err()
}

// key returns the key of the file at a path.
func key(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// suggested returns a name for the fixtures of a suite file: "shop.fixture".
func suggested(f *source.File) string {
	name := "api"
	if f != nil {
		name = strings.TrimSuffix(filepath.Base(f.Name), suite.Suffix)
	}
	return name + fixture.Ending
}

// Note is one sentence about the recording of one document.
type Note struct {
	Document *pipeline.Document
	Text     string
}

// Options says what is recorded, and how the entries are marked.
type Options struct {
	Tool string // what writes them: "assay 0.1.0"
	// Because is the reason why the responses are accepted, kept with every entry; "" if they are
	// simply recorded.
	Because string
	// Only selects the probes to record among those sent; nil means all.
	Only func(d *pipeline.Document, probe string) bool
	// Last reports that nobody reads the documents' old fixtures afterwards, so that their memory is
	// free while the new ones are checked.
	Last bool
}

// Runs writes what runs observed into their fixtures, each file whole or not at all; each is
// replayed first, see engine.Replay. Notes say what was written and what was kept. The error joins
// the reasons why files were not written, which are unchanged.
func Runs(ctx context.Context, runs []pipeline.Judged, replay pipeline.Replayer, opts Options) ([]Note, error) {
	var notes []Note
	var wrong []error
	for _, g := range byFile(runs) {
		g.opts, g.replay = opts, replay
		if err := g.write(ctx); err != nil {
			wrong = append(wrong, err)
			continue
		}
		notes = append(notes, g.notes...)
	}
	return notes, errors.Join(wrong...)
}

// group holds the runs that are recorded to one file.
type group struct {
	path   string
	opts   Options
	replay pipeline.Replayer
	runs   []pipeline.Judged
	parts  []part // of each run
	notes  []Note

	mu    sync.Mutex
	found []found // what parts differ from the recording before, in no order
}

func byFile(runs []pipeline.Judged) []*group {
	var groups []*group
	known := map[string]*group{}
	for _, r := range runs {
		path := r.Run.Suite.Fixtures
		g := known[key(path)]
		if g == nil {
			g = &group{path: path}
			known[key(path)] = g
			groups = append(groups, g)
		}
		g.runs = append(g.runs, r)
	}
	return groups
}

// write records the group's runs.
func (g *group) write(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return g.refused("the run was interrupted", nil)
	}
	if err := g.take(); err != nil {
		return err
	}
	if !g.recordsAny() {
		for i := range g.parts {
			g.note(i, "nothing was recorded: "+g.parts[i].notSent())
			g.noteUnjudged(i)
		}
		return nil
	}
	known := g.runs[0].Run.Fixture
	g.letGo()
	return fixture.Update(g.path, &fixture.Updating{
		Known: known,
		Change: func(old *fixture.File) (*fixture.File, error) {
			entries, order := g.entries(), g.order()
			var err error
			if len(g.runs) > 1 { // each counts what it did not send
				old, err = old.For(nil, nil)
			} else {
				old, err = old.For(entries, order)
			}
			if err != nil {
				return nil, fmt.Errorf("reading fixtures: %w", err)
			}
			g.count(old)
			return old.With(entries, order), nil
		},
		Made:    g.complete,
		Differs: g.learn,
		Read:    g.readBack,
		Check: func(written *fixture.Written) error {
			leaking := crash.Later(func() error { return g.leaks(written) })
			different := g.verify(ctx, written)
			if err := cmp.Or(leaking(), different); err != nil {
				return err
			}
			g.learnt()
			for i := range g.parts {
				g.note(i, g.said(i))
				for _, text := range g.parts[i].learned.notes() {
					g.note(i, text)
				}
				g.noteUnjudged(i)
			}
			return nil
		},
	})
}

// letGo takes the old fixtures out of the documents if nobody reads them afterwards.
func (g *group) letGo() {
	if !g.opts.Last {
		return
	}
	for _, r := range g.runs {
		r.Run.Fixture, r.Run.Index = nil, nil
	}
}

func (g *group) recordsAny() bool {
	for i := range g.parts {
		if len(g.parts[i].entries) > 0 {
			return true
		}
	}
	return false
}

func (g *group) entries() []*fixture.Entry {
	if len(g.parts) == 1 {
		return g.parts[0].entries
	}
	var all []*fixture.Entry
	for i := range g.parts {
		all = append(all, g.parts[i].entries...)
	}
	return all
}

// order returns the ids of every probe of the documents, in document order.
func (g *group) order() []string {
	ids := make([]string, 0, len(g.runs[0].Run.Plan.Probes))
	for _, r := range g.runs {
		for _, p := range r.Run.Plan.Probes {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

func (g *group) note(run int, text string) {
	g.notes = append(g.notes, Note{Document: g.runs[run].Run.Document, Text: text})
}

// noteUnjudged says what a recording lacks because no finding judges it. When responses are
// accepted, only named probes matter.
func (g *group) noteUnjudged(run int) {
	if text := unjudged(g.runs[run].Run); text != "" && g.opts.Only == nil {
		g.note(run, text)
	}
}

// refused returns the error of a recording that was not made.
func (g *group) refused(why string, details []string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s is as it was: %s", g.path, why)
	for _, d := range details {
		b.WriteString("\n  " + strings.ReplaceAll(d, "\n", "\n  "))
	}
	return errors.New(b.String())
}

// mostListed is the maximum number of items in one message.
const mostListed = 10

// listed returns the first of many lines, and how many more there are.
func listed(lines []string) []string {
	if len(lines) <= mostListed {
		return lines
	}
	return append(lines[:mostListed:mostListed], fmt.Sprintf("and %d more", len(lines)-mostListed))
}
