//go:build unix

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := command(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// command is the program: it measures, or is one of the processes that it starts of itself.
func command(ctx context.Context, args []string, out io.Writer) error {
	if len(args) > 0 && args[0] == "server" {
		return serve(os.Stdin, out)
	}
	if len(args) > 1 && args[0] == "timed" {
		return timed(ctx, args[1], args[2:]...)
	}
	if len(args) == 2 && args[0] == "decode" {
		return decode(args[1])
	}
	if len(args) == 4 && args[0] == "mapped" {
		n, _ := strconv.Atoi(args[3])
		return mapped(args[1], args[2], n)
	}
	if len(args) == 4 && args[0] == "loop" {
		n, _ := strconv.Atoi(args[2])
		concurrency, _ := strconv.Atoi(args[3])
		return loop(args[1], n, concurrency)
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	only := flags.String("case", "", "measure only the cases whose title holds this `text`")
	keep := flags.String("keep", "", "write suites and the binary into this `folder` and leave them there")
	assay := flags.String("assay", "", "measure this `binary` instead of building one")
	if err := flags.Parse(args); err != nil {
		return err
	}
	return measureAll(ctx, out, *only, *keep, *assay)
}

func measureAll(ctx context.Context, out io.Writer, only, keep, assay string) error {
	l, err := openLab(ctx, keep, assay)
	if err != nil {
		return err
	}
	defer l.close()
	t := table{out: out, seen: map[string]cost{}, loops: map[string]cost{}, others: map[string]map[string]cost{}}
	if t.speed, err = l.speed(ctx); err != nil {
		return err
	}
	t.head()
	for _, c := range cases() {
		if !strings.Contains(c.title, only) {
			continue
		}
		f, err := l.measure(ctx, c)
		if errors.Is(err, errNoGo) {
			fmt.Fprintf(out, columns, c.title, "", "", "", err)
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.title, err)
		}
		t.row(c, f)
	}
	t.comparison()
	if t.missed > 0 {
		return fmt.Errorf("%d of the figures miss their target", t.missed)
	}
	return nil
}
