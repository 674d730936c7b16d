package expect_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// others is a world of the observations of these probes.
func others(all map[string]*exchange.Observation) *expect.World {
	return &expect.World{Observation: func(id string) *exchange.Observation { return all[id] }}
}

// An expression reads the parts of other probes' responses; one that is not known, or of which
// the part that it reads is not, leaves the outcome unknown.
func TestCELReadsOtherProbes(t *testing.T) {
	login := jsonAnswer(201, `{"id": 7}`)
	login.Header = append(login.Header, exchange.Field{Name: "X-Req", Value: "abc"}, exchange.Field{Name: "x-req", Value: "def"})
	login.Duration = 50 * time.Millisecond
	told := jsonAnswer(200, `{"id": 7}`)
	told.Reported = &exchange.Reported{Status: true, Headers: []string{"x-req"}}
	w := others(map[string]*exchange.Observation{
		"login": login, "told": told,
		"down":  {Failure: &exchange.Failure{Kind: exchange.Refused, Message: "no"}},
		"gone":  {Missing: exchange.Missing{Kind: exchange.NeverRecorded, Detail: "never recorded"}},
		"later": {Missing: exchange.Missing{Kind: exchange.NeedsAnswer, Probe: "login", Detail: "needs login"}},
	})
	for text, want := range map[string]struct {
		outcome expect.Outcome
		why     string // the detail of the failure, or the reason
		missing exchange.Missing
	}{
		`answers["login"].status == 201`:                                    {expect.Met, "", exchange.Missing{}},
		`answers["login"].status == 200`:                                    {expect.Unmet, `answers["login"].status = 201`, exchange.Missing{}},
		`answers["login"].headers["x-REQ"] == "abc, def"`:                   {expect.Met, "", exchange.Missing{}},
		`answers["login"].headers["x-req"] == "ab"`:                         {expect.Unmet, `answers["login"].headers = Content-Type, X-Req, x-req`, exchange.Missing{}},
		`answers["login"].json.id == json.id`:                               {expect.Met, "", exchange.Missing{}},
		`answers["login"].json.id + 1 == json.id`:                           {expect.Unmet, "json = {\"id\":7}\nanswers[\"login\"].json = {\"id\":7}", exchange.Missing{}},
		`answers["login"].duration < duration("51ms")`:                      {expect.Met, "", exchange.Missing{}},
		`answers["login"].duration > duration("1s")`:                        {expect.Unmet, `answers["login"].duration = 50ms`, exchange.Missing{}},
		`answers["login"].status == answers["told"].status`:                 {expect.Unmet, "answers[\"login\"].status = 201\nanswers[\"told\"].status = 200", exchange.Missing{}},
		`answers["login"].status == 200 && answers["login"].json.id == 1`:   {expect.Unmet, "answers[\"login\"].status = 201\nanswers[\"login\"].json = {\"id\":7}", exchange.Missing{}},
		`answers["nobody"].status == 200`:                                   {expect.Unknown, "nobody was not observed", exchange.Missing{Kind: exchange.NotObserved, Probe: "nobody"}},
		`answers["down"].status == 200`:                                     {expect.Unknown, "down got no answer (refused): no", exchange.Missing{Kind: exchange.NeedsAnswer, Probe: "down"}},
		`answers["gone"].status == 200`:                                     {expect.Unknown, "gone was not observed: never recorded", exchange.Missing{Kind: exchange.NeverRecorded, Probe: "gone", Detail: "never recorded"}},
		`answers["later"].status == 200`:                                    {expect.Unknown, "later was not observed: needs login", exchange.Missing{Kind: exchange.NeedsAnswer, Probe: "login", Detail: "needs login"}},
		`answers["told"].status == 200`:                                     {expect.Met, "", exchange.Missing{}},
		`answers["told"].json.id == 7`:                                      {expect.Unknown, "told: the source did not report the body", exchange.Missing{}},
		`answers["told"].headers["x-req"] == "a"`:                           {expect.Unknown, "told: the source did not report all headers", exchange.Missing{}},
		`answers["told"].duration > duration("1s")`:                         {expect.Unknown, "told: the source did not report the timing", exchange.Missing{}},
		`answers["login"].status == 201 && answers["nobody"].status == 200`: {expect.Unknown, "nobody was not observed", exchange.Missing{Kind: exchange.NotObserved, Probe: "nobody"}},
	} {
		r := compile(t, "cel: '"+text+"'").Judge(jsonAnswer(200, `{"id": 7}`), w)
		why := strings.TrimPrefix(strings.Join(r.Unknowns, "; "), "cel "+text+": ")
		for _, f := range r.Failures {
			why += f.Detail
		}
		if r.Outcome != want.outcome || why != want.why || r.Missing != want.missing {
			t.Errorf("%s: outcome %d, %q, %+v; want %d, %q, %+v", text, r.Outcome, why, r.Missing, want.outcome, want.why, want.missing)
		}
	}
}

