package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path"
	"path/filepath"
	"strings"

	_ "assay/runner/cel" // Hurl's isInteger and isFloat are imported as CEL
	_ "assay/runner/xpath"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := compareAll(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	tools   map[string]string // by format
	assay   string
	only    string
	keep    string
	verbose bool
}

func compareAll(ctx context.Context, args []string, out io.Writer) error {
	o := options{tools: map[string]string{}}
	flags := flag.NewFlagSet("peers", flag.ContinueOnError)
	flags.Func("tool", "the tool of a format, as `FORMAT=PATH`; may be repeated", func(s string) error {
		name, at, ok := strings.Cut(s, "=")
		if !ok {
			return errors.New("it has no =")
		}
		o.tools[name] = at
		return nil
	})
	flags.StringVar(&o.assay, "assay", "assay", "the assay `binary`")
	flags.StringVar(&o.only, "only", "*", "compare only the constructs whose name matches this `glob`, or grid: each word about each type")
	flags.StringVar(&o.keep, "keep", "", "write the files into this `folder` and leave them there")
	flags.BoolVar(&o.verbose, "v", false, "show what both printed of each construct that differs")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if o.keep == "" {
		dir, err := os.MkdirTemp("", "peers-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		o.keep = dir
	}
	var err error
	if o.keep, err = filepath.Abs(o.keep); err != nil {
		return err
	}
	if err := os.MkdirAll(o.keep, 0o755); err != nil {
		return err
	}
	s, err := newServer()
	if err != nil {
		return err
	}
	defer s.Close()
	differs := false
	for _, f := range formats {
		if o.tools[f.name] == "" {
			continue
		}
		ok, err := o.compare(ctx, f, s, out)
		if err != nil {
			return err
		}
		differs = differs || !ok
	}
	if differs {
		return errors.New("a construct means something else here, and the import does not say so")
	}
	return nil
}

// compare runs the constructs of a format, prints the counts and reports whether all is well.
func (o options) compare(ctx context.Context, f format, s *server, out io.Writer) (ok bool, err error) {
	t, version, err := o.started(ctx, f)
	if err != nil {
		return false, err
	}
	if t.resident != nil {
		defer func() { err = errors.Join(err, t.resident.stop()) }()
	}
	all, beside, err := f.read()
	if err != nil {
		return false, err
	}
	assay, err := filepath.Abs(o.assay)
	if err != nil {
		return false, err
	}
	l := &lab{tool: t, assay: assay, server: s, beside: beside}
	if f.flags != nil {
		l.flags = f.flags(version)
	}
	s.exact = f.exact
	counts := map[string]int{}
	total := 0
	for _, c := range all {
		if ok, err := path.Match(o.only, c.name); err != nil || !ok {
			if err != nil {
				return false, err
			}
			continue
		}
		t, err := l.try(ctx, filepath.Join(o.keep, f.name), c)
		if err != nil {
			return false, err
		}
		total++
		counts[t.outcome()]++
		o.show(out, t)
	}
	well := true
	if f.grid && (o.only == "*" || o.only == "grid") {
		if well, err = o.compareGrid(ctx, t, s, out); err != nil {
			return false, err
		}
	}
	words := strings.Fields(version)
	fmt.Fprintf(out, "%s: %d constructs\n", strings.Join(words[:min(2, len(words))], " "), total)
	ok = well
	for _, name := range outcomes {
		fmt.Fprintf(out, "  %5d %s\n", counts[name], name)
		ok = ok && (!bad[name] || counts[name] == 0)
	}
	return ok, nil
}

// started returns the tool of a format, and its version.
func (o options) started(ctx context.Context, f format) (t tool, version string, err error) {
	t = tool{format: f, path: o.tools[f.name]}
	if f.start != nil {
		t.resident, version, err = f.start(ctx, t.path, o.keep)
		return t, version, err
	}
	_, version, err = command(ctx, ".", t.path, f.version...)
	return t, version, err
}

// show prints a construct that is not carried over whole.
func (o options) show(out io.Writer, t trial) {
	is := t.outcome()
	if is == "agree" || is == "agree, loss listed" && !o.verbose {
		return
	}
	fmt.Fprintf(out, "%-30s %s: %s there, %s here\n", t.name, is, t.peer, t.ours)
	if !o.verbose {
		return
	}
	for _, text := range []string{t.requests, t.answers, t.told, t.report} {
		if text != "" {
			fmt.Fprintln(out, "    "+strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    "))
		}
	}
}
