// The command runs judges what is recorded of every server of package llm, writes
// the results into DIR and prints them as assay report --matrix takes them:
//
//	assay report --matrix $(go run ./runner/internal/integration/llm/runs DIR) --html providers.html
package main

import (
	"context"
	"fmt"
	"os"

	"assay/runner/internal/integration/llm"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: runs DIR")
		os.Exit(2)
	}
	runs, err := llm.WriteRuns(context.Background(), os.Args[1], "fixtures/llm")
	if err != nil {
		fmt.Fprintln(os.Stderr, "runs:", err)
		os.Exit(1)
	}
	for _, run := range runs {
		fmt.Println(run)
	}
}