// What is not known of a probe keeps no other expression from being judged.
func TestCELOfOneUnknownProbe(t *testing.T) {
	r := compile(t, `cel: ['answers["nobody"].status == 200', 'status == 404']`).Judge(jsonAnswer(200, "{}"), others(nil))
	if r.Outcome != expect.Unmet || len(r.Failures) != 1 || len(r.Unknowns) != 1 {
		t.Errorf("got %s", shown(r))
	}
}

// The probes are named by literals, each once for an expression.
func TestProbesThatCELNames(t *testing.T) {
	var got []string
	for _, p := range compile(t, `cel: ['answers["a"].status == answers["b"].status && answers["a"].json == 1', 'json["a"].status == 1', 'answers["a"].status == 1']`).Probes() {
		got = append(got, p.ID+" "+p.Key+" "+p.At.String())
	}
	if diff := cmp.Diff([]string{"a cel test.yaml:1:7", "b cel test.yaml:1:7", "a cel test.yaml:1:104"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	const unknown, by = "cel: answers[…].body: unknown part of a response", "cel: answers is read by the id of a probe in quotes and a part of its response"
	for text, want := range map[string][]string{
		`answers["a"].body == ""`:                                     {unknown},
		`answers["a"].status == 1 || answers["a"].body == ""`:         {unknown},
		`size(answers) == 1`:                                          {by},
		`answers["a"]["status"] == 1`:                                 {by},
		`answers[answers["a"].json].status == 1`:                      {by},
		`answers[string(status)].status == 1`:                         {by},
		`answers.a.status == 1`:                                       {by},
		`answers["a"].status == 1 && "a" in answers`:                  {by},
		`answers["a"].status == 1 && answers["a"].headers["b"] == ""`: nil,
	} {
		if diff := cmp.Diff(want, mistakes(t, "cel: '"+text+"'")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

// What is masked in another probe's response is unknown, as in the response itself.
func TestCELReadsMaskedProbes(t *testing.T) {
	t.Parallel()
	login := jsonAnswer(200, `{"t": "${redacted:access_token}", "list": [{"k": "${api_key}"}], "n": 1}`)
	login.Header = append(login.Header, exchange.Field{Name: "X-Key", Value: "${api_key}"}, exchange.Field{Name: "X-Req", Value: "abc"})
	plain := jsonAnswer(200, `{"n": 1}`)
	w := others(map[string]*exchange.Observation{"login": login, "plain": plain})
	o := jsonAnswer(200, `{"t": "${redacted:access_token}", "n": 1}`)
	for text, want := range map[string]expect.Outcome{
		`answers["login"].json.n == 1`:                                expect.Met,
		`answers["login"].json.n == json.n`:                           expect.Met,
		`answers["plain"].json.n == json.n`:                           expect.Met,
		`answers["login"].json.n == 2`:                                expect.Unmet,
		`answers["login"].json.t == "x"`:                              expect.Unknown,
		`answers["login"].json.t != "x"`:                              expect.Unknown,
		`answers["login"].json.list[0].k == "x"`:                      expect.Unknown,
		`size(answers["login"].json.list) == 1`:                       expect.Met,
		`answers["login"].json.list[0].k == "${api_key}"`:             expect.Met,
		`answers["login"].json.list[0].k == "${other}"`:               expect.Unmet,
		`answers["login"].headers["x-key"] == "abc"`:                  expect.Unknown,
		`answers["login"].headers["x-key"] == "${api_key}"`:           expect.Met,
		`answers["login"].headers["x-req"] == "abc"`:                  expect.Met,
		`answers["login"].status == 200 && "x-key" in headers`:        expect.Unmet,
		`json.t == answers["plain"].json.t`:                           expect.Unknown,
		`body.contains("sk-") || answers["login"].json.n == 1`:        expect.Met,
		`body.contains("sk-") || answers["login"].json.n == 2`:        expect.Unknown,
		`!body.contains("sk-") && answers["login"].json.n == json.n`:  expect.Unknown,
		`(body.contains("sk-") || json.n == 1) && json.n == 1`:        expect.Met,
		`(body == "x" || json.n == 1) && json.t == "x"`:               expect.Unknown,
		`(body == "x" || status == 200) && answers["login"].json.n>0`: expect.Met,
	} {
		if r := maskedExpectation(t, "cel: '"+text+"'").Judge(o, w); r.Outcome != want {
			t.Errorf("%s: outcome %d, want %d: %s", text, r.Outcome, want, shown(r))
		}
	}
}
