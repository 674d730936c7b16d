package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Prometheus writes the result in the text format of Prometheus, for the textfile
// collector of its node exporter: verdicts, requests, statuses, latencies in
// seconds, and the ages of fixtures.
func Prometheus(w io.Writer, r *Result) error {
	m := metrics{out: bufio.NewWriter(Inert(w)), r: r}
	m.run()
	m.verdicts()
	m.answers()
	if err := m.out.Flush(); err != nil {
		return fmt.Errorf("writing the metrics: %w", err)
	}
	return nil
}

// metrics writes to a buffer, which keeps the first error for Flush.
type metrics struct {
	out *bufio.Writer
	r   *Result
}

// family opens a metric: its help and its type, always a gauge of the last run.
func (m *metrics) family(name, help string) {
	fmt.Fprintf(m.out, "# HELP assay_%s %s\n# TYPE assay_%s gauge\n", name, help, name)
}

// sample writes one value; labels alternates names and values, and those without a value are left
// out.
func (m *metrics) sample(name string, value float64, labels ...string) {
	var b strings.Builder
	for i := 0; i+1 < len(labels); i += 2 {
		if labels[i+1] == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(labels[i] + `="` + labelEscapes.Replace(cleanBut(labels[i+1], "\n")) + `"`)
	}
	braces := ""
	if b.Len() > 0 {
		braces = "{" + b.String() + "}"
	}
	fmt.Fprintf(m.out, "assay_%s%s %s\n", name, braces, strconv.FormatFloat(value, 'g', -1, 64))
}

var labelEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

func (m *metrics) run() {
	labels := []string{"mode", m.r.Mode, "vantage", m.r.Vantage}
	if at, err := time.Parse(time.RFC3339, m.r.Started); err == nil {
		m.family("run_started_timestamp_seconds", "When the run began, in seconds since 1970.")
		m.sample("run_started_timestamp_seconds", float64(at.Unix()), labels...)
	}
	m.family("run_duration_seconds", "How long the run took.")
	m.sample("run_duration_seconds", m.r.DurationMS/1000, labels...)
	m.family("run_requests", "Requests that the run sent on the network.")
	m.sample("run_requests", float64(m.r.Requests), labels...)
	m.family("run_interrupted", "1 where the run ended early.")
	m.sample("run_interrupted", oneIf(m.r.EndedEarly()), labels...)
}

func oneIf(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

func (m *metrics) verdicts() {
	m.family("findings", "Findings by verdict.")
	for i := range m.r.Suites {
		s := &m.r.Suites[i]
		t := s.Tally()
		for _, one := range []struct {
			verdict string
			n       int
		}{{Holds, t.Holds}, {Broken, t.Broken}, {Inconclusive, t.Inconclusive}, {Pending, t.Pending}} {
			m.sample("findings", float64(one.n), "suite", s.Suite, "file", s.File, "verdict", one.verdict)
		}
	}
	m.family("finding", "1 for the verdict that a finding has.")
	for i := range m.r.Suites {
		s := &m.r.Suites[i]
		for k := range s.Findings {
			f := &s.Findings[k]
			m.sample("finding", 1, "suite", s.Suite, "file", s.File, "finding", f.ID, "probe", f.Probe, "verdict", f.Verdict)
		}
	}
}

// answers writes metrics of the observations: their status, their duration, and the age of recorded
// ones when the run began.
func (m *metrics) answers() {
	started, startedErr := time.Parse(time.RFC3339, m.r.Started)
	for _, one := range []struct {
		name, help string
		of         func(o *Observation) (float64, bool)
	}{
		{"observation_status", "Status of the answer to a probe; none where no answer came.", func(o *Observation) (float64, bool) {
			return float64(o.Status), o.Status > 0
		}},
		{"observation_duration_seconds", "Time from sending a probe's request to the end of the answer.", func(o *Observation) (float64, bool) {
			return o.DurationMS / 1000, o.DurationMS > 0
		}},
		{"observation_first_byte_seconds", "Time from sending a probe's request to the first byte of the answer.", func(o *Observation) (float64, bool) {
			return o.FirstByte / 1000, o.FirstByte > 0
		}},
		{"fixture_age_seconds", "Age of a recorded answer when the run began.", func(o *Observation) (float64, bool) {
			recorded, err := time.Parse(time.RFC3339Nano, o.Recorded)
			return started.Sub(recorded).Seconds(), err == nil && startedErr == nil && o.Provenance == "captured"
		}},
	} {
		m.family(one.name, one.help)
		for i := range m.r.Suites {
			s := &m.r.Suites[i]
			for k := range s.Observations {
				o := &s.Observations[k]
				if v, ok := one.of(o); ok {
					m.sample(one.name, v, "suite", s.Suite, "file", s.File, "probe", o.Probe, "provenance", o.Provenance)
				}
			}
		}
	}
}
