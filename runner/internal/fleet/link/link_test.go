package link

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/fleet"
	"assay/runner/internal/fleet/server"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
)

// lab is a fleet in this process: a server, agents, and the target that they send to.
type lab struct {
	*testing.T
	server *server.Server
	target *httptest.Server
	folder string // of the suites
	stored string // the folder of the server
	env    map[string]string

	mu   sync.Mutex
	seen map[string]int // requests by path
}

func newLab(t *testing.T, answer http.HandlerFunc) *lab {
	t.Helper()
	return newLabWith(t, answer, 1<<30)
}

// newLabWith returns a fleet whose server stores so many bytes.
func newLabWith(t *testing.T, answer http.HandlerFunc, store int64) *lab {
	t.Helper()
	l := &lab{T: t, folder: t.TempDir(), stored: t.TempDir(), seen: map[string]int{}, env: map[string]string{}}
	l.target = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		l.seen[r.URL.Path]++
		l.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(l.target.Close)
	s, err := server.Start(fleet.UpOptions{Listen: "127.0.0.1:0", Folder: l.stored, Store: store})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	l.server = s
	return l
}

// echo answers with the path and the key of a request.
func echo(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"path": %q, "key": %q}`, r.URL.Path, r.Header.Get("X-Key"))
}

// agent starts an agent, and waits until it takes jobs. The agent ends with the test or by end.
func (l *lab) agent(vantage string, with func(*fleet.AgentOptions)) (end func()) {
	l.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	o := fleet.AgentOptions{
		Vantage: vantage, Name: "agent of " + vantage, Version: "1", Folder: l.TempDir(),
		Secrets: func(name string) (string, bool) { v, ok := l.env[name]; return v, ok },
		Say:     func(string, ...any) { close(ready) },
	}
	for name := range l.env {
		o.Names = append(o.Names, name)
	}
	if with != nil {
		with(&o)
	}
	go func() { ended <- Client{}.Agent(ctx, l.server.Place, o) }()
	select {
	case <-ready:
	case err := <-ended:
		l.Fatal(err)
	}
	end = sync.OnceFunc(func() {
		stop()
		if err := <-ended; err != nil {
			l.Error(err)
		}
	})
	l.Cleanup(end)
	return end
}

// open writes a suite and reads it, without its secrets.
func (l *lab) open(text string) []*pipeline.Document {
	l.Helper()
	path := filepath.Join(l.folder, "a.suite.yaml")
	if err := os.WriteFile(path, []byte("suite: A\ntarget: "+l.target.URL+"\n"+text), 0o600); err != nil {
		l.Fatal(err)
	}
	documents, err := engine.Open([]string{l.folder}, engine.Options{Mode: pipeline.Live, Secret: func(string) (string, bool) { return "", false }})
	if err != nil {
		l.Fatal(err)
	}
	return documents
}

// run judges documents from a vantage.
func (l *lab) run(ctx context.Context, documents []*pipeline.Document, vantage string) *pipeline.Run {
	l.Helper()
	return l.runs(ctx, documents, vantage)[0]
}

// runs judges a document from several vantages, one after the other, in one run of the fleet.
func (l *lab) runs(ctx context.Context, documents []*pipeline.Document, vantages ...string) (out []*pipeline.Run) {
	l.Helper()
	for _, all := range l.all(ctx, documents, vantages...) {
		out = append(out, all[0])
	}
	return out
}

// all is runs with those of all documents at each vantage.
func (l *lab) all(ctx context.Context, documents []*pipeline.Document, vantages ...string) (out [][]*pipeline.Run) {
	l.Helper()
	f, err := Client{}.Dial(ctx, l.server.Place)
	if err != nil {
		l.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Agents(ctx); err != nil {
		l.Fatal(err)
	}
	began, err := f.Begin(ctx, fleet.RunOptions{Documents: len(documents), Say: l.Logf})
	if err != nil {
		l.Fatal(err)
	}
	defer began.End()
	for _, vantage := range vantages {
		runs, _, err := engine.Judge(ctx, engine.Whole(documents), engine.Options{Mode: pipeline.Live, Hooks: engine.Hooks{Remote: began.At(vantage)}})
		if err != nil {
			l.Fatal(err)
		}
		var there []*pipeline.Run
		for i := range runs {
			there = append(there, runs[i].Run)
		}
		out = append(out, there)
	}
	return out
}

func (l *lab) requests(path string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.seen[path]
}

func (l *lab) total() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, one := range l.seen {
		n += one
	}
	return n
}

const chained = `
secrets: {key: LAB_KEY}
probes:
  login: {path: /login, headers: {X-Key: "${key}"}, capture: {token: {json: $.key, as: secret}, at: {json: $.path}}}
  order: {path: "/orders${login.at}", headers: {X-Key: "${login.token}"}}
  plain: {path: /plain}
