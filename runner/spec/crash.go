package spec

import (
	"errors"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"assay/runner/internal/crash"
)

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
	panic(s.session.Crashed(crash.Of(v)))
}

// fail fails a spec, or the suite, for what kept it from being judged. A mistake of our
// own is a panic; see guard.
func (s *Suites) fail(err error) {
	ginkgo.GinkgoHelper()
	var c *crash.Crash
	if errors.As(err, &c) {
		panic(c)
	}
	ginkgo.Fail(s.session.Said(err))
}
