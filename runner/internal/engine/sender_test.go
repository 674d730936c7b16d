package engine_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
)

// memory is a protocol: a process that answers without a network. A protocol needs no more than
// this for sending, counting, judging and masking.
type memory struct {
	mu    sync.Mutex
	asked []string
}

func (m *memory) Send(_ context.Context, c exchange.Call) (*exchange.Observation, int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked = append(m.asked, strings.TrimPrefix(c.Request.URL, "http://memory"))
	body := fmt.Sprintf(`{"number": %d, "sent": %q}`, len(m.asked), c.Request.Body)
	return &exchange.Observation{Status: 200, Body: []byte(body), Size: int64(len(body))}, 1
}

// A suite runs over any Sender: in order, with captures filled in, each probe once and within the
// budget, with secrets masked, and judged.
func TestASenderIsAllThatAProtocolNeeds(t *testing.T) {
	dir := folder(t, map[string]string{"a.suite.yaml": `
suite: Memory
target: http://memory
secrets: {key: MEMORY_KEY}
limits: {requests: 4}
probes:
  login: {path: /login, method: POST, body: "key=${key}", capture: {number: {json: $.number}}}
  me: {path: "/me/${login.number}"}
  twice: {path: /twice, after: me, repeat: 2}
  late: {path: /late, after: twice}
findings:
  key: {probe: login, expect: {json: {$.sent: "key=${key}"}}}
  me: {probe: me, expect: {json: {$.number: 2}}}
  twice: {probe: twice, expect: {json: {$.number: 9}}}
  late: {probe: late, expect: {status: 200}}
`})
	sender := &memory{}
	opts := engine.Options{Mode: pipeline.Live, Hooks: engine.Hooks{Sender: sender}, Secret: func(string) (string, bool) { return "invented-key", true }}
	documents, err := engine.Open([]string{dir}, opts)
	if err != nil {
		t.Fatal(err)
	}
	runs, _, err := engine.Judge(t.Context(), engine.Whole(documents), opts)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"/login", "/me/1", "/twice", "/twice"}, sender.asked); diff != "" || runs[0].Run.Requests != 4 {
		t.Errorf("%d requests counted\n%s", runs[0].Run.Requests, diff)
	}
	got := map[string]judge.Outcome{}
	for _, v := range runs[0].Verdicts {
		got[v.Spec.ID] = v.Outcome
	}
	want := map[string]judge.Outcome{"key": judge.Holds, "me": judge.Holds, "twice": judge.Broken, "late": judge.Inconclusive}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if why := runs[0].Verdicts[3].Reason; why.Kind != judge.Kind(exchange.BudgetSpent) {
		t.Errorf("late: %q", why)
	}
	if o := runs[0].Run.Observation("login"); string(o.Body) != `{"number": 1, "sent": "key=${key}"}` {
		t.Errorf("kept is %s", o.Body)
	}
}
