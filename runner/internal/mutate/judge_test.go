package mutate_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/engine"
	"assay/runner/internal/judge"
	"assay/runner/internal/mutate"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
	"assay/runner/internal/report/strength"
)

func measured(t *testing.T, run *pipeline.Run, o mutate.Options) *mutate.Suite {
	t.Helper()
	return mutate.Judge(context.Background(), run.Plan, run.Evidence, judged(run), o)
}

// shop opens a suite with these findings, about one recorded response.
func shop(t *testing.T, rest string) *pipeline.Run {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "shop.suite.yaml"), "suite: Shop\ntarget: http://shop.example\nfixtures: shop.fixture\n"+rest)
	write(t, filepath.Join(dir, "shop.fixture"), `### order
GET http://shop.example/orders/1

### order response
# captured: 2026-11-01T00:00:00Z from http://shop.example in 12ms
HTTP/1.1 200 OK
Content-Type: application/json
Date: Sun, 01 Nov 2026 00:00:00 GMT

{"id": 7, "state": "open", "lines": [{"sku": "pen", "n": 2}, {"sku": "ink", "n": 1}]}

### next
GET http://shop.example/orders/${order.id}/next

### next response
# captured: 2026-11-01T00:00:00Z from http://shop.example in 12ms
HTTP/1.1 200 OK
Content-Type: application/json

{"after": 7}

### call
GET http://shop.example/call

### call response
# captured: 2026-11-01T00:00:00Z from http://shop.example in 12ms
HTTP/1.1 200 OK

{"arguments": "{\"city\": \"Kiel\"}", "items": "[1, 2]"}

### none
GET http://shop.example/orders/0

### none response
HTTP/1.1 404 Not Found
Content-Type: application/json

{"detail": "no such order"}

### said
GET http://shop.example/said

### said response
# transcribed from: an invented source
# reported: status, $.state
HTTP/1.1 200 OK
Content-Type: application/json

{"state": "open", "id": 7}
`)
	return observed(t, filepath.Join(dir, "shop.suite.yaml"))
}

// survivors lists them as "probe part: operators".
func survivors(s *mutate.Suite) []string {
	var out []string
	for _, one := range s.Survivors {
		names := make([]string, len(one.Changes))
		for i, c := range one.Changes {
			names[i] = c.Operator.Name
		}
		out = append(out, one.Probe.ID+" "+one.At+": "+strings.Join(names, " "))
	}
	return out
}

func TestEveryMutantIsKilledSurvivesOrIsLeftOut(t *testing.T) {
	for _, run := range recordings(t) {
		s := measured(t, run, mutate.Options{})
		read, specs := map[int]bool{}, judged(run)
		for _, spec := range specs {
			if run.Evidence.Outcome(spec) == judge.Holds {
				for _, p := range spec.Needs {
					read[p.Order] = true
				}
			}
		}
		all := 0
		for order := range read {
			for range mutate.Mutants(run.Observations[order]) {
				all++
			}
		}
		if s.Killed+s.Survived+s.LeftOut.Total() != all || s.Total() != all || s.Possible != all {
			t.Errorf("%s: %d killed, %d survived, %d left out; %d possible, and there are %d", run.Suite.Name, s.Killed, s.Survived, s.LeftOut.Total(), s.Possible, all)
		}
		listed := s.Others
		for _, one := range s.Survivors {
			listed += one.Count
		}
		if listed != s.Survived {
			t.Errorf("%s: %d survived, and %d are listed", run.Suite.Name, s.Survived, listed)
		}
	}
}

// The quick outcome for mutants is that of the verdict.
func TestQuickOutcomeIsThatOfTheVerdict(t *testing.T) {
	n := 0
	for _, run := range recordings(t) {
		for _, spec := range judged(run) {
			for _, p := range spec.Needs {
				o := run.Evidence.Observation(p)
				for m := range mutate.Mutants(o) {
					variant := run.Evidence.With(p, m.Of(o))
					if quick, verdict := variant.Outcome(spec), variant.Spec(spec); quick != verdict.Outcome {
						t.Errorf("%s: %s: %s, and the verdict is %s (%s)", spec.ID, name(o, m), quick, verdict.Outcome, verdict.Reason)
					}
					n++
				}
			}
		}
	}
	if n < 2000 {
		t.Errorf("%d mutants only", n)
	}
}

