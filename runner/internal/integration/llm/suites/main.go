// The command suites writes the suites of every server of package llm into folders
// below DIR, with what was recorded of them:
//
//	go run ./runner/internal/integration/llm/suites DIR
package main

import (
	"fmt"
	"os"

	"assay/runner/internal/integration/llm"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: suites DIR")
		os.Exit(2)
	}
	for _, s := range llm.Servers {
		if err := s.Write(os.Args[1], "fixtures/llm"); err != nil {
			fmt.Fprintln(os.Stderr, "suites:", err)
			os.Exit(1)
		}
		for _, pack := range s.Packs {
			fmt.Println(s.Name, pack)
		}
	}
}
