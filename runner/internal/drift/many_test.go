package drift_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/drift"
	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
)

// A source that reported statuses may have reported one.
func TestOneReportedStatus(t *testing.T) {
	rules := drift.NewRules(&exchange.Volatile{})
	for now, want := range map[int]list{
		404: nil, 500: {"breaking status: 404 → 500 (the rest of the answer was not compared)"},
	} {
		was := &exchange.Observation{Reported: &exchange.Reported{Status: true, StatusAny: []int{404}}}
		if diff := cmp.Diff(want, told(rules.Compare(was, &exchange.Observation{Status: now}, drift.About{}))); diff != "" {
			t.Errorf("%d (-want +got):\n%s", now, diff)
		}
	}
}

// What has no answer now is compared with a failure that was recorded, and nothing else; a token
// is fetched and not compared.
func TestWhatADriftCompares(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"access_token": "t", "token_type": "Bearer"}`)
			return
		}
		panic(http.ErrAbortHandler)
	}))
	defer server.Close()
	j := judged(t, "suite: W\nfixtures: w.fixture\nrequest: {auth: {oauth2: {token_url: /token, client: c, secret: invented}}}\n"+
		"probes: {failed: {path: /a}, answered: {path: /b}, new: {path: /c}}\nfindings: {f: {probe: [failed, answered, new], expect: {status: 200}}}\n",
		"### failed\nGET http://api.example/a\nAuthorization: Bearer ${oauth2.access_token}\n\n### failed response\n# error: reset recorded\n\n"+
			"### answered\nGET http://api.example/b\nAuthorization: Bearer ${oauth2.access_token}\n\n### answered response\nHTTP/1.1 200 OK\n", server)
	r, err := drift.Of(context.Background(), j, nil, engine.Replay)
	if err != nil {
		t.Fatal(err)
	}
	var not list
	for _, u := range r.Uncompared {
		not = append(not, u.Probe+": "+strings.SplitAfter(u.Why, ")")[0])
	}
	if diff := cmp.Diff(list{"answered: no answer (reset)", "new: no answer (reset)"}, not); diff != "" || r.Compared != 1 || len(r.Changes) != 0 {
		t.Errorf("%d compared, %v, not compared (-want +got):\n%s", r.Compared, r.Changes, diff)
	}
}

// A list of many values is as itself, however its items are written, and another is another.
func TestListsOfManyValues(t *testing.T) {
	items := func(n int, sep, last string) string {
		var all list
		for i := range n - 1 {
			all = append(all, fmt.Sprint(i))
		}
		return "[" + strings.Join(append(all, last), sep) + "]"
	}
	for _, n := range []int{1, 31, 32, 33, 34, 100} {
		for _, c := range []struct {
			name, was, now string
			want           list
		}{
			{"the same", items(n, ",", "-1"), items(n, ", ", "-1"), nil},
			{"another last item", items(n, ",", "-1"), items(n, ", ", "-2"), list{fmt.Sprintf("value $.items: %s → other items", plural(n, "item"))}},
			{"one more item", items(n, ",", "-1"), items(n+1, ", ", "-1"), list{fmt.Sprintf("value $.items: %s → %s", plural(n, "item"), plural(n+1, "item"))}},
		} {
			was, now := ok(`{"v": 1, "items": `+c.was+`}`), ok(`{"v": 2, "items": `+c.now+`}`)
			got := told(drift.NewRules(&exchange.Volatile{}).Compare(answers(t, was), answers(t, now), drift.About{}))
			if diff := cmp.Diff(append(c.want, "value $.v: 1 (number) → 2 (number)"), got); diff != "" {
				t.Errorf("%s of %d (-want +got):\n%s", c.name, n, diff)
			}
		}
	}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// A value that differs in every one of many samples is not reported when it differs again.
func TestManySamplesOfAnID(t *testing.T) {
	var samples list
	for i := range 33 {
		samples = append(samples, ok(fmt.Sprintf(`{"id": %d}`, i)))
	}
	compare := func(n int) list {
		return told(drift.NewRules(&exchange.Volatile{}).Compare(answers(t, samples[:n]...), answers(t, ok(`{"id": 99}`)), drift.About{}))
	}
	if diff := cmp.Diff(list{`volatile $.id: "0", "1", "2", "3", "4", 27 more → "99" (it varies among the recorded samples)`}, compare(32)); diff != "" {
		t.Errorf("32 samples (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(list{`volatile $.id: "0", "1", "2", "3", "4" → "99" (it varies among the recorded samples)`}, compare(5)); diff != "" {
		t.Errorf("5 samples (-want +got):\n%s", diff)
	}
	if got := compare(33); got != nil {
		t.Errorf("33 samples: %v", got)
	}
}

// What was learned to vary, as the fixture keeps it, is volatile.
func TestLearnedPathsOfAFixture(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"a": 2, "b": 2}`) }))
	defer server.Close()
	for varies, want := range map[string]list{
		"":                     {"value $.a: 1 (number) → 2 (number)", "value $.b: 1 (number) → 2 (number)"},
		"# varies: $.a\n":      {"value $.b: 1 (number) → 2 (number)", "volatile $.a: 1 (number) → 2 (number) (it varied between recordings)"},
		"# varies: $.a, $.b\n": {"volatile $.a: 1 (number) → 2 (number) (it varied between recordings)", "volatile $.b: 1 (number) → 2 (number) (it varied between recordings)"},
	} {
		before := "### p\n" + varies + "GET http://api.example/p\n\n### p response\nHTTP/1.1 200 OK\n\n{\"a\": 1, \"b\": 1}\n"
		j := judged(t, "suite: W\nfixtures: w.fixture\nprobes: {p: {path: /p}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n", before, server)
		r, err := drift.Of(context.Background(), j, nil, engine.Replay)
		if err != nil {
			t.Fatal(err)
		}
		var got list
		for _, line := range told(r.Changes) {
			if strings.Contains(line, "$.") {
				got = append(got, line)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", varies, diff)
		}
	}
}
