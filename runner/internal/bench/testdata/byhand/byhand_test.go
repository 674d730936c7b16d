// Package byhand is live checks as a person writes them in Ginkgo: what a suite is measured against.
package byhand

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestByHand(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "by hand")
}

// In containers of 100: Ginkgo takes time that is quadratic in the specs of one.
var _ = func() bool {
	n, _ := strconv.Atoi(os.Getenv("BENCH_CHECKS"))
	for from := 0; from < n; from += 100 {
		Describe(fmt.Sprint("from ", from), func() {
			for i := range min(100, n-from) {
				It(fmt.Sprint("holds ", from+i), holds)
			}
		})
	}
	return true
}()

func holds() {
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
}
