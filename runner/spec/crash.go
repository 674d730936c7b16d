package spec

import (
	"errors"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"assay/runner/internal/crash"
)

// guard, deferred around our own code that Ginkgo calls, masks its panics, because Ginkgo prints
// the value that a spec panics with. Panics of Ginkgo's own Fail and Skip pass unchanged.
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

// fail fails a spec, or the suite, with the error that prevented its verdict. It panics with an
// error of our own; see guard.
func (s *Suites) fail(err error) {
	ginkgo.GinkgoHelper()
	var c *crash.Crash
	if errors.As(err, &c) {
		panic(c)
	}
	ginkgo.Fail(s.session.Said(err))
}
