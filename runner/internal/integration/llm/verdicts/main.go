// The command verdicts prints the verdicts of a run of a server's packs, which assay
// run --json wrote to FILE, as testdata/verdicts.txt of package llm lists them:
//
//	go run ./runner/internal/integration/llm/verdicts SERVER FILE
package main

import (
	"fmt"
	"os"

	"assay/runner/internal/integration/llm"
	"assay/runner/internal/report"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: verdicts SERVER FILE")
		os.Exit(2)
	}
	text, err := os.ReadFile(os.Args[2])
	if err != nil {
		fail(err)
	}
	r, err := report.Read(os.Args[2], text)
	if err != nil {
		fail(err)
	}
	for _, line := range llm.Verdicts(os.Args[1], r) {
		fmt.Println(line)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "verdicts:", err)
	os.Exit(1)
}