findings:
  order: {probe: order, expect: {status: 200}}
  plain: {probe: plain, expect: {json: {$.path: /plain}}}
`

// Whoever runs a suite judges what agents were answered, and no value of a secret is anywhere but
// with the agent: neither in an observation nor in anything that the server keeps.
func TestSecretsStayWithTheAgent(t *testing.T) {
	t.Parallel()
	l := newLab(t, echo)
	const canary = "canary-Zw7-of-the-agent"
	l.env["LAB_KEY"] = canary
	l.agent("office", nil)
	documents := l.open(strings.ReplaceAll(chained, ", as: secret", ""))
	run := l.run(t.Context(), documents, "office")
	for _, v := range run.Verdicts(documents[0].Plan.Specs) {
		if v.Outcome != judge.Holds {
			t.Errorf("%s: %v %s", v.Spec.ID, v.Outcome, v.Reason.Detail)
		}
	}
	if run.Requests != 3 || l.total() != 3 {
		t.Errorf("%d requests told, %d sent, expected 3", run.Requests, l.total())
	}
	for _, o := range run.Observations {
		if strings.Contains(fmt.Sprintf("%s %v %v", o.Body, o.Header, o.Captured), canary) {
			t.Errorf("%s shows the secret: %s", o.Probe, o.Body)
		}
	}
	if l.requests("/orders/login") != 1 {
		t.Errorf("the captured path was not asked for: %v", l.seen)
	}
	if kept := l.kept(); strings.Contains(kept, canary) || !strings.Contains(kept, "a.suite.yaml") {
		t.Errorf("the server keeps the secret, or %d bytes without the suite", len(kept))
	}
}

// kept is all messages of all streams.
func (l *lab) kept() string {
	l.Helper()
	w, err := connect(l.Context(), l.server.Place, "test")
	if err != nil {
		l.Fatal(err)
	}
	defer w.close()
	var b strings.Builder
	for info := range w.js.ListStreams(l.Context()).Info() {
		stream, err := w.js.Stream(l.Context(), info.Config.Name)
		if err != nil {
			l.Fatal(err)
		}
		for seq := max(info.State.FirstSeq, 1); seq <= info.State.LastSeq; seq++ {
			m, err := stream.GetMsg(l.Context(), seq)
			if errors.Is(err, jetstream.ErrMsgNotFound) {
				continue
			}
			if err != nil {
				l.Fatal(err)
			}
			fmt.Fprintf(&b, "%s %v %s\n", m.Subject, m.Header, m.Data)
		}
	}
	return b.String()
}

// A budget is one for all agents and is not exceeded; what is left out is inconclusive.
func TestOneBudgetForAllAgents(t *testing.T) {
	t.Parallel()
	l := newLab(t, echo)
	for i := range 3 {
		l.agent("office", func(o *fleet.AgentOptions) { o.Name = fmt.Sprint(i) })
	}
	text := "limits: {requests: 7}\nprobes:\n"
	for i := range 20 {
		text += fmt.Sprintf("  p%d: {path: /p%d}\n", i, i)
	}
	text += "findings:\n  all: {probe: \"*\", expect: {status: 200}}\n"
	documents := l.open(text)
	run := l.run(t.Context(), documents, "")
	spent := 0
	for _, o := range run.Observations {
		if o.Missing.Kind == exchange.BudgetSpent {
			spent++
		}
	}
	if l.total() != 7 || run.Requests != 7 || spent != 13 {
		t.Errorf("%d requests sent, %d told, %d probes without budget; expected 7, 7, 13", l.total(), run.Requests, spent)
	}
}

// A job whose agent is lost after it claimed it is given to no other; one that nobody claimed is.
func TestALostAgentsJobIsNotSentAgain(t *testing.T) {
	t.Parallel()
	gone := make(chan struct{})
	l := newLab(t, nil)
	var lost *agent
	l.target.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		l.seen[r.URL.Path]++
		l.mu.Unlock()
		if r.URL.Path == "/slow" {
			close(gone)
			<-r.Context().Done()
		}
	})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	started := make(chan *agent, 1)
	go func() {
		ended <- Client{}.agent(ctx, l.server.Place, fleet.AgentOptions{Vantage: "office", Name: "lost", Jobs: 1, Say: func(string, ...any) {}}, started)
	}()
	lost = <-started
	documents := l.open(`
