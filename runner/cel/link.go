package cel

import (
	"assay/runner/internal/expect"
	"assay/runner/internal/expect/cel"
)

func init() { expect.LinkCEL(cel.Compile) }
