package chutes_test

import (
	"testing"

	"assay/runner/spec"
)

var suites = spec.Documents("*.suite.yaml")

func TestChutes(t *testing.T) { spec.Run(t, suites) }
