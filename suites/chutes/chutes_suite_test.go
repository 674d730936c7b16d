package chutes_test

import (
	"testing"

	_ "github.com/onsi/ginkgo/v2" // the ginkgo command looks for this import

	_ "assay/runner/history" // for cooldown: and checklist:
	"assay/runner/spec"
)

var suites = spec.Documents("*.suite.yaml")

func TestChutes(t *testing.T) { spec.Run(t, suites) }
