package mutate

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Baseline is the strength that suites had before: a run fails if one got weaker. It is a file to
// commit, so it holds nothing that changes from run to run.
type Baseline struct {
	Version int             `json:"version"`
	Sample  int             `json:"sample,omitempty"`
	Seed    uint64          `json:"seed,omitempty"`
	Strict  bool            `json:"strict,omitempty"`
	Suites  []BaselineSuite `json:"suites"`
}

// BaselineSuite is one suite of it. File is relative to the baseline's own folder,
// with slashes.
type BaselineSuite struct {
	File    string  `json:"file"`
	Score   float64 `json:"score"` // for people; Killed and Mutants are compared
	Mutants int     `json:"mutants"`
	Killed  int     `json:"killed"`
	// Survivors are "probe part operator", sorted.
	Survivors []string `json:"survivors,omitempty"`
}

// Fall is a suite below its baseline.
type Fall struct {
	Suite *Suite
	Was   BaselineSuite
	New   []string // survivors that the baseline did not have
}

// NewBaseline returns the baseline of these suites; file returns the name of each.
func NewBaseline(o Options, suites []*Suite, file func(*Suite) string) *Baseline {
	b := &Baseline{Version: 1, Strict: o.Strict}
	if o.Sample > 0 {
		b.Sample, b.Seed = o.Sample, o.Seed
	}
	for _, s := range suites {
		b.Suites = append(b.Suites, BaselineSuite{file(s), math.Floor(s.Score()*1000) / 1000, s.Mutants(), s.Killed, s.names()})
	}
	return b
}

// names returns the survivors of a suite.
func (s *Suite) names() []string {
	var out []string
	for _, one := range s.Survivors {
		for _, c := range one.Changes {
			out = append(out, one.Probe.ID+" "+one.At+" "+c.Operator.Name)
		}
	}
	slices.Sort(out)
	return out
}

// ReadBaseline reads a baseline.
func ReadBaseline(text []byte) (*Baseline, error) {
	var b Baseline
	if err := json.Unmarshal(text, &b); err != nil {
		return nil, fmt.Errorf("it is no baseline: %w", err)
	}
	if b.Version != 1 {
		return nil, fmt.Errorf("it is of version %d, and version 1 is read", b.Version)
	}
	return &b, nil
}

// ErrOther reports that a baseline was made with other options, so that its scores cannot be
// compared.
var ErrOther = errors.New("it was made with another --sample, --seed or --strict")

// Compare returns the suites that fell below the baseline, and those that it does not have. One
// without mutants, as where its recordings are gone, fell below any that had some.
func (b *Baseline) Compare(o Options, suites []*Suite, file func(*Suite) string) (falls []Fall, unknown []*Suite, err error) {
	seed := o.Seed
	if o.Sample <= 0 {
		o.Sample, seed = 0, 0
	}
	if b.Sample != o.Sample || b.Seed != seed || b.Strict != o.Strict {
		return nil, nil, ErrOther
	}
	for _, s := range suites {
		i := slices.IndexFunc(b.Suites, func(was BaselineSuite) bool { return was.File == file(s) })
		if i < 0 {
			unknown = append(unknown, s)
			continue
		}
		was := b.Suites[i]
		if lost := s.Mutants() == 0 && was.Mutants > 0; lost || share(s.Killed, s.Mutants()) < share(was.Killed, was.Mutants) {
			falls = append(falls, Fall{s, was, slices.DeleteFunc(s.names(), func(name string) bool {
				_, known := slices.BinarySearch(was.Survivors, name)
				return known
			})})
		}
	}
	return falls, unknown, nil
}
