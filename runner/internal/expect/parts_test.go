package expect_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// part formats a condition in one line: its outcome, its failures, its text.
func part(p expect.Part) string {
	return fmt.Sprintf("%s %d %s", []string{"met", "unmet", "unknown"}[p.Outcome], len(p.Failures), p.Text)
}

func TestPartsJudgeEveryConditionByItself(t *testing.T) {
	for name, c := range map[string]struct {
		expectation string
		answer      *exchange.Observation
		want        []string
	}{
		"keys, headers and paths": {
			`{status: 404, headers: {Content-Type: present, Retry-After: present}, json: {$.a: 1, $.b: 2}}`,
			jsonAnswer(404, `{"a": 1, "b": 3}`),
			[]string{"met 0 status 404", "met 0 header Content-Type present", "unmet 1 header Retry-After present", "met 0 json $.a 1 (number)", "unmet 1 json $.b 2 (number)"},
		},
		"a body that is no JSON is told once": {
			`{json: {$.a: 1, $.b: 2}}`, jsonAnswer(200, `<html>`),
			[]string{"unmet 1 json $.a 1 (number), json $.b 2 (number)"},
		},
		"no answer": {
			`{status: 200, error: timeout}`, &exchange.Observation{Failure: &exchange.Failure{Kind: exchange.Refused}},
			[]string{"unknown 0 status 200", "unmet 1 error timeout"},
		},
		"alternatives of a source": {
			`{status: {in: [401, 429]}, headers: {X: present}}`,
			&exchange.Observation{Status: 429, Reported: &exchange.Reported{StatusAny: []int{401, 429}}},
			[]string{"met 0 status 401 or 429", "unknown 0 header X present"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, p := range compile(t, c.expectation).Parts(c.answer, nil) {
				got = append(got, part(p))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
