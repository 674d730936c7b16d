package chutes_test

import (
	"testing"

	_ "github.com/onsi/ginkgo/v2" // the ginkgo command looks for this import

	"assay/runner/spec"
)

var suites = spec.Documents("*.suite.yaml")

func TestChutes(t *testing.T) { spec.Run(t, suites) }
