package labelfilter_test

import (
	"fmt"
	"testing"

	"github.com/onsi/ginkgo/v2/types"

	"assay/runner/internal/labelfilter"
)

// filters are filters, and the errors of invalid ones.
var filters = []struct{ text, mistake string }{
	{"", ""},
	{"slow", ""},
	{" Slow ", ""},
	{"two words", ""},
	{"slow && !auth || v:2", ""},
	{"slow, auth && (v:1 || !/^v/)", ""},
	{"!!slow", ""},
	{"!(slow, auth)", ""},
	{"/^v:[12]$/", ""},
	{"/^v", ""},
	{"//", ""},
	{"v: isEmpty", ""},
	{"(v: isEmpty) && slow", ""},
	{"v: ISEMPTY {} || slow", ""},
	{"v: containsAny 2", ""},
	{"V: containsany {2, X} && !slow", ""},
	{"v: containsAll {1,2}", ""},
	{"!v: consistsOf {1, 2}", ""},
	{"v: consistsOf {1, 1}", ""},
	{"v: isSubsetOf {1, 2, x}", ""},
	{"v :1", ""},
	{"\t", ""},
	{"\xff\xfe", ""},
	{" ", "at byte 2: it ends where a label is expected"},
	{"slow &&", "at byte 8: it ends where a label is expected"},
	{"!", "at byte 2: it ends where a label is expected"},
	{"&& slow", "at byte 1: nothing stands before &&"},
	{"slow || || auth", "at byte 9: nothing stands before ||"},
	{", slow", "at byte 1: nothing stands before ,"},
	{"slow & auth", "at byte 6: write &&"},
	{"slow | auth", "at byte 6: write ||"},
	{"(slow", "at byte 1: no ) belongs to this ("},
	{"slow)", "at byte 5: no ( belongs to this )"},
	{"()", "at byte 2: nothing stands before )"},
	{"slow /v/", `at byte 6: write && or || before "/v/"`},
	{"slow !auth", `at byte 6: write && or || before "!auth"`},
	{"/(/", "at byte 1: error parsing regexp: missing closing ): `(`"},
	{": isEmpty", "at byte 1: nothing stands before the colon"},
	{"v:", "at byte 3: after a colon belongs a value, or a space and one of isEmpty, containsAny, containsAll, consistsOf, isSubsetOf"},
	{"v: has 1", `at byte 4: after a key and a colon belongs one of isEmpty, containsAny, containsAll, consistsOf, isSubsetOf, not "has"`},
	{"v: ", `at byte 4: after a key and a colon belongs one of isEmpty, containsAny, containsAll, consistsOf, isSubsetOf, not ""`},
	{"v: isEmpty 1", `at byte 12: isEmpty takes no value, not "1"`},
	{"v: containsAny", "at byte 15: containsAny wants a value, or several as in {a, b}"},
	{"v: containsAny /1/", "at byte 16: containsAny wants a value, or several as in {a, b}"},
	{"v: containsAny {1", "at byte 16: no } belongs to this {"},
	{"v: containsAny {1,}", `at byte 16: "" is no value of a label`},
	{"v: containsAny {a/b}", `at byte 16: "a/b" is no value of a label`},
	{"v containsAny 1", "at byte 1: a colon belongs before containsAny, as in key: containsAny"},
}

// labeled are the labels of the specs that are filtered.
var labeled = [][]string{
	nil, {"slow"}, {"auth", "SLOW"}, {"two words"}, {"v:1"}, {"v: 2", "auth"}, {"V:1", "v:2", "v:1"}, {"v:x", "slow"}, {""}, {"v:"},
	{"\uFFFD\uFFFD"},
}

func TestParse(t *testing.T) {
	for _, f := range filters {
		t.Run(f.text, func(t *testing.T) {
			_, err := labelfilter.Parse(f.text)
			if got := errorText(err); got != f.mistake {
				t.Errorf("got %s\nwant %s", got, f.mistake)
			}
			asGinkgo(t, f.text)
		})
	}
}

// FuzzParse holds that a filter is one for both, and selects the same.
func FuzzParse(f *testing.F) {
	for _, one := range filters {
		f.Add(one.text)
	}
	f.Fuzz(func(t *testing.T, text string) { asGinkgo(t, text) })
}

func asGinkgo(t *testing.T, text string) {
	t.Helper()
	want, wantErr := types.ParseLabelFilter(text)
	got, err := labelfilter.Parse(text)
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("%q: got error %v, Ginkgo has %v", text, err, wantErr)
	}
	if err != nil {
		return
	}
	for _, l := range labeled {
		if got(l) != want(l) {
			t.Errorf("%q of %q: got %t, Ginkgo says %t", text, l, got(l), want(l))
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return fmt.Sprint(err)
}
