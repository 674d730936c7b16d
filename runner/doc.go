// Package runner judges suites from a program: it reads them, observes what their findings
// need, and gives the verdicts as a value.
//
//	result, err := runner.Run(ctx, runner.Options{
//		Suites: []string{"suites"},
//		Mode:   runner.Live,
//		Target: "https://staging.shop.example",
//	})
//	if err != nil {
//		return err // nothing was judged: a mistake in Options or in a suite
//	}
//	for _, f := range result.Findings {
//		if f.Outcome == runner.Broken {
//			log.Print(f.Text)
//		}
//	}
//	os.Exit(result.ExitStatus())
//
// Without a Mode answers come from the fixtures of the suites, and nothing is sent. Live
// asks the network, each probe at most once. Nothing is read of a person's environment but
// what suites declare there (see Options.Env) and the proxies, and nothing is written
// anywhere. Several runs may be under way at the same time.
//
// Secrets are taken out of everything in a Result and of the text of errors.
//
// Goals: a health check, a release tool or a test harness of one's own has the verdicts, the
// reports and the exit status of the command. Non-goals: to record fixtures, to compare with
// them, to keep a history; the command does (assay run --record, assay run --drift). So a
// cooldown that an earlier run met is not known here: limits.cooldown counts within the run.
// Tests have entry points of their own: packages spec and contract.
//
// A map of the files:
//
//	run.go     Run: options to a result
//	options.go Options, and what is wrong with them
//	result.go  Result, its findings and reports
//	errors.go  what a run may fail with
package runner
