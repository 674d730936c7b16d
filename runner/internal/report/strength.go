package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/runner/internal/mutate"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/text"
)

// Strength is the strength of suites as a value, which `assay mutate` shows. The JSON writer adds
// the sums of its suites, their survivors and their findings.
type Strength struct {
	Version     int             `json:"version"` // of this schema: 1
	Tool        string          `json:"tool,omitempty"`
	Started     string          `json:"started"`
	DurationMS  float64         `json:"duration_ms"`
	Sample      int             `json:"sample,omitempty"` // maximum mutants of a suite; absent: all
	Seed        uint64          `json:"seed,omitempty"`   // with a sample
	Strict      bool            `json:"strict,omitempty"` // inconclusive counts as noticed
	Interrupted bool            `json:"interrupted,omitempty"`
	Suites      []StrengthSuite `json:"suites"`
	// Unmeasured holds suites without anything to mutate, and why.
	Unmeasured []StrengthUnmeasured `json:"not_measured,omitempty"`
	// Falls holds suites whose score is below the baseline's.
	Falls []StrengthFall `json:"falls,omitempty"`
	// Unknown lists the files of suites that the baseline does not have.
	Unknown []string `json:"not_in_baseline,omitempty"`
}

// StrengthSuite is one suite's share: mutants = killed + survived; possible also counts mutants
// that are left out and, with a sample, those not judged.
type StrengthSuite struct {
	Suite      string              `json:"suite"`
	File       string              `json:"file"`
	Possible   int                 `json:"possible"`
	Mutants    int                 `json:"mutants"`
	Killed     int                 `json:"killed"`
	Survived   int                 `json:"survived"`
	Equivalent int                 `json:"equivalent"` // left out, for whatever reason
	LeftOut    []StrengthLeftOut   `json:"left_out,omitempty"`
	Score      float64             `json:"score"` // killed / mutants, 0 to 1
	Unjudged   []StrengthNote      `json:"not_judged,omitempty"`
	Explained  []StrengthExplained `json:"explained,omitempty"`
	Others     int                 `json:"survivors_not_listed,omitempty"`

	Survivors []StrengthSurvivor `json:"-"` // in the JSON result one for each change, of all suites
	Findings  []StrengthFinding  `json:"-"`
}

// StrengthUnmeasured is a suite without a score.
type StrengthUnmeasured struct {
	Suite   string `json:"suite"`
	File    string `json:"file"`
	Because string `json:"because"`
}

// StrengthLeftOut counts survivors that do not count.
type StrengthLeftOut struct {
	Reason string `json:"reason"`
	Count  int    `json:"count"`
}

// StrengthExplained is an entry of mutation.ignore, with how many survivors it
// explains.
type StrengthExplained struct {
	At      string `json:"at"`
	Because string `json:"because"`
	Count   int    `json:"count"`
	// Unneeded reports that it explains none of all mutants.
	Unneeded bool `json:"unneeded,omitempty"`
}

// StrengthNote is a remark about the suite itself.
type StrengthNote struct {
	ID   string `json:"id,omitempty"`
	At   string `json:"at"`
	Text string `json:"text"`
}

// StrengthSurvivor is a part that may change without notice.
type StrengthSurvivor struct {
	Probe     string
	Part      string // all items of an array combined: "$.data[*].id"
	Changes   []StrengthChange
	Count     int // mutants, all changes together
	Undecided []string
	// Suggest is an expectation that kills Kills of Changes, as YAML.
	Suggest string
	Kills   int
	// Finding and FindingAt name the finding that it can be added to; "" if none is about the probe.
	Finding, FindingAt string
}

// StrengthChange is one way in which it changed.
type StrengthChange struct {
	Operator string // "json-dropped"
	Says     string // "dropped"
	At       string // place of the first: "$.data[0].id"
	Count    int
}

// StrengthFinding is what one finding notices.
type StrengthFinding struct {
	Suite   string  `json:"suite"`
	ID      string  `json:"id"`
	Claim   string  `json:"claim"`
	At      string  `json:"at"`
	Mutants int     `json:"mutants"` // of the responses that it is about
	Kills   int     `json:"kills"`   // of any response
	Alone   int     `json:"alone"`   // kills that no other finding has
	Score   float64 `json:"score"`   // the share of mutants that it kills
	Judged  int     `json:"judged"`  // mutants that it judged
	Vacuous bool    `json:"vacuous"` // none of all its mutants breaks it
	// Unreached reports that no judged mutant breaks it, and that not all Possible ones were judged.
	Unreached bool `json:"unreached,omitempty"`
	Possible  int  `json:"possible,omitempty"` // set if it is unreached
}

// StrengthFall is a suite that got weaker.
type StrengthFall struct {
	File string  `json:"file"`
	Was  float64 `json:"was"`
	Is   float64 `json:"is"`
	// New lists survivors that the baseline did not have: "probe part operator".
	New []string `json:"new_survivors,omitempty"`
}

// MutatedSuite is a judged suite with the redactor of its secrets.
type MutatedSuite struct {
	*mutate.Suite
	Redact *redact.Redactor
}

