package mutate_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/expect"
	"assay/runner/internal/mutate"
)

// A mutant breaks a finding about the times of a stream, however wide its bound is.
func TestEveryBoundOnTheTimesOfAStreamIsNoticed(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "chat.suite.yaml"), `suite: Chat
target: http://chat.example
fixtures: chat.http
probes:
  openai: {path: /openai, stream: true}
  anthropic: {path: /anthropic, stream: true}
findings:
  silence: {probe: openai, expect: {stream: {silence: {lt: 30m}}}}
  first: {probe: openai, expect: {stream: {first: {lt: 15s}}}}
  closed: {probe: openai, expect: {stream: {closed: {within: 1m}}}}
  closed-of: {probe: anthropic, expect: {stream: {closed: {of: {event: message_stop}, within: 1m}}}}
`)
	write(t, filepath.Join(dir, "chat.http"), `### openai
GET http://chat.example/openai

### openai response
# captured: 2026-11-01T00:00:00Z from http://chat.example in 12ms
# body: events
# silence: 5ms after event 0
# closed: 1ms
HTTP/1.1 200 OK
Content-Type: text/event-stream

@5ms
data: {"n":1}

@8ms
data: [DONE]

### anthropic
GET http://chat.example/anthropic

### anthropic response
# captured: 2026-11-01T00:00:00Z from http://chat.example in 12ms
# body: events
HTTP/1.1 200 OK
Content-Type: text/event-stream

@5ms
event: message_stop
data: {}

###
`)
	run := observed(t, filepath.Join(dir, "chat.suite.yaml"))
	var got []string
	for _, spec := range run.Plan.Specs {
		o := run.Evidence.Observation(spec.Probe)
		for m := range mutate.Mutants(o) {
			timed := m.Operator.Name == "slower" || m.Operator.Name == "stream-open"
			if timed && spec.Finding.Expect.Outcome(m.Of(o), nil) == expect.Unmet {
				got = append(got, spec.Finding.ID+" "+m.Operator.Name)
			}
		}
	}
	want := []string{"silence slower", "first slower", "closed stream-open", "closed slower", "closed-of stream-open"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
