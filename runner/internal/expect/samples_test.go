package expect_test

import (
	"strings"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// Of the failing samples the first is shown; two others, and the number of the rest, are named.
func TestHowManySamplesAreNamed(t *testing.T) {
	for want, statuses := range map[string][]int{
		"1 of 2 samples meets it":                                    {200, 500},
		"2 of 3 samples meet it":                                     {200, 500, 200},
		"0 of 2 samples meet it; likewise sample 2":                  {500, 500},
		"1 of 4 samples meets it; likewise samples 3 and 4":          {500, 200, 500, 500},
		"0 of 4 samples meet it; likewise samples 2, 3 and 1 more":   {500, 500, 500, 500},
		"2 of 8 samples meet it; likewise samples 4, 5 and 3 more":   {200, 200, 500, 500, 500, 500, 500, 500},
		"0 of 5 samples meet it; likewise samples 2, 3 and 2 more":   {500, 501, 502, 503, 504},
		"3 of 6 samples meet it; likewise samples 4 and 6":           {200, 500, 200, 500, 200, 500},
		"1 of 5 samples meets it; likewise samples 2, 3 and 1 more":  {500, 500, 500, 500, 200},
		"10 of 12 samples meet it; likewise sample 12":               {200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 500, 500},
		"0 of 10 samples meet it; likewise samples 2, 3 and 7 more":  {500, 500, 500, 500, 500, 500, 500, 500, 500, 500},
		"1 of 11 samples meets it; likewise samples 2, 3 and 7 more": {500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 200},
		"4 of 9 samples meet it; likewise samples 3, 5 and 2 more":   {500, 200, 500, 200, 500, 200, 500, 200, 500},
		"1 of 3 samples meets it; likewise sample 3":                 {500, 200, 500},
	} {
		result := compile(t, "status: 200").Judge(samples(statuses...), nil)
		if len(result.Failures) != 1 || result.Failures[0].Detail != want {
			t.Errorf("%v: %s, want %s", statuses, shown(result), want)
		}
	}
}

// A share is one of all samples. If too few meet it, the failing ones are shown; if too many do,
// those that meet it are named.
func TestShares(t *testing.T) {
	o := func() []int { return []int{200, 200, 200, 503, 500} }
	for text, want := range map[string]expect.Outcome{
		`">= 0.6": {status: 200}`: expect.Met, `">= 0.61": {status: 200}`: expect.Unmet, `"> 0.6": {status: 200}`: expect.Unmet, `"> 59%": {status: 200}`: expect.Met, `"<= 60%": {status: 200}`: expect.Met, `"< 60%": {status: 200}`: expect.Unmet, `"< 0.61": {status: 200}`: expect.Met,
		`"0.6": {status: 200}`: expect.Met, `"== 60%": {status: 200}`: expect.Met, `"0.4": {status: 200}`: expect.Met, `"0.7": {status: 200}`: expect.Unmet, `"== 40%": {status: 200}`: expect.Unmet, `"0": {status: 404}`: expect.Met, `"1": {status: {in: [200, 500, 503]}}`: expect.Met, `"<= 0.2": {status: 5xx}`: expect.Unmet, `"<= 0.4": {status: 5xx}`: expect.Met,
	} {
		if r := compile(t, "share: {"+text+"}").Judge(samples(o()...), nil); r.Outcome != want {
			t.Errorf("%s: outcome %d, want %d: %s", text, r.Outcome, want, shown(r))
		}
	}
}

// A share is known where it is the same whatever the samples are that could not be judged.
func TestSharesOfUnknownSamples(t *testing.T) {
	o := samples(200, 200, 500, 200)
	for _, i := range []int{2, 3} {
		o.Samples[i].Reported = &exchange.Reported{Headers: []string{"*"}}
	}
	for text, want := range map[string]expect.Outcome{
		"'>= 0.5'": expect.Met, "'>= 0.51'": expect.Unknown, "'>= 0.75'": expect.Unknown, "'>= 0.76'": expect.Unknown, "'1'": expect.Unknown, "'< 0.5'": expect.Unmet, "'<= 0.75'": expect.Unknown, "'<= 0.99'": expect.Unknown, "'<= 1'": expect.Met, "'== 0.5'": expect.Unknown, "'== 0.75'": expect.Unknown, "'== 0.25'": expect.Unmet, "'> 1'": expect.Unmet,
	} {
		r := compile(t, "share: {"+text+": {status: 200}}").Judge(o, nil)
		if r.Outcome != want || want == expect.Unknown && !strings.Contains(r.Unknowns[0], "2 of 4 samples meet it, 2 samples could not be told; sample 3: ") {
			t.Errorf("%s: %s, want outcome %d", text, shown(r), want)
		}
	}
	for text, problem := range map[string]string{"''": "", "1%": "ok", "'100%'": "ok", "'101%'": "", "'-0.1'": "", "1.1": "", "'0'": "ok", "'1'": "ok", "'=> 1'": "", "'>= x'": "", "'!= 1'": "", "'= 1'": "ok"} {
		if got := mistakes(t, "share: {"+text+": {status: 200}}"); (got == nil) != (problem == "ok") {
			t.Errorf("%s: %q", text, got)
		}
	}
	for want, text := range map[string]string{"samples 1 and 2": "< 0.5", "samples 1, 2 and 3": "< 0.6"} {
		o := samples(200, 200, 500, 500)
		if text == "< 0.6" {
			o = samples(200, 200, 200, 500)
		}
		if r := compile(t, "share: {'"+text+"': {status: 200}}").Judge(o, nil); len(r.Failures) != 1 || r.Failures[0].Detail != want {
			t.Errorf("%s: %s", text, shown(r))
		}
	}
	if r := compile(t, "share: {'< 0.1': {status: 200}}").Judge(samples(200, 200, 200, 200, 200), nil); len(r.Failures) != 1 || r.Failures[0].Detail != "samples 1, 2, 3 and 2 more" {
		t.Error(shown(r))
	}
	if r := compile(t, "share: {'1': {status: 200}}").Judge(samples(500, 500, 500, 500, 200), nil); len(r.Failures) != 1 || !strings.HasSuffix(r.Failures[0].Detail, "\n1 more sample likewise") {
		t.Error(shown(r))
	}
}
