package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"assay/runner/internal/engine"
	"assay/runner/internal/judge"
	"assay/runner/internal/lsp/protocol"
	"assay/runner/internal/lsp/rpc"
	"assay/runner/internal/origin"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// outcome is the result of a command that runs a finding.
type outcome struct {
	Finding  string `json:"finding"`
	Requests int    `json:"requests"` // sent; 0 in a replay
	Verdicts []told `json:"verdicts"`
}

// told is the verdict of one spec.
type told struct {
	Probe   string `json:"probe"`
	Verdict string `json:"verdict"`
	Text    string `json:"text"`
}

// execute runs a command: a finding replayed, or live once the user has confirmed it.
func execute(s *server, m *rpc.Message) (any, error) {
	var p protocol.ExecuteCommandParams
	if err := rpc.Params(m, &p); err != nil {
		return nil, err
	}
	mode := pipeline.Replay
	switch p.Command {
	case commandRun:
	case commandLive:
		mode = pipeline.Live
	default:
		return nil, rpc.Errorf(rpc.InvalidParams, "assay lsp has no command %q; it has %s and %s", p.Command, commandRun, commandLive)
	}
	var uri, finding string
	if len(p.Arguments) != 2 || json.Unmarshal(p.Arguments[0], &uri) != nil || json.Unmarshal(p.Arguments[1], &finding) != nil {
		return nil, rpc.Errorf(rpc.InvalidParams, "the arguments of %s are a document's URI and the id of a finding", p.Command)
	}
	d, err := s.open(uri)
	if err != nil {
		return nil, err
	}
	r := &findingRun{server: s, d: d, text: d.text, finding: finding, options: s.snapshot(nil)}
	r.options.Mode = mode
	if mode == pipeline.Live {
		return s.confirm(m, r)
	}
	return s.laterIn(m, r.run, r.finish(m))
}

// findingRun is a run of one finding.
type findingRun struct {
	*server
	d       *document
	text    []byte
	finding string
	options engine.Options
	asked   *engine.Task // what the user confirmed; nil in a replay
	broken  []located
}

// task opens the document as the editor has it.
func (r *findingRun) task() (*engine.Task, error) {
	documents, err := engine.Open([]string{r.d.path}, r.options)
	if err != nil {
		first := source.ProblemsOf(err)[0]
		return nil, rpc.Errorf(rpc.RequestFailed, "the suite has mistakes, so that nothing can run: %s", first.Error())
	}
	t := &engine.Task{Document: documents[0], Specs: specsOf(documents[0].Plan, r.finding)}
	if len(t.Specs) == 0 {
		return nil, rpc.Errorf(rpc.RequestFailed, "the suite has no finding %q", r.finding)
	}
	return t, nil
}

// run judges the finding.
func (r *findingRun) run(ctx context.Context) (any, error) {
	t, err := r.asked, error(nil)
	if t == nil {
		t, err = r.task()
	}
	if err != nil {
		return nil, err
	}
	if r.options.Mode.Asks() && r.Past != nil {
		end := r.Past(ctx, &r.options)
		defer end()
	}
	runs, _, err := engine.Judge(ctx, []engine.Task{*t}, r.options)
	if err != nil {
		return nil, err
	}
	out := &outcome{Finding: r.finding, Verdicts: []told{}}
	for _, one := range runs {
		out.Requests += one.Run.Requests
		for i := range one.Verdicts {
			v := &one.Verdicts[i]
			out.Verdicts = append(out.Verdicts, told{v.Spec.Probe.ID, string(v.Outcome), t.Document.Redact.String(wordsOf(v))})
			r.broken = append(r.broken, r.marks(t.Document, v)...)
		}
	}
	return out, nil
}

// finish shows the outcome, and then responds.
func (r *findingRun) finish(m *rpc.Message) func(any) {
	return func(result any) {
		r.show(result.(*outcome))
		r.respond(m, result, nil)
	}
}

// wordsOf returns a verdict in words.
func wordsOf(v *judge.Verdict) string {
	switch {
	case len(v.Failures) > 0:
		var b strings.Builder
		for i := range v.Failures {
			f := &v.Failures[i]
			fmt.Fprintf(&b, "%s: expected %s, got %s; ", f.Subject.String(), f.Expected, f.Actual)
		}
		return strings.TrimSuffix(b.String(), "; ")
	case v.Reason.None():
		return ""
	}
	return v.Reason.String()
}

