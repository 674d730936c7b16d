package spec

import (
	"errors"

	"github.com/onsi/ginkgo/v2/types"

	"assay/runner/internal/crash"
	"assay/runner/internal/engine"
	"assay/runner/internal/secret/redact"
)

// shapes masks what mistakes quote of documents and flags.
var shapes redact.Masks

// guard, deferred around our own code that Ginkgo calls, hands Ginkgo a panic of it
// masked: Ginkgo prints what a spec panicked with. What Ginkgo's own Fail and Skip
// panic with goes on as it is.
func (s *Suites) guard() {
	v := recover()
	if v == nil {
		return
	}
	if _, own := v.(types.GinkgoError); own {
		panic(v)
	}
	panic(s.crashed(crash.Of(v)))
}

// crashed is what is told of a mistake of assay itself.
func (s *Suites) crashed(c *crash.Crash) string {
	return "assay: " + c.Masked(s.masks.String).Text("assay "+engine.Version+", by way of Ginkgo")
}

// again panics with a mistake of our own that came as an error; see guard.
func again(err error) {
	var c *crash.Crash
	if errors.As(err, &c) {
		panic(c)
	}
}
