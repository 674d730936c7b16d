package codings

import (
	"assay/runner/internal/observe/codings"
	"assay/runner/internal/observe/transport"
)

func init() { transport.LinkCodings(codings.Open) }