limits: {concurrency: 1, requests: 2}
probes: {slow: {path: /slow}, next: {path: /next}, more: {path: /next}}
findings: {all: {probe: "*", expect: {status: 200}}}
`)
	go func() {
		<-gone
		l.agent("office", func(o *fleet.AgentOptions) { o.Name = "other" })
		lost.nc.Close() // as if it was killed
	}()
	run := l.run(t.Context(), documents, "office")
	slow, next := run.Observation("slow"), run.Observation("next")
	if !next.Missing.None() { // of the two others, the budget is enough for one
		next = run.Observation("more")
	}
	if slow.Missing.Detail != "the agent was lost after sending began: lost; it is not sent again" || slow.Missing.Kind != exchange.AgentLost {
		t.Errorf("the lost probe is missing %q (%s)", slow.Missing, slow.Missing.Kind)
	}
	if next.Status != http.StatusOK || l.requests("/slow") != 1 || l.requests("/next") != 1 {
		t.Errorf("next has status %d (%s), requests: %v", next.Status, next.Missing, l.seen)
	}
	stop()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Error("the lost agent does not end")
	}
}

// The times of observations are those of whoever runs the suite, whatever the agent's clock says.
func TestAnAgentsClockMayBeWrong(t *testing.T) {
	t.Parallel()
	const ahead = 10 * time.Minute
	l := newLab(t, echo)
	l.agent("office", func(o *fleet.AgentOptions) {
		o.Clock = func() time.Time { return time.Now().Add(ahead) }
	})
	before := time.Now()
	run := l.run(t.Context(), l.open("probes: {a: {path: /a}}\nfindings: {a: {probe: a, expect: {status: 200}}}\n"), "office")
	// In the test only the clock of the message is wrong, so that the time moves by all of it.
	sent := run.Observation("a").Sent.Add(ahead)
	if sent.Before(before.Add(-mostSkew)) || sent.After(time.Now().Add(mostSkew)) {
		t.Errorf("the request was sent %s after the run began", sent.Sub(before))
	}
}

// A cooldown that one agent's answer starts holds for the others.
func TestACooldownHoldsForAllAgents(t *testing.T) {
	t.Parallel()
	l := newLab(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusTooManyRequests)
	})
	l.agent("office", func(o *fleet.AgentOptions) { o.Name = "one" })
	documents := l.open(`
