package cli

import (
	"os"
	"runtime"
)

// takeHalf has the process use half of the cores. Agents, and the server of one machine, mostly
// wait for the network while that machine has other work; of two cores, waking the second one costs
// them 10 % more CPU. GOMAXPROCS takes precedence if set.
func takeHalf() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(max(1, runtime.GOMAXPROCS(0)/2))
	}
}
