// The command recorded is about the servers of package llm and what is recorded of them:
//
//	recorded suites DIR            write the suites of every server into folders below DIR,
//	                               with their recordings; print server, port and pack
//	recorded runs DIR              judge the recordings and write the results into DIR; print
//	                               them as assay report --matrix takes them: NAME=FILE
//	recorded verdicts SERVER FILE  print the verdicts of a result of a server's packs, as
//	                               testdata/verdicts.txt lists them
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"assay/runner/internal/integration/llm"
	"assay/runner/internal/report"
)

const fixtures = "fixtures/llm"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "recorded:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "suites":
		return suites(args[1])
	case len(args) == 2 && args[0] == "runs":
		runs, err := llm.Runs(context.Background(), args[1], fixtures)
		if err != nil {
			return err
		}
		return printed(llm.WriteRuns(args[1], runs))
	case len(args) == 3 && args[0] == "verdicts":
		text, err := os.ReadFile(args[2])
		if err != nil {
			return err
		}
		r, err := report.Read(args[2], text)
		if err != nil {
			return err
		}
		return printed(llm.Verdicts(args[1], r), nil)
	}
	return errors.New("usage: recorded suites DIR | runs DIR | verdicts SERVER FILE")
}

func suites(dir string) error {
	for _, s := range llm.Servers {
		if err := s.Write(dir, fixtures); err != nil {
			return err
		}
		for _, pack := range s.Packs {
			fmt.Println(s.Name, s.Port, pack)
		}
	}
	return nil
}

func printed(lines []string, err error) error {
	for _, line := range lines {
		fmt.Println(line)
	}
	return err
}
