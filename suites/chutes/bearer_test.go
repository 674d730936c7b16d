package chutes_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// What a document cannot say is a spec of its own, beside it: the two claims
// below set the answers of two probes side by side in Go. The observations are
// those that the findings are judged by; nothing is sent twice.
var _ = Describe("a key as a bearer token and in X-API-Key", func() {
	It("is answered by different layers", func() {
		bearer, header := suites.Observation("bearer"), suites.Observation("x-api-key")

		Expect(bearer.Status).To(Equal(404))
		Expect(header.Status).To(Equal(429))
	})

	It("is told in words where the token is read", func() {
		body, err := suites.Observation("bearer").JSON()

		Expect(err).NotTo(HaveOccurred())
		Expect(body).To(HaveKeyWithValue("detail", "No matching chute found!"))
	})
})
