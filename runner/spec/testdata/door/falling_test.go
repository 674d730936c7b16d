package door_test

import (
	"crypto/rand"
	"fmt"
	"os"

	. "github.com/onsi/ginkgo/v2"
)

// falling panics in the place of random bytes. What needs some is our own code, so
// that this is a mistake of its own as Ginkgo sees it.
type falling struct{ what string }

func (f falling) Read([]byte) (int, error) { panic(fmt.Errorf("no bytes for %s", f.what)) }

func init() {
	if what := os.Getenv("DOOR_FALLS"); what != "" {
		rand.Reader = falling{what}
	}
	if os.Getenv("DOOR_PANICS") != "" {
		Describe("panics", func() {
			It("panics with what it sees", func() {
				o := suites.Observation("p1")
				GinkgoWriter.Println("sent", o.Request.URL)
				panic(fmt.Sprintf("%s %v %s", o.Request.URL, o.Header, o.Body))
			})
		})
	}
}
