// Package byhand is one live check as a person writes it in Ginkgo: what a suite is
// measured against.
package byhand

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestByHand(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "by hand")
}

var _ = It("holds", func() {
	response, err := http.Get(os.Getenv("BENCH_URL"))
	Expect(err).NotTo(HaveOccurred())
	defer response.Body.Close()
	Expect(response).To(HaveHTTPStatus(http.StatusOK))
	Expect(response).To(HaveHTTPHeaderWithValue("X-Bench", "yes"))
	body, err := io.ReadAll(response.Body)
	Expect(err).NotTo(HaveOccurred())
	var got map[string]any
	Expect(json.Unmarshal(body, &got)).To(Succeed())
	Expect(got).To(HaveKeyWithValue("name", "bench"))
})
