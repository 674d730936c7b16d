package runner_test

import (
	"context"
	"fmt"

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
