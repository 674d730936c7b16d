package match_test

import (
	"fmt"

	"github.com/onsi/gomega"

	"assay/runner/internal/exchange"
	"assay/runner/match"
)

// documents replaces the value of spec.Documents in a test package: the observations of probes.
type documents map[string]*exchange.Observation

// Observation returns the observation of a probe.
func (d documents) Observation(probe string) *exchange.Observation { return d[probe] }

var suites = documents{"bearer": {
	Status: 404, Body: []byte(`{"detail": "No matching chute found!"}`),
	Header: exchange.Header{{Name: "Content-Type", Value: "application/json"}, {Name: "Retry-After", Value: "120"}},
}}

// In a hand-written spec, suites is the value of spec.Documents or contract.Documents.
func Example() {
	// Expect of Gomega, which a spec gets by a dot import.
	Expect := gomega.NewGomega(func(message string, _ ...int) { fmt.Println(message) }).Expect

	answer := suites.Observation("bearer")
	Expect(answer).To(match.HaveStatus("4xx"))
	Expect(answer).To(match.HaveJSON("$.detail", map[string]any{"starts_with": "No matching"}))
	Expect(answer).To(match.Meet(`{status: 404, json: {$.detail: {type: string}}}`))
	Expect(answer).To(match.HaveHeader("Retry-After", map[string]any{"le": 60}))
	// Output:
	// Expected the observation to meet header Retry-After at most 60
	//   header Retry-After
	//     expected: at most 60
	//     actual:   "120"
}
