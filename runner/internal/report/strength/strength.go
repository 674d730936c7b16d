package strength

import (
	"math"
	"slices"
	"time"

	"assay/runner/internal/mutate"
	"assay/runner/internal/report"
	"assay/runner/internal/secret/redact"
)

// Suite is a judged suite with the redactor of its secrets.
type Suite struct {
	*mutate.Suite
	Redact *redact.Redactor
}

// Of makes the value. o are the options that selected the mutants.
func Of(tool string, o mutate.Options, started time.Time, suites []Suite) *report.Strength {
	m := &report.Strength{
		Version: 1, Tool: tool, Started: started.UTC().Format(time.RFC3339),
		DurationMS: math.Round(float64(time.Since(started).Microseconds())/100) / 10, Strict: o.Strict,
	}
	if o.Sample > 0 {
		m.Sample, m.Seed = o.Sample, o.Seed
	}
	for i := range suites {
		m.Suites = append(m.Suites, suites[i].value())
		m.Interrupted = m.Interrupted || suites[i].Interrupted
	}
	return m
}

func (s *Suite) value() report.StrengthSuite {
	out := report.StrengthSuite{
		Suite: s.Suite.Suite.Name, File: s.Suite.Suite.File.Name,
		Possible: s.Possible, Mutants: s.Mutants(), Killed: s.Killed, Survived: s.Survived,
		Equivalent: s.LeftOut.Total(), Score: report.Rounded(s.Score()), Others: s.Others, Interrupted: s.Interrupted,
	}
	for reason, count := range s.LeftOut {
		if count > 0 {
			out.LeftOut = append(out.LeftOut, leftOut(mutate.Reason(reason), count))
		}
	}
	for _, u := range s.Unjudged {
		out.Unjudged = append(out.Unjudged, report.StrengthNote{ID: u.Spec.ID, At: u.Spec.At.String(), Text: s.Redact.String(u.Reason)})
	}
	for _, e := range s.Explained {
		out.Explained = append(out.Explained, report.StrengthExplained{
			At: e.At.String(), Because: e.Because, Count: e.Count, Unneeded: e.Count == 0 && s.Whole(),
		})
	}
	for _, one := range s.Survivors {
		out.Survivors = append(out.Survivors, s.survivor(one))
	}
	for _, f := range s.Findings {
		one := report.StrengthFinding{
			Suite: out.Suite, ID: f.ID, Claim: f.Claim, At: f.At.String(), Mutants: f.Mutants, Kills: f.Kills,
			Alone: f.Alone, Score: report.Rounded(f.Score()), Judged: f.Judged, Vacuous: f.Vacuous(), Interrupted: s.Interrupted,
		}
		if f.Unreached() {
			one.Unreached, one.Possible = true, f.Possible
		}
		out.Findings = append(out.Findings, one)
	}
	return out
}

func (s *Suite) survivor(one *mutate.Survivor) report.StrengthSurvivor {
	out := report.StrengthSurvivor{
		Probe: one.Probe.ID, Part: s.Redact.String(one.At), Count: one.Count,
		Undecided: slices.Clone(one.Undecided), Suggest: s.Redact.String(one.Suggest), Kills: one.Kills,
	}
	if one.For != nil {
		out.Finding, out.FindingAt = one.For.ID, one.For.At.String()
	}
	for _, c := range one.Changes {
		out.Changes = append(out.Changes, report.StrengthChange{
			Operator: c.Operator.Name, Says: c.Operator.Says, At: s.Redact.String(c.At), Count: c.Count,
		})
	}
	return out
}

// Compare adds to m the comparison with a baseline.
func Compare(m *report.Strength, falls []mutate.Fall, unknown []*mutate.Suite) {
	for _, f := range falls {
		fall := report.StrengthFall{File: f.Suite.Suite.File.Name, Was: report.Rounded(f.Was.Score), New: f.New}
		if fall.None = f.Suite.Mutants() == 0; !fall.None {
			fall.Is = report.Rounded(f.Suite.Score())
		}
		m.Falls = append(m.Falls, fall)
	}
	for _, s := range unknown {
		m.Unknown = append(m.Unknown, s.Suite.File.Name)
	}
}

// meanings say what the reasons mean, in the order of package mutate.
var meanings = [len(mutate.LeftOut{})]string{
	"the source of a transcribed answer does not tell this part",
	"it changes with every request anyway, or is about how HTTP carries a message",
	"something more than was there, which clients pass over",
	"a finding says by unless that such an answer tells nothing",
	"the answer is a control, and no claim is about it",
	"the suite says under mutation.ignore why it does not matter",
}

func leftOut(why mutate.Reason, count int) report.StrengthLeftOut {
	return report.StrengthLeftOut{Reason: why.String(), Count: count, Means: meanings[why], Order: int(why), Suite: why == mutate.Explained}
}
