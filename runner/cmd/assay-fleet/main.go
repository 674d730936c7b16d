// Command assay-fleet is assay with the client and the server of fleets: agents in several networks
// that send the probes of a run.
//
// Command assay starts it for `assay fleet`, `assay agent` and `assay run --fleet`, and has none of
// it itself, so that it starts as fast as without. Both take the same arguments.
package main

import (
	"os"

	"assay/runner/internal/cli"
	"assay/runner/internal/fleet/link"
)

// version is set when a release is built: -ldflags "-X main.version=1.2.3".
var version string

func main() { os.Exit(cli.Main(version, link.Client{})) }