limits: {cooldown: {on: 429, wait: 1h}, concurrency: 1}
probes: {a: {path: /a}}
findings: {a: {probe: a, expect: {status: 200}}}
`)
	l.run(t.Context(), documents, "office")
	l.agent("phone", func(o *fleet.AgentOptions) { o.Name = "two" })
	run := l.run(t.Context(), documents, "phone")
	if got := run.Observation("a").Missing; got.Kind != exchange.CoolingDown || l.total() != 1 {
		t.Errorf("%d requests, and the second run's probe is missing %q (%s)", l.total(), got, got.Kind)
	}
}

// A rate is one for all agents, also when the lease goes from one to the other; with per: vantage
// each vantage has its own budget.
func TestLimitsOfTheFleetAndOfEachVantage(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var times []time.Time
	l := newLab(t, func(http.ResponseWriter, *http.Request) {
		mu.Lock()
		times = append(times, time.Now())
		mu.Unlock()
	})
	l.agent("office", func(o *fleet.AgentOptions) { o.Name = "one" })
	l.agent("office", func(o *fleet.AgentOptions) { o.Name = "two" })
	l.agent("phone", nil)
	probes := "probes:\n"
	for i := range 6 {
		probes += fmt.Sprintf("  p%d: {path: /p%d}\n", i, i)
	}
	probes += "findings: {all: {probe: \"*\", expect: {status: 200}}}\n"
	l.run(t.Context(), l.open("limits: {rate: 10/s}\n"+probes), "office")
	mu.Lock()
	sent := slices.Clone(times)
	mu.Unlock()
	slices.SortFunc(sent, time.Time.Compare)
	// Requests that leave 100 ms apart may arrive a little closer, and never all at once.
	if took := sent[len(sent)-1].Sub(sent[0]); len(sent) != 6 || took < 450*time.Millisecond {
		t.Errorf("%d requests at 10/s within %s", len(sent), took)
	}
	for limits, want := range map[string]int{"limits: {requests: 4}\n": 4, "limits: {requests: 4, per: vantage}\n": 8} {
		before := l.total()
		l.runs(t.Context(), l.open(limits+probes), "office", "phone")
		if got := l.total() - before; got != want {
			t.Errorf("%s%d requests from both vantages, expected %d", limits, got, want)
		}
	}
}

// An agent that cannot hand its answers in, as the server is gone, ends when it is told to.
func TestAnAgentEndsWithoutItsServer(t *testing.T) {
	t.Parallel()
	asked, answers := make(chan struct{}), make(chan struct{})
	l := newLab(t, func(http.ResponseWriter, *http.Request) {
		close(asked)
		<-answers
	})
	end := l.agent("office", nil)
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan struct{})
	documents := l.open("probes: {a: {path: /a}}\nfindings: {a: {probe: a, expect: {status: 200}}}\n")
	go func() {
		defer close(ran)
		l.run(ctx, documents, "office")
	}()
	<-asked
	l.server.Stop()
	close(answers)
	stop()
	<-ran
	ended := make(chan struct{})
	go func() { end(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("the agent did not end within a minute")
	}
}

// A run whose files find no room in the server's store says so, sends nothing and ends.
func TestAFullStoreEndsARun(t *testing.T) {
	t.Parallel()
	l := newLabWith(t, echo, 16<<20)
	l.agent("office", nil)
	padding := strings.Repeat("# "+strings.Repeat("x", 98)+"\n", 30_000)
	for n := range 8 {
		sent := l.total()
		documents := l.open(fmt.Sprintf("probes: {a: {path: /%d}}\nfindings: {a: {probe: a, expect: {status: 200}}}\n%s", n, padding))
		v := l.run(t.Context(), documents, "office").Verdicts(documents[0].Plan.Specs)[0]
		if v.Outcome == judge.Holds {
			continue
		}
		const want = "not given to the fleet: the files of A: the store of the fleet's server is full: assay fleet up --store 2GiB, or more room for the account"
		if got := v.Observation.Missing.Detail; v.Outcome != judge.Inconclusive || got != want || l.total() != sent {
			t.Errorf("%s because %q with %d requests; want inconclusive because %q with none", v.Outcome, got, l.total()-sent, want)
		}
		return
	}
	t.Error("a store of 16 MiB took 8 suites of 3 MB")
}
