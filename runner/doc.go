// Package runner judges suites from a program: it reads them, observes what their findings
// need, and gives the verdicts as a value.
//
//	result, err := runner.Run(ctx, runner.Options{
//		Suites: []string{"suites"},
//		Mode:   runner.Live,
//		Target: "https://staging.shop.example",
//	})
//	if err != nil {
//		return err // nothing was judged: an error in Options or in a suite
//	}
//	for _, f := range result.Findings {
//		if f.Outcome == runner.Broken {
//			log.Print(f.Text)
//		}
//	}
//	os.Exit(result.ExitStatus())
//
// Without a Mode, responses come from the fixtures of the suites, and nothing is sent. Live uses
// the network and sends each probe at most once. Run reads only those environment variables that
// suites declare (see Options.Env) and those that name proxies, and writes no files. Several runs
// may be under way at the same time.
//
// Secrets are masked in everything in a Result and in the text of errors.
//
// Goals: a health check, a release tool or a test harness gets the verdicts, the reports and the
// exit status of the command. Non-goals: recording fixtures, comparing with them, keeping a
// history; the command does these (assay run --record, assay run --drift). So cooldowns of earlier
// runs are unknown here: limits.cooldown applies within the run. Tests have their own entry points:
// packages spec and contract.
//
// A map of the files:
//
//	run.go     Run: options to a result
//	options.go Options, and how they are checked
//	result.go  Result, its findings and reports
//	errors.go  the errors of a run
package runner