// marks returns the failures of a verdict as diagnostics at what is expected.
func (r *findingRun) marks(d *pipeline.Document, v *judge.Verdict) []located {
	if v.Outcome != judge.Broken {
		return nil
	}
	var problems source.Problems
	for i := range v.Failures {
		f := &v.Failures[i]
		at := f.At
		if at.File == nil {
			at = v.Spec.At
		}
		problems.Warn(at, "broken: %s of %s: expected %s, got %s", f.Subject.String(), v.Spec.Probe.ID, f.Expected, f.Actual)
	}
	marks := diagnostics(problems, r.d.path, d.Redact.String)
	for i := range marks {
		marks[i].Source, marks[i].Code = sourceOfRuns, r.finding
		marks[i].Severity = protocol.SeverityInformation
	}
	return marks
}

// sourceOfRuns is the source of diagnostics that a run made.
const sourceOfRuns = "assay run"

// show tells the user the outcome, and marks what is broken if the text is still the same.
func (r *findingRun) show(out *outcome) {
	counts := map[string]int{}
	lines := ""
	for _, v := range out.Verdicts {
		counts[v.Verdict]++
		if v.Text != "" {
			lines += "\n" + v.Probe + ": " + text.Line(v.Text, 300)
		}
	}
	words := []string{}
	kind := protocol.MessageInfo
	for _, verdict := range []judge.Outcome{judge.Broken, judge.Inconclusive, judge.Pending, judge.Holds} {
		n := counts[string(verdict)]
		switch {
		case n == 0:
			continue
		case len(out.Verdicts) == 1:
			words = append(words, string(verdict))
		default:
			words = append(words, fmt.Sprintf("%d %s", n, verdict))
		}
		if verdict == judge.Broken {
			kind = protocol.MessageWarning
		}
	}
	message := fmt.Sprintf("%s: %s (%s)%s", out.Finding, strings.Join(words, ", "), sentOf(r.options.Mode, out.Requests), lines)
	r.notify("window/showMessage", protocol.ShowMessageParams{Type: kind, Message: r.Masks.String(report.Printable(message))})
	if r.documents[r.d.uri] != r.d || !same(r.d.text, r.text) {
		return
	}
	r.d.known = slices.DeleteFunc(r.d.known, func(l located) bool { return l.Source == sourceOfRuns && l.Code == r.finding })
	r.d.known = append(r.d.known, r.broken...)
	r.publish(r.d)
}

func sentOf(mode pipeline.Mode, requests int) string {
	if mode == pipeline.Replay {
		return "replay"
	}
	return text.Count(requests, "request") + " sent"
}

// The actions of the question before a live run.
const (
	actionSend   = "Send"
	actionCancel = "Cancel"
)

// confirm asks the user whether a finding may be asked live, and runs it if so. The budget of the
// run is what the question says.
func (s *server) confirm(m *rpc.Message, r *findingRun) (any, error) {
	return s.laterIn(m, func(context.Context) (any, error) {
		t, err := r.task()
		if err != nil {
			return nil, err
		}
		r.asked, r.options.Budget = t, t.MostRequests()
		return questionOf(t, r.options.Budget), nil
	}, func(question any) {
		s.ask("window/showMessageRequest", protocol.ShowMessageParams{
			Type: protocol.MessageWarning, Message: s.Masks.String(report.Printable(question.(string))),
			Actions: []protocol.MessageItem{{Title: actionSend}, {Title: actionCancel}},
		}, func(answer *rpc.Message) {
			var chosen *protocol.MessageItem
			if answer.Error != nil || json.Unmarshal(answer.Result, &chosen) != nil || chosen == nil || chosen.Title != actionSend {
				s.respond(m, nil, rpc.Errorf(rpc.RequestCancelled, "nothing was sent: the live run of %q was not confirmed", r.finding))
				return
			}
			_, _ = s.laterIn(m, r.run, r.finish(m)) // which responds
		})
	})
}

// questionOf says what a live run sends, and where.
func questionOf(t *engine.Task, most int) string {
	var hosts, probes []string
	writes := false
	for _, p := range t.Document.Plan.Needed(t.Specs) {
		probes = append(probes, p.ID)
		writes = writes || p.Of.Risk == "writes"
		if p.Request != nil {
			if host := origin.Of(p.Request.URL); host != "" && !slices.Contains(hosts, host) {
				hosts = append(hosts, host)
			}
		}
	}
	question := fmt.Sprintf("Send at most %s to %s, for %s?", text.Count(most, "request"), text.Line(text.List(hosts, "and"), 200), text.Line(text.List(probes, "and"), 200))
	if writes {
		question += " One of them changes something there."
	}
	return t.Document.Redact.String(question)
}
