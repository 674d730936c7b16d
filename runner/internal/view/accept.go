package view

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/record"
	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

// acceptable is what of a suite's drift can be taken into its fixture.
type acceptable struct {
	File     string            `json:"file"`
	Fixtures string            `json:"fixtures"`
	Probes   []string          `json:"probes"`   // that differ in more than volatile parts and timing
	Accepted map[string]string `json:"accepted"` // the reasons of those that were, by probe
}

// acceptable lists it for each suite that was compared, in order; nil for a run that was not.
func (s *Server) acceptable(c *course) []acceptable {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []acceptable
	for i, d := range c.drift {
		if shown := &c.result.Suites[i]; shown.DriftOf == 0 && len(shown.Drift)+len(shown.Standings) == 0 {
			continue // the page has no section for it
		}
		of := c.runs[i].Run.Document
		one := acceptable{File: of.Suite.File.Name, Fixtures: of.Suite.Fixtures, Probes: []string{}, Accepted: map[string]string{}}
		if !c.early {
			one.Probes = append(one.Probes, slices.Sorted(maps.Keys(d.Changed()))...)
		}
		maps.Copy(one.Accepted, c.accepted[of])
		out = append(out, one)
	}
	return out
}

// acceptance is what the page asks to accept.
type acceptance struct {
	Run     int      `json:"run"`
	File    string   `json:"file"` // of the suite
	Probes  []string `json:"probes"`
	Because string   `json:"because"`
}

// accept takes the new answers of probes into their fixture, with the reason, as
// assay run --drift --accept does. Nothing is sent: the answers are those that the page shows.
func (s *Server) accept(r *http.Request) (any, error) {
	in, err := asked[acceptance](r)
	if err != nil {
		return nil, err
	}
	c := s.ended(in.Run)
	if c == nil || c.drift == nil {
		return nil, refused("compare with the fixtures again", "there is no comparison %d with the fixtures", in.Run)
	}
	i := slices.IndexFunc(c.runs, func(j report.Judged) bool { return j.Run.Suite.File.Name == in.File })
	because := strings.TrimSpace(in.Because)
	switch {
	case i < 0:
		return nil, refused("load the page again", "run %d has no suite %s", in.Run, quoted(in.File))
	case c.early:
		return nil, refused("compare with the fixtures again", "run %d ended early: nothing of it is accepted", in.Run)
	case len(in.Probes) == 0:
		return nil, refused("choose what to accept", "no probe is chosen")
	case because == "":
		return nil, refused("say why the new answers are right", "the reason is missing")
	}
	changed := c.drift[i].Changed()
	for _, probe := range in.Probes {
		if !changed[probe] {
			return nil, refused("choose one that drifted", "the answer of %s came as recorded", quoted(probe))
		}
	}
	of := c.runs[i].Run.Document
	s.loading.Lock() // nobody reads the fixture meanwhile, and one acceptance waits for another
	defer s.loading.Unlock()
	notes, err := record.Runs(r.Context(), sharing(c.runs, of), engine.Replay, record.Options{
		Tool: s.o.Tool, Because: because,
		Only: func(d *pipeline.Document, probe string) bool { return d == of && slices.Contains(in.Probes, probe) },
	})
	if err != nil {
		return nil, refused("mend that, or accept the others", "not accepted: %s", err.Error())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.accepted[of] == nil {
		c.accepted[of] = map[string]string{}
	}
	for _, probe := range in.Probes {
		c.accepted[of][probe] = of.Redact.String(because)
	}
	out := struct {
		Notes []string `json:"notes"`
	}{[]string{}}
	for _, n := range notes {
		if n.Document == of {
			out.Notes = append(out.Notes, text.Cut(n.Text, 1000))
		}
	}
	return out, nil
}

// sharing returns the runs that are recorded to the same file as a document's.
func sharing(runs []report.Judged, d *pipeline.Document) []report.Judged {
	var out []report.Judged
	for _, j := range runs {
		if j.Run.Suite.Fixtures == d.Suite.Fixtures {
			out = append(out, j)
		}
	}
	return out
}
