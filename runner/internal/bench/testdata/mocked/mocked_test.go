// Package mocked is checks of recorded answers as a person writes them in Ginkgo: what a suite as
// Ginkgo specs is measured against.
package mocked

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"testing"

	"github.com/jarcoal/httpmock"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

const url = "http://127.0.0.1:1/fast?check=c"

var client = &http.Client{Transport: httpmock.NewMockTransport()}

func TestMocked(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "mocked")
}

// In containers of 100: Ginkgo takes time that is quadratic in the specs of one.
var _ = func() bool {
	answers := client.Transport.(*httpmock.MockTransport)
	answer := httpmock.NewStringResponder(http.StatusOK, os.Getenv("BENCH_ANSWER")).
		HeaderSet(http.Header{"Content-Type": {"application/json"}, "X-Bench": {"yes"}})
	n, _ := strconv.Atoi(os.Getenv("BENCH_CHECKS"))
	for from := 0; from < n; from += 100 {
		Describe(fmt.Sprint("from ", from), func() {
			for i := from; i < min(n, from+100); i++ {
				answers.RegisterResponder(http.MethodGet, url+strconv.Itoa(i), answer)
				It(fmt.Sprint("holds ", i), func() { holds(url + strconv.Itoa(i)) })
			}
		})
	}
	return true
}()

func holds(url string) {
	response, err := client.Get(url)
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
