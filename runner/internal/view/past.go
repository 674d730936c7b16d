package view

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"assay/runner/internal/fixture"
	"assay/runner/internal/history/store"
	"assay/runner/internal/report"
)

// known is what is known of a finding, without its present verdict.
type known struct {
	Past    []pastAt  `json:"past"` // one for each target
	Answers []earlier `json:"answers"`
}

// pastAt is a finding's past at one target.
type pastAt struct {
	Target string `json:"target"`
	report.Strip
}

// earlier is an answer of the finding's probe, the oldest kind first: of the fixture, of the last
// live run, of runs of this server.
type earlier struct {
	Title  string `json:"title"`
	Answer any    `json:"answer"` // report.FixtureAnswer or report.Observation
}

// finding answers what is known of a finding: ?suite= its name, &file=, &id=, &probe=.
func (s *Server) finding(r *http.Request) (any, error) {
	q := r.URL.Query()
	p, err := s.current(r.Context())
	if err != nil {
		return nil, err
	}
	past, err := s.remembered(r.Context(), store.Filter{Suites: []string{q.Get("suite")}, Findings: []string{q.Get("id")}})
	if err != nil {
		return nil, err
	}
	out := &known{Past: []pastAt{}, Answers: []earlier{}}
	for i := range past.Findings {
		if f := &past.Findings[i]; f.Probe == q.Get("probe") {
			out.Past = append(out.Past, pastAt{f.Target, f.Strip()})
		}
	}
	probe := q.Get("probe")
	if d := p.document(q.Get("file")); d != nil && d.Fixture != nil {
		for _, e := range d.Fixture.Entries {
			if e.Probe == probe {
				out.Answers = append(out.Answers, earlier{titleOf(e), report.FixtureAnswerOf(e.Observation, d.Redact)})
			}
		}
	}
	s.mu.Lock()
	runs := slices.Clone(s.runs)
	s.mu.Unlock()
	if last, err := s.o.Last(); err == nil && last != nil && !startedAt(runs, last.Started) {
		out.add("live run of "+report.Day(last.Started), last, q.Get("suite"), probe)
	}
	for i, c := range runs {
		if c == nil {
			continue
		}
		out.add(fmt.Sprintf("run %d of this page, %s", i+1, c.started.Format("15:04:05")), c.result, q.Get("suite"), probe)
	}
	return out, nil
}

// titleOf says where a recorded answer comes from.
func titleOf(e *fixture.Entry) string {
	from := &e.Observation.Provenance
	words := []string{"fixture"}
	if e.Sample > 0 {
		words = append(words, fmt.Sprintf("sample %d", e.Sample))
	}
	if from.Kind != "" {
		words = append(words, from.Kind)
	}
	if !from.At.IsZero() {
		words = append(words, from.At.UTC().Format("2006-01-02 15:04 UTC"))
	}
	if from.Note != "" {
		words = append(words, "accepted: "+from.Note)
	}
	return strings.Join(words, ", ")
}

// startedAt reports whether one of the runs started then: it is kept as the last one.
func startedAt(runs []*course, started string) bool {
	return slices.ContainsFunc(runs, func(c *course) bool { return c != nil && c.result.Started == started })
}

// add adds what a run observed for a probe, if it asked.
func (k *known) add(title string, r *report.Result, suite, probe string) {
	for i := range r.Suites {
		if r.Suites[i].Suite != suite {
			continue
		}
		for n := range r.Suites[i].Observations {
			if o := &r.Suites[i].Observations[n]; o.Probe == probe && o.Missing == "" && o.Request != nil {
				k.Answers = append(k.Answers, earlier{title, o})
			}
		}
	}
}
