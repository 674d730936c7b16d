package runner

import (
	"context"
	"errors"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
	"assay/runner/internal/secret/redact"
)

// Run reads the suites, observes what the selected findings need, and judges them. A broken finding
// is not an error, nor is the end of ctx: then [Result.Interrupted] is true, and findings without a
// response are inconclusive.
//
// A program whose suites use CEL imports assay/runner/cel, XPath assay/runner/xpath, one that signs
// requests for AWS assay/runner/sigv4, one that is to read bodies in br or zstd
// assay/runner/codings, all as _.
//
// Errors are a [*UsageError], a [*SuiteError] or an [*InternalError].
func Run(ctx context.Context, o Options) (*Result, error) {
	var masks redact.Masks
	var result *Result
	err := crash.Try(func() error {
		var err error
		result, err = run(ctx, &o, &masks)
		return err
	})
	var c *crash.Crash
	if errors.As(err, &c) {
		return result, internalError(c, &masks)
	}
	return result, err
}

func run(ctx context.Context, o *Options, masks *redact.Masks) (*Result, error) {
	started := time.Now()
	if wrong := o.check(); wrong != nil {
		return nil, wrong
	}
	selected, wrong := o.selection()
	if wrong != nil {
		return nil, wrong
	}
	opts := o.engine(masks)
	documents, err := engine.Open(o.Suites, opts)
	if err != nil {
		return nil, suiteError(err)
	}
	if name := selected.UnknownProbe(documents); name != "" {
		return nil, usage("Only", "%q: no suite has such a probe", name)
	}
	runs, notRun, err := engine.Judge(ctx, selected.Tasks(documents), opts)
	if err != nil && len(runs) == 0 {
		return nil, err
	}
	made := report.Of(report.Options{
		Mode: string(opts.Mode), Tool: "assay " + pipeline.Version, Strict: o.Strict,
		Started: started, Duration: time.Since(started),
	}, runs)
	made.NotRun, made.NotSelected = notRun, selected.LeftOut(documents)
	made.Interrupted = err != nil || ctx.Err() != nil
	made.FailedFast = notRun > 0 && !made.Interrupted
	warnings := made.Untold(documents, o.selecting())
	for i := range warnings {
		warnings[i] = masks.String(warnings[i])
	}
	return resultOf(made, warnings), err
}
