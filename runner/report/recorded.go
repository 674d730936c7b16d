package report

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/theory/jsonpath"

	"assay/runner"
	"assay/runner/exchange"
	"assay/runner/fixture"
	"assay/runner/judge"
)

// recorded tells, beside what came live, what the fixture says about the same.
// The zero of it tells nothing.
type recorded struct {
	index func() *fixture.Index
}

// recordedBy is the fixture of a run that went out on the network.
func recordedBy(run *runner.Run, mode string) recorded {
	if mode == "" || mode == string(runner.Replay) {
		return recorded{}
	}
	return recorded{index: run.Index}
}

// tell fills in Fixture where the fixture differs from what came.
func (r recorded) tell(v *judge.Verdict, failures []Failure) {
	if r.index == nil || v.Spec.Probe == nil || v.Spec.Probe.Request == nil {
		return
	}
	index := r.index()
	if index == nil {
		return
	}
	entry, _ := index.Match(v.Spec.Probe.ID, 0, v.Spec.Probe.Request)
	if entry == nil {
		return
	}
	for i := range failures {
		f := &failures[i]
		said := said(entry.Observation, f.Subject)
		if said != "" && said != f.Actual && !strings.HasPrefix(f.Actual, said+" ") {
			f.Fixture = said
		}
	}
}

// said is what an observation says about a failure's subject, "" when it does
// not tell.
func said(o *exchange.Observation, subject string) string {
	what, which := about(subject)
	switch {
	case o.Failure != nil:
		return "no answer (" + string(o.Failure.Kind) + ")"
	case what == "status":
		return statusSaid(o)
	case what == "header":
		return headerSaid(o, which)
	case what == "body" && which == "" && (o.Reported == nil || o.Reported.Body):
		return strconv.Quote(cut(string(o.Body), 80))
	case what == "json" && strings.HasPrefix(which, "$"):
		return jsonSaid(o, which)
	}
	return ""
}

func statusSaid(o *exchange.Observation) string {
	switch {
	case o.Reported != nil && len(o.Reported.StatusAny) > 0:
		return alternatives(o.Reported.StatusAny)
	case o.Reported != nil && !o.Reported.Status:
		return ""
	}
	return strconv.Itoa(o.Status)
}

func headerSaid(o *exchange.Observation, name string) string {
	if r := o.Reported; r != nil && !slices.Contains(r.Headers, "*") && !slices.Contains(r.Headers, strings.ToLower(name)) {
		return ""
	}
	if values := o.Header.Values(name); len(values) > 0 {
		return strconv.Quote(strings.Join(values, ", "))
	}
	return "absent"
}

func jsonSaid(o *exchange.Observation, path string) string {
	if r := o.Reported; r != nil && !r.Body && !slices.ContainsFunc(r.JSON, func(known string) bool { return strings.HasPrefix(path, known) }) {
		return ""
	}
	p, err := jsonpath.Parse(path)
	if err != nil {
		return ""
	}
	value, err := o.JSON()
	if err != nil {
		return ""
	}
	nodes := p.Select(value)
	switch len(nodes) {
	case 0:
		return "absent"
	case 1:
		text, err := json.Marshal(nodes[0])
		if err != nil {
			return ""
		}
		return cut(string(text), 200)
	}
	return strconv.Itoa(len(nodes)) + " nodes"
}