// value returns a result as text, to compare whole results.
func value(t *testing.T, run *pipeline.Run, s *mutate.Suite) string {
	t.Helper()
	m := strength.Of("", mutate.Options{}, run.Started, []strength.Suite{{Suite: s, Redact: run.Redact}})
	m.DurationMS, m.Started = 0, ""
	var b strings.Builder
	if err := report.StrengthJSON(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestResultIsTheSameWithAnyNumberOfWorkers(t *testing.T) {
	for _, run := range recordings(t) {
		want := value(t, run, measured(t, run, mutate.Options{Workers: 1}))
		for _, workers := range []int{2, 7} {
			if got := value(t, run, measured(t, run, mutate.Options{Workers: workers})); got != want {
				t.Errorf("%s, %d workers:\n%s", run.Suite.Name, workers, cmp.Diff(want, got))
			}
		}
	}
}

func TestSampleIsChosenByItsSeed(t *testing.T) {
	run := observed(t, "../../../suites/examples/chat.suite.yaml")
	whole := measured(t, run, mutate.Options{})
	seen := map[string]bool{}
	for seed := range uint64(5) {
		o := mutate.Options{Sample: 100, Seed: seed}
		first := measured(t, run, o)
		if first.Total() != 100 || first.Possible != whole.Possible {
			t.Errorf("seed %d: %d judged of %d; want 100 of %d", seed, first.Total(), first.Possible, whole.Possible)
		}
		one := value(t, run, first)
		o.Workers = 5
		if again := value(t, run, measured(t, run, o)); again != one {
			t.Errorf("seed %d: another sample the second time:\n%s", seed, cmp.Diff(one, again))
		}
		seen[one] = true
	}
	if len(seen) != 5 {
		t.Errorf("5 seeds chose %d samples", len(seen))
	}
	if all := measured(t, run, mutate.Options{Sample: whole.Possible + 1, Seed: 3}); value(t, run, all) != value(t, run, whole) {
		t.Error("a sample of more than there are is not all of them")
	}
}

// A suggestion has the promised effect: pasted into the suite, it holds and kills.
func TestSuggestionsKill(t *testing.T) {
	tried := 0
	for _, run := range recordings(t) {
		for _, one := range measured(t, run, mutate.Options{}).Survivors {
			if one.Suggest == "" {
				t.Errorf("%s: %s %s: nothing is suggested", run.Suite.Name, one.Probe.ID, one.At)
				continue
			}
			tried++
			o := run.Evidence.Observation(one.Probe)
			text := "suite: s\ntarget: http://s.example\nprobes: {p: {path: /p}}\nfindings:\n  f:\n    probe: p\n    expect:\n      " +
				strings.ReplaceAll(one.Suggest, "\n", "\n      ") + "\n"
			path := filepath.Join(t.TempDir(), "s.suite.yaml")
			write(t, path, text)
			documents, err := engine.Open([]string{path}, engine.Options{})
			if err != nil {
				t.Errorf("%s: %s %s: the suggestion is no expectation: %v", run.Suite.Name, one.Probe.ID, one.At, err)
				continue
			}
			pasted := documents[0].Plan
			evidence := judge.NewEvidence(pasted, nil).With(pasted.Probes[0], o)
			if v := evidence.Spec(pasted.Specs[0]); v.Outcome != judge.Holds {
				t.Errorf("%s: %s %s: %s is %s on the recorded answer: %s %+v", run.Suite.Name, one.Probe.ID, one.At, one.Suggest, v.Outcome, v.Reason, v.Failures)
			}
			killed := map[*mutate.Operator]bool{}
			for m := range mutate.Mutants(o) {
				if m.Part.Group() == one.At && evidence.With(pasted.Probes[0], m.Of(o)).Outcome(pasted.Specs[0]) == judge.Broken {
					killed[m.Operator] = true
				}
			}
			n := 0
			for _, c := range one.Changes {
				if killed[c.Operator] {
					n++
				}
			}
			if n < one.Kills || n == 0 {
				t.Errorf("%s: %s %s: %s kills %d of the changes, and %d are promised", run.Suite.Name, one.Probe.ID, one.At, one.Suggest, n, one.Kills)
			}
		}
	}
	if tried < 150 {
		t.Errorf("%d suggestions only", tried)
	}
}

// Of streams the order, how many of some events there are, and what parts give together are
// suggested where findings say nothing of them.
func TestWhatIsSuggestedOfStreams(t *testing.T) {
	want := map[string]string{
		"chat stream":                          `stream: {kinds: {role: {json: {"$.choices[0].delta.role": present}}, name: {json: {"$.choices[0].delta.tool_calls[0].function.name": present}}, arguments: {json: {"$.choices[0].delta.tool_calls[0].function.arguments": present}}, delta: {json: {"$.choices[0].delta": present}}, completion_tokens: {json: {$.usage.completion_tokens: present}}, done: "[DONE]"}, order: "role (name arguments+)+ delta completion_tokens done"}`,
		"messages stream":                      `stream: {count: [{of: {event: message_start}, is: 1}, {of: {event: ping}, is: 1}, {of: {event: message_delta}, is: 1}, {of: {event: message_stop}, is: 1}]}`,
		"messages events $.delta.partial_json": `stream: {joined: {path: $.delta.partial_json, by: $.index, each: {parsed: true}}}`,
		"chat events $.choices[*].delta.tool_calls[*].index": `stream: {joined: {path: "$.choices[*].delta.tool_calls[*].function.arguments", by: "$.choices[*].delta.tool_calls[*].index", each: {parsed: true}}}`,
		"responses events $.output_index":                    `stream: {joined: {path: $.delta, by: $.output_index, each: {parsed: true}}}`,
	}
	got := map[string]string{}
	for _, one := range measured(t, observed(t, "testdata/weak-streams.suite.yaml"), mutate.Options{}).Survivors {
		if name := one.Probe.ID + " " + one.At; want[name] != "" {
			got[name] = one.Suggest
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

const order = "probes: {order: {path: /orders/1}}\n"

func TestWhatSurvivesIsNamed(t *testing.T) {
	run := shop(t, order+`findings:
  order: {probe: order, expect: {status: 200, json: {$: {type: object}, $.state: open, "$.lines": {type: array}, "$.lines[*].sku": {each: {type: string}}}}}
`)
	want := []string{
		"order $.id: json-dropped json-renamed json-null json-retyped json-number",
		"order $.lines[*].n: json-dropped json-renamed json-null json-retyped json-number",
		"order $.lines[*]: json-null json-retyped json-emptied",
		"order $.lines[*].sku: json-dropped json-renamed json-emptied json-enum json-string",
		"order $.lines: json-shortened json-duplicated json-reordered",
		"order header Content-Type: header-dropped header-renamed header-changed",
		"order duration: slower",
	}
	got := survivors(measured(t, run, mutate.Options{}))
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// JSON in a text is cut short: an expectation of any text does not notice it; one that reads the
// JSON does, and is suggested.
func TestJSONInATextIsCutShort(t *testing.T) {
	run := shop(t, `probes: {call: {path: /call}}
mutation: {ignore: [{operators: [json-string, json-emptied, header-*, slower], because: not this test's}]}
findings:
  text: {probe: call, expect: {json: {$.items: {type: string}, $.arguments: {parsed: {schema: {required: [city]}}}}}}
  status: {probe: call, expect: {status: 200}}
`)
	s := measured(t, run, mutate.Options{})
	if diff := cmp.Diff([]string{"call $.items: json-text"}, survivors(s)); diff != "" {
		t.Fatal(diff)
	}
	if got, want := s.Survivors[0].Suggest, "json: {$.items: {parsed: true}}"; got != want {
		t.Errorf("suggested is %s, want %s", got, want)
	}
}

// A finding that no mutant breaks is named, whether mutants were tried or not.
func TestVacuousFindingIsNamed(t *testing.T) {
	run := shop(t, order+`findings:
  strong: {probe: order, expect: {status: 200}}
  vacuous: {probe: order, expect: {status: {ge: 100}}}
`)
	var got []string
	for _, f := range measured(t, run, mutate.Options{}).Findings {
		got = append(got, fmt.Sprintf("%s vacuous=%v judged=%v", f.ID, f.Vacuous(), f.Judged > 50))
	}
	if diff := cmp.Diff([]string{"strong vacuous=false judged=true", "vacuous vacuous=true judged=true"}, got); diff != "" {
		t.Error(diff)
	}
}

// A finding is not vacuous only because no mutant of a sample breaks it.
func TestSampleDoesNotTellThatAFindingIsVacuous(t *testing.T) {
	run := shop(t, order+`findings:
  strong: {probe: order, expect: {status: 200}}
  vacuous: {probe: order, expect: {status: {ge: 100}}}
`)
	for _, c := range []struct {
		sample int
		want   []string
	}{
		{1, []string{"strong vacuous=false unreached=true", "vacuous vacuous=false unreached=true"}},
		{0, []string{"strong vacuous=false unreached=false", "vacuous vacuous=true unreached=false"}},
		{100_000, []string{"strong vacuous=false unreached=false", "vacuous vacuous=true unreached=false"}},
	} {
		var got []string
		for _, f := range measured(t, run, mutate.Options{Sample: c.sample, Seed: 2}).Findings {
			got = append(got, fmt.Sprintf("%s vacuous=%v unreached=%v", f.ID, f.Vacuous(), f.Unreached()))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("sample %d (-want +got):\n%s", c.sample, diff)
		}
	}
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	for _, f := range mutate.Judge(canceled, run.Plan, run.Evidence, judged(run), mutate.Options{}).Findings {
		if f.Vacuous() {
			t.Errorf("%s is called vacuous where nothing was judged", f.ID)
		}
	}
}

// Survivors without meaning are left out, each for its reason.
func TestWhatSaysNothingIsLeftOut(t *testing.T) {
	run := shop(t, `probes: {order: {path: /orders/1}, none: {path: /orders/0}, said: {path: /said}}
volatile: {json: [$.id]}
mutation:
  ignore:
    - {operators: slower, because: no promise about time}
    - {probe: order, json: $.lines, because: the lines are another suite's}
    - {headers: [content-type], operators: [header-*], because: clients do not read it}
    - {probe: none, json: $.lines, because: it is in no answer}
findings:
  order: {probe: order, control: none, unless: {status: [201, 204]}, expect: {status: 200, json: {$.state: open}}}
  said: {probe: said, expect: {status: 200, json: {$.state: open}}}
`)
	s := measured(t, run, mutate.Options{})
	if got := survivors(s); len(got) > 0 {
		t.Errorf("survived: %v", got)
	}
	for reason, least := range map[mutate.Reason]int{
		mutate.Volatile: 8, mutate.Unreported: 5, mutate.Additive: 10, mutate.Excused: 2, mutate.Explained: 20, mutate.OnlyControl: 5,
	} {
		if s.LeftOut[reason] < least {
			t.Errorf("%s: %d, want %d or more", reason, s.LeftOut[reason], least)
		}
	}
	var unneeded []string
	for _, e := range s.Explained {
		if e.Count == 0 {
			unneeded = append(unneeded, e.Because)
		}
	}
	if diff := cmp.Diff([]string{"it is in no answer"}, unneeded); diff != "" {
		t.Error(diff)
	}
}

// Captured values of a response are judged by the findings that use them.
func TestChainIsJudgedByWhoReadsIt(t *testing.T) {
	run := shop(t, `probes:
  order: {path: /orders/1, capture: {id: {json: $.id}}}
  next: {path: "/orders/${order.id}/next"}
findings:
  next: {probe: next, expect: {json: {$.after: "${order.id}"}}}
  order: {probe: order, expect: {json: {$.state: open}}}
`)
	s := measured(t, run, mutate.Options{})
	next := s.Findings[0]
	if next.Kills <= next.Own || next.Own == 0 {
		t.Errorf("next kills %d, %d of them of its own answer: it should notice another id too", next.Kills, next.Own)
	}
	i := slices.IndexFunc(s.Survivors, func(one *mutate.Survivor) bool { return one.At == "$.id" })
	if i < 0 {
		t.Fatalf("an order without an id leaves next undecided, and survives: %v", survivors(s))
	}
	if diff := cmp.Diff([]string{"next"}, s.Survivors[i].Undecided); diff != "" {
		t.Error(diff)
	}
	if strict := measured(t, run, mutate.Options{Strict: true}); slices.ContainsFunc(survivors(strict), func(one string) bool { return strings.HasPrefix(one, "order $.id: json-dropped") }) {
		t.Error("a strict run notices")
	}
}

// A finding that compares two responses judges the changes of both.
func TestComparedAnswersAreBothJudged(t *testing.T) {
	run := shop(t, `probes: {order: {path: /orders/1}, none: {path: /orders/0}}
findings:
  other: {probe: order, expect: {differs_from: {probe: none, in: [status]}}}
  none: {probe: none, expect: {json: {$: {type: object}}}}
`)
	if f := measured(t, run, mutate.Options{}).Findings[0]; f.Own != 1 || f.Kills != 2 {
		t.Errorf("it breaks on %d mutants of its own answer, want 1: both 404; and on %d of any, want 2: both 200", f.Own, f.Kills)
	}
}

// A finding that does not hold on the recorded responses shows nothing, and is listed separately.
func TestFindingsThatDoNotHoldAreLeftAside(t *testing.T) {
	run := shop(t, order+`findings:
  broken: {probe: order, expect: {status: 404}}
  holds: {probe: order, expect: {status: 200}}
`)
	s := measured(t, run, mutate.Options{})
	if len(s.Findings) != 1 || len(s.Unjudged) != 1 || s.Unjudged[0].Spec.ID != "broken" {
		t.Errorf("judged %d findings, left aside %+v", len(s.Findings), s.Unjudged)
	}
}

func TestEndOfTheContextEndsIt(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	run := recorded(t, 20, 6)
	s := mutate.Judge(ctx, run.Plan, run.Evidence, judged(run), mutate.Options{Progress: func(done, total int) {
		if done > total/4 {
			stop()
		}
	}})
	if !s.Interrupted || s.Total() == 0 || s.Total() == s.Possible {
		t.Errorf("interrupted %v, judged %d of %d", s.Interrupted, s.Total(), s.Possible)
	}
}

// A baseline is kept as a file; a suite below it is reported with its new survivors.
func TestFallBelowTheBaseline(t *testing.T) {
	strong := shop(t, order+"findings:\n  order: {probe: order, expect: {status: 200, json: {$.state: open}}}\n")
	weak := shop(t, order+"findings:\n  order: {probe: order, expect: {json: {$.state: open}}}\n")
	file := func(*mutate.Suite) string { return "shop.suite.yaml" }
	o := mutate.Options{Seed: 1}
	text, err := json.Marshal(mutate.NewBaseline(o, []*mutate.Suite{measured(t, strong, o)}, file))
	if err != nil {
		t.Fatal(err)
	}
	b, err := mutate.ReadBaseline(text)
	if err != nil {
		t.Fatal(err)
	}
	if falls, unknown, err := b.Compare(o, []*mutate.Suite{measured(t, strong, o)}, file); len(falls)+len(unknown) > 0 || err != nil {
		t.Errorf("the same suite: falls %v, unknown %v, %v", falls, unknown, err)
	}
	falls, _, err := b.Compare(o, []*mutate.Suite{measured(t, weak, o)}, file)
	if err != nil || len(falls) != 1 {
		t.Fatalf("falls %v, %v", falls, err)
	}
	want := []string{"order status status-class", "order status status-error", "order status status-neighbour"}
	if diff := cmp.Diff(want, falls[0].New); diff != "" {
		t.Error(diff)
	}
	if _, _, err := b.Compare(mutate.Options{Seed: 1, Sample: 10}, nil, file); err == nil {
		t.Error("a baseline of all mutants says nothing of a sample")
	}
}
