package chutes_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"assay/runner/match"
)

// What a document cannot say is a spec of its own, beside it. The observations
// are those that the findings are judged by; nothing is sent twice.
var _ = Describe("a key as a bearer token and in X-API-Key", func() {
	It("is answered by different layers", func() {
		bearer, header := suites.Observation("bearer"), suites.Observation("x-api-key")

		Expect(bearer).To(match.HaveStatus(404))
		Expect(header).To(match.HaveStatus(429))
		Expect(bearer.Status).NotTo(Equal(header.Status))
	})

	It("is told in words where the token is read", func() {
		Expect(suites.Observation("bearer")).To(match.HaveJSON("$.detail", "No matching chute found!"))
	})
})
