package door_test

import (
	"os"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	_ "assay/runner/history"
	"assay/runner/spec"
)

var suites = spec.Documents("*.suite.yaml")

func TestDoor(t *testing.T) { spec.Run(t, suites) }

var _ = BeforeEach(func() {
	if os.Getenv("DOOR_BY_HAND") == "" && CurrentSpecReport().FullText() != "" && CurrentSpecReport().ContainerHierarchyTexts[0] == "by hand" {
		Skip("not asked for")
	}
})

var _ = Describe("by hand", func() {
	for range 4 {
		It("sees a probe that no finding names", func() {
			Expect(suites.Observation("by-hand").Status).To(Equal(200))
		})
		It("sees a probe that findings name", func() {
			Expect(suites.Observation("p1").Status).To(Equal(200))
		})
		It("sees what depends on another probe", func() {
			o := suites.Observation("chained")
			Expect(o.Status).To(Equal(200))
			Expect(string(o.Body)).To(ContainSubstring("/chained"))
		})
	}
	It("misspells a probe", Label("mistyped"), func() { suites.Observation("by-hnad") })
})