// OfStrength makes the value. o are the options that selected the mutants.
func OfStrength(tool string, o mutate.Options, started time.Time, suites []MutatedSuite) *Strength {
	m := &Strength{
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

func (s *MutatedSuite) value() StrengthSuite {
	out := StrengthSuite{
		Suite: s.Suite.Suite.Name, File: s.Suite.Suite.File.Name,
		Possible: s.Possible, Mutants: s.Mutants(), Killed: s.Killed, Survived: s.Survived,
		Equivalent: s.LeftOut.Total(), Score: rounded(s.Score()), Others: s.Others,
	}
	for reason, count := range s.LeftOut {
		if count > 0 {
			out.LeftOut = append(out.LeftOut, StrengthLeftOut{mutate.Reason(reason).String(), count})
		}
	}
	for _, u := range s.Unjudged {
		out.Unjudged = append(out.Unjudged, StrengthNote{u.Spec.ID, u.Spec.At.String(), s.Redact.String(u.Reason)})
	}
	for _, e := range s.Explained {
		out.Explained = append(out.Explained, StrengthExplained{e.At.String(), e.Because, e.Count, e.Count == 0 && s.Whole()})
	}
	for _, one := range s.Survivors {
		out.Survivors = append(out.Survivors, s.survivor(one))
	}
	for _, f := range s.Findings {
		one := StrengthFinding{
			Suite: out.Suite, ID: f.ID, Claim: f.Claim, At: f.At.String(), Mutants: f.Mutants, Kills: f.Kills,
			Alone: f.Alone, Score: rounded(f.Score()), Judged: f.Judged, Vacuous: f.Vacuous(),
		}
		if f.Unreached() {
			one.Unreached, one.Possible = true, f.Possible
		}
		out.Findings = append(out.Findings, one)
	}
	return out
}

func (s *MutatedSuite) survivor(one *mutate.Survivor) StrengthSurvivor {
	out := StrengthSurvivor{
		Probe: one.Probe.ID, Part: s.Redact.String(one.At), Count: one.Count,
		Undecided: slices.Clone(one.Undecided), Suggest: s.Redact.String(one.Suggest), Kills: one.Kills,
	}
	if one.For != nil {
		out.Finding, out.FindingAt = one.For.ID, one.For.At.String()
	}
	for _, c := range one.Changes {
		out.Changes = append(out.Changes, StrengthChange{c.Operator.Name, c.Operator.Says, s.Redact.String(c.At), c.Count})
	}
	return out
}

// Compared adds the comparison with a baseline.
func (m *Strength) Compared(falls []mutate.Fall, unknown []*mutate.Suite) {
	for _, f := range falls {
		m.Falls = append(m.Falls, StrengthFall{f.Suite.Suite.File.Name, rounded(f.Was.Score), rounded(f.Suite.Score()), f.New})
	}
	for _, s := range unknown {
		m.Unknown = append(m.Unknown, s.Suite.File.Name)
	}
}

// rounded rounds a share down to three places, so that only all is 1.
func rounded(share float64) float64 { return math.Floor(share*1000+1e-9) / 1000 }

// percent formats a rounded share for people: "98.5 %", "100 %".
func percent(share float64) string {
	return strconv.FormatFloat(math.Round(share*1000)/10, 'f', -1, 64) + " %"
}

// Sum returns the sum of all suites.
func (m *Strength) Sum() StrengthSuite {
	var all StrengthSuite
	for i := range m.Suites {
		s := &m.Suites[i]
		all.Possible += s.Possible
		all.Mutants += s.Mutants
		all.Killed += s.Killed
		all.Survived += s.Survived
		all.Equivalent += s.Equivalent
	}
	all.Score = 1
	if all.Mutants > 0 {
		all.Score = rounded(float64(all.Killed) / float64(all.Mutants))
	}
	return all
}

// LeftOutOf returns what was left out of all suites, by reason, in the order in which reasons are
// checked.
func (m *Strength) LeftOutOf() []StrengthLeftOut {
	var out []StrengthLeftOut
	for reason := range leftOutReasons {
		n := 0
		for i := range m.Suites {
			for _, l := range m.Suites[i].LeftOut {
				if l.Reason == mutate.Reason(reason).String() {
					n += l.Count
				}
			}
		}
		if n > 0 {
			out = append(out, StrengthLeftOut{mutate.Reason(reason).String(), n})
		}
	}
	return out
}

// leftOutReasons say what the reasons mean, in the order of package mutate.
var leftOutReasons = [len(mutate.LeftOut{})]string{
	"the source of a transcribed answer does not tell this part",
	"it changes with every request anyway, or is about how HTTP carries a message",
	"something more than was there, which clients pass over",
	"a finding says by unless that such an answer tells nothing",
	"the answer is a control, and no claim is about it",
	"the suite says under mutation.ignore why it does not matter",
}

// Section returns a suite's strength as part of a [Result]: one line for each part that may change
// unnoticed.
func (s *StrengthSuite) Section() *Mutation {
	m := &Mutation{Mutants: s.Mutants, Killed: s.Killed, Equivalent: s.Equivalent, Score: s.Score}
	for i := range s.Survivors {
		one := &s.Survivors[i]
		changes := make([]string, len(one.Changes))
		for j, c := range one.Changes {
			changes[j] = c.Says
		}
		m.Survivors = append(m.Survivors, Survivor{
			Probe: one.Probe, Operator: strings.Join(changes, ", "), At: one.Part, Count: one.Count, Suggest: one.Suggest,
		})
	}
	for i := range s.Findings {
		f := &s.Findings[i]
		k := Kills{ID: f.ID, Claim: f.Claim, Kills: f.Kills, Of: f.Judged}
		if f.Vacuous || f.Unreached {
			k.Note = f.why()
		}
		m.Findings = append(m.Findings, k)
	}
	return m
}

// why says what was tried on a vacuous or unreached finding.
func (f *StrengthFinding) why() string {
	if f.Unreached {
		return fmt.Sprintf("none of %s of the answers that it reads breaks it, and %d more were not judged; judge them too (a larger --sample)", text.Count(f.Judged, "mutant"), f.Possible-f.Judged)
	}
	if f.Judged == 0 {
		return "nothing that it reads can be changed"
	}
	return "none of " + text.Count(f.Judged, "mutant") + " of the answers that it reads breaks it; say more in its expect, or take it away"
}
