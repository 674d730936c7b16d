package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/text"
)

// Strength is the strength of suites as a value, which `assay mutate` shows and package
// report/strength makes. The JSON writer adds
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

	// Interrupted reports that not all of its mutants were tried.
	Interrupted bool `json:"-"` // in the JSON result of all suites

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
	Means  string `json:"-"` // the reason in a sentence
	Order  int    `json:"-"` // of the reasons, as they are checked
	// Suite reports that the suite says why, under mutation.ignore.
	Suite bool `json:"-"`
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

	Interrupted bool `json:"-"` // of its suite
}

// StrengthFall is a suite that got weaker.
type StrengthFall struct {
	File string  `json:"file"`
	Was  float64 `json:"was"`
	Is   float64 `json:"is"`
	// None reports that there is nothing left to judge the suite by; Is is 0 then.
	None bool `json:"none,omitempty"`
	// New lists survivors that the baseline did not have: "probe part operator".
	New []string `json:"new_survivors,omitempty"`
}

// Rounded rounds a share down to three places, so that only all is 1.
func Rounded(share float64) float64 { return math.Floor(share*1000+1e-9) / 1000 }

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
		all.Score = Rounded(float64(all.Killed) / float64(all.Mutants))
	}
	return all
}

// LeftOutOf returns what was left out of all suites, by reason, in the order in which reasons are
// checked.
func (m *Strength) LeftOutOf() []StrengthLeftOut {
	var out []StrengthLeftOut
	for i := range m.Suites {
		for _, l := range m.Suites[i].LeftOut {
			at, found := slices.BinarySearchFunc(out, l, func(a, b StrengthLeftOut) int { return a.Order - b.Order })
			if found {
				out[at].Count += l.Count
			} else {
				out = slices.Insert(out, at, l)
			}
		}
	}
	return out
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
		others, next := fmt.Sprintf("%d more", f.Possible-f.Judged), "a larger --sample"
		if f.Interrupted { // then they are not counted
			others, next = "others", "a run that is not interrupted"
		}
		return fmt.Sprintf("none of %s of the answers that it reads breaks it, and %s were not judged; judge them too (%s)", text.Count(f.Judged, "mutant"), others, next)
	}
	if f.Judged == 0 {
		return "nothing that it reads can be changed"
	}
	return "none of " + text.Count(f.Judged, "mutant") + " of the answers that it reads breaks it; say more in its expect, or take it away"
}
