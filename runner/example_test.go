package runner_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"assay/runner"
)

func ExampleRun() {
	result, err := runner.Run(context.Background(), runner.Options{
		Suites: []string{"../suites/examples/shop.suite.yaml"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range result.Findings {
		fmt.Println(f.Suite, f.ID, f.Outcome)
	}
	fmt.Println("exit status", result.ExitStatus())
	// Output:
	// Shop as-documented holds
	// Shop as-documented holds
	// Shop as-documented holds
	// Shop operation holds
	// Shop every-product holds
	// Shop missing-is-404 holds
	// exit status 0
}

// What is wrong with a suite or an option is an error, with its place and the next step, before
// anything is sent.
func ExampleRun_mistakes() {
	_, err := runner.Run(context.Background(), runner.Options{
		Suites: []string{"../suites/examples/shop.suite.yaml"},
		Vars:   map[string]string{"page": "2"},
	})
	var wrong *runner.SuiteError
	if errors.As(err, &wrong) {
		fmt.Println(wrong.Mistakes[0].Message)
	}
	_, err = runner.Run(context.Background(), runner.Options{
		Suites: []string{"../suites/examples/shop.suite.yaml"},
		Only:   []string{"pens"},
	})
	fmt.Println(err)
	// Output:
	// unknown var of the command line "page"
	// runner.Options.Only: "pens": no suite has such a probe
}

// A result is written as the command's reports are.
func ExampleResult_WriteText() {
	result, err := runner.Run(context.Background(), runner.Options{
		Suites: []string{"../suites/examples/shop.suite.yaml"},
		Focus:  []string{"missing"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	var text strings.Builder
	if err := result.WriteText(&text); err != nil {
		fmt.Println(err)
		return
	}
	suites, _, _ := strings.Cut(text.String(), "\n\n") // the last line has how long it took
	fmt.Println(suites)
	// Output:
	// Shop  ../suites/examples/shop.suite.yaml, replay, https://shop.example
	//   holds         missing is 404
	//   openapi   shop.openapi.yaml: 1 of 2 operations, 2 of 3 documented statuses
	//             seen; not seen: GET /products 200
}
