package mutate

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// suggest finds the weakest expectation that the recorded response meets and that kills all these
// mutants of it, or as many as possible, and a finding to add it to. Every suggestion was tested.
func (j *judging) suggest(one *Survivor, shared *expect.Shared) {
	recorded := one.of.observation
	changed := make([]*exchange.Observation, len(one.mutants))
	for i, m := range one.mutants {
		changed[i] = m.Of(recorded)
	}
	var best *expect.Expectation
	for _, candidate := range candidates(recorded, one.mutants[0].Part) {
		e := compiled(candidate, shared)
		if e == nil || e.Outcome(recorded, nil) != expect.Met {
			continue
		}
		killed := 0
		for _, o := range changed {
			if e.Outcome(o, nil) == expect.Unmet {
				killed++
			}
		}
		if killed > one.Kills {
			best, one.Suggest, one.Kills = e, block(candidate), killed
		}
		if killed == len(changed) {
			break
		}
	}
	if best != nil {
		one.For = j.host(one.of, best)
	}
}

// host returns the first finding about the response that the expectation can be added to: all
// responses that the finding is about meet it. It may be nil.
func (j *judging) host(s *subject, e *expect.Expectation) *suite.Finding {
	for _, r := range s.readers {
		f := r.spec.Finding
		if !r.own || !f.Expect.IsMap() {
			continue
		}
		fits := func(other *plan.Spec) bool {
			o := j.evidence.Observation(other.Probe)
			return o.Known() && e.Outcome(o, nil) == expect.Met
		}
		if !slices.ContainsFunc(j.specs[f], func(other *plan.Spec) bool { return !fits(other) }) {
			return f
		}
	}
	return nil
}

// compiled compiles an expectation as a suite with it does; nil if it is invalid.
func compiled(candidate []pair, shared *expect.Shared) *expect.Expectation {
	problems := source.Problems{}
	e := expect.Compile(written(candidate), &expect.Scope{
		File: &source.File{Name: "suggestion"}, Problems: &problems, Shared: shared,
		Lookup: func(string) (any, expect.Known) { return nil, expect.Undeclared },
	})
	if len(problems) > 0 {
		return nil
	}
	return e
}

// written returns the YAML node that parsing flow(v) gives.
func written(v any) *yaml.Node {
	switch v := v.(type) {
	case []pair:
		n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for _, p := range v {
			n.Content = append(n.Content, written(p.key), written(p.value))
		}
		return n
	case map[string]any:
		return written(sortedPairs(v))
	case []any:
		n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for _, item := range v {
			n.Content = append(n.Content, written(item))
		}
		return n
	case string:
		return leaf("!!str", strings.ReplaceAll(v, "${", "$${"))
	case bool:
		return leaf("!!bool", strconv.FormatBool(v))
	case int:
		return leaf("!!int", strconv.Itoa(v))
	case json.Number:
		if strings.ContainsAny(string(v), ".eE") || len(v) > 18 { // YAML's integers end there
			return leaf("!!float", string(v))
		}
		return leaf("!!int", string(v))
	}
	return leaf("!!null", "null")
}

func leaf(tag, value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
}
