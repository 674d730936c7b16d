package contract_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const labeled = `
suite: The API
target: TARGET
probes:
  p1: {path: /p1}
  p2: {path: /p2}
  row: {path: "/${r}", matrix: {r: [a, b]}}
findings:
  free: {claim: One is right, probe: p1, expect: {status: 200}, labels: [auth]}
  paid: {claim: Two costs, probe: p2, expect: {status: 200}, labels: [auth, paid]}
  rows: {claim: Every row is right, probe: "row[*]", expect: {status: 200}, labels: [slow]}
checklist:
  look: {ask: Is it active?, where: the dashboard}
hypotheses:
  down: {claim: Nothing works, predicts: {p1: {status: 401}}}
`

const other = "suite: Other\ntarget: TARGET\nprobes: {p: {path: /other}}\nfindings: {f: {probe: p, claim: c, expect: {status: 200}, labels: [paid]}}\n"

// A label filter decides which findings have a subtest and what is sent, together with -run; a
// suite without a selected finding has no subtest.
func TestLabelFilter(t *testing.T) {
	api := newAPI(t)
	f := newFolder(t, at(labeled, api.URL), at(other, api.URL))
	for _, c := range []struct {
		filter, run string
		sent        []string
		tests       string
	}{
		{"!paid && !hypothesis", "", []string{"/p1", "/a", "/b"}, "The_API The_API/checklist The_API/checklist/look The_API/free The_API/rows The_API/rows/a The_API/rows/b"},
		{"PAID", "", []string{"/p2", "/other"}, "Other Other/f The_API The_API/paid"},
		{"auth", "/The_API/paid", []string{"/p2"}, "The_API The_API/paid"},
		{"auth", "/Other", nil, ""},
		{"hypothesis", "", nil, "The_API The_API/diagnosis The_API/diagnosis/down"},
		{"/sl.w/", "/The_API/rows/b", []string{"/b"}, "The_API The_API/rows The_API/rows/b"},
	} {
		t.Run(c.filter+c.run, func(t *testing.T) {
			want := map[string]int{}
			for _, path := range c.sent {
				want[path] = 1
			}
			r := f.run("-test.run=TestContracts"+c.run, "-mode=live", "-label-filter="+c.filter)
			if diff := cmp.Diff(want, api.sent()); diff != "" || r.exit != 0 {
				t.Errorf("exit %d, requests %s\n%s", r.exit, diff, r.output)
			}
			if got := strings.Join(sortedKeys(r.states()), " "); got != c.tests {
				t.Errorf("subtests %s, want %s\n%s", got, c.tests, r.output)
			}
		})
	}
}

// A filter that selects nothing is reported, and an invalid one fails before anything is sent, with
// the place.
func TestLabelFilterWrong(t *testing.T) {
	api := newAPI(t)
	f := newFolder(t, at(labeled, api.URL))
	for filter, want := range map[string]struct {
		exit int
		says string
	}{
		"piad":    {0, "assay: nothing was judged: none of 4 findings is selected\n"},
		"auth &&": {1, `-label-filter "auth &&": at byte 8: it ends where a label is expected` + "\n"},
	} {
		r := f.run("-test.run=Contracts", "-mode=live", "-label-filter="+filter)
		if len(api.sent()) > 0 || r.exit != want.exit || !strings.Contains(r.output, want.says) {
			t.Errorf("%s: exit %d, want %d and %q\n%s", filter, r.exit, want.exit, want.says, r.output)
		}
	}
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
