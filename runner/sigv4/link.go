package sigv4

import (
	"assay/runner/internal/observe/sigv4"
	"assay/runner/internal/observe/transport"
)

func init() { transport.LinkSigV4(sigv4.Sign) }
