package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"time"
)

// deciding lists the packages whose bugs would cause a false verdict or a leaked secret.
var deciding = []string{"judge", "observe", "expect/...", "drift", "plan", "secret/redact", "record", "fixture", "history/..."}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := command(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "codemutants:", err)
		os.Exit(1)
	}
}

// options are what the flags say.
type options struct {
	n, least, jobs int
	seed           uint64
	timeout        time.Duration
	with           string
	statements     bool
}

func command(ctx context.Context, args []string, out io.Writer) error {
	var o options
	flags := flag.NewFlagSet("codemutants", flag.ContinueOnError)
	flags.IntVar(&o.n, "n", 100, "try this many mutants; 0: all")
	flags.Uint64Var(&o.seed, "seed", rand.Uint64()%10_000, "pick the mutants of this `number`")
	flags.IntVar(&o.least, "least", 93, "fail where fewer `percent` are killed")
	flags.IntVar(&o.jobs, "jobs", 1, "try this many at a time")
	flags.DurationVar(&o.timeout, "timeout", 2*time.Minute, "a mutant whose tests take longer is killed")
	flags.StringVar(&o.with, "with", "", "count the tests of these `packages` too, separated by commas")
	flags.BoolVar(&o.statements, "statements", false, "let whole statements go, too")
	if err := flags.Parse(args); err != nil {
		return err
	}
	patterns := flags.Args()
	if len(patterns) == 0 {
		for _, p := range deciding {
			patterns = append(patterns, "./runner/internal/"+p)
		}
	}
	all, err := collect(ctx, patterns, o)
	if err != nil {
		return err
	}
	picked := pick(all, o)
	fmt.Fprintf(out, "seed %d: %d of %d mutants\n", o.seed, len(picked), len(all))
	fates, err := tryAll(ctx, picked, o, out)
	if err != nil {
		return err
	}
	return conclude(out, fates, o.least)
}

// collect returns the mutants of all packages, without those listed as equivalent.
func collect(ctx context.Context, patterns []string, o options) ([]mutant, error) {
	same, err := parseEquivalents(equivalents)
	if err != nil {
		return nil, fmt.Errorf("equivalent.txt: %w", err)
	}
	packages, err := listed(ctx, patterns)
	if err != nil {
		return nil, err
	}
	if err := alsoTestedBy(ctx, packages, o.with); err != nil {
		return nil, err
	}
	var all []mutant
	for i := range packages {
		p := &packages[i]
		for _, name := range p.GoFiles {
			path := filepath.Join(p.Dir, name)
			text, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			found, err := mutantsOf(path, text, o.statements)
			if err != nil {
				return nil, err
			}
			for _, m := range found {
				if m.pkg, m.tests = p.ImportPath, p.tests; !same[m.meaning(p.Module.Dir)] {
					all = append(all, m)
				}
			}
		}
	}
	return all, nil
}

// pick is n of the mutants at random, in the order of the code.
func pick(all []mutant, o options) []mutant {
	if o.n == 0 || o.n >= len(all) {
		return all
	}
	chosen := make([]bool, len(all))
	for _, i := range rand.New(rand.NewPCG(o.seed, 0)).Perm(len(all))[:o.n] {
		chosen[i] = true
	}
	var picked []mutant
	for i, m := range all {
		if chosen[i] {
			picked = append(picked, m)
		}
	}
	return picked
}

// tryAll tries the mutants, package by package, and prints each that is not killed as soon as
// that is known, and each package's counts. The result counts all by fate.
func tryAll(ctx context.Context, picked []mutant, o options, out io.Writer) (map[fate]int, error) {
	all := map[fate]int{}
	pointers := make([]*mutant, len(picked))
	for i := range picked {
		pointers[i] = &picked[i]
	}
	for _, house := range grouped(pointers, (*mutant).house) {
		if err := tryHouse(ctx, house, o, out, all); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// tryHouse tries the mutants of packages that share tests and adds to the counts of all.
func tryHouse(ctx context.Context, mutants []*mutant, o options, out io.Writer, all map[fate]int) error {
	t, err := prepare(ctx, mutants, o.timeout)
	if err != nil {
		return err
	}
	defer t.close()
	for _, room := range grouped(mutants, func(m *mutant) string { return m.pkg }) {
		fates, err := tryPackage(ctx, t, room, o.jobs, out)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s: %s\n", room[0].pkg, counted(fates))
		for f, n := range fates {
			all[f] += n
		}
	}
	return nil
}

// grouped returns the mutants by key, the keys in the order in which they come.
func grouped(mutants []*mutant, key func(*mutant) string) [][]*mutant {
	var groups [][]*mutant
	at := map[string]int{}
	for _, m := range mutants {
		i, ok := at[key(m)]
		if !ok {
			i = len(groups)
			at[key(m)] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], m)
	}
	return groups
}

// tryPackage tries mutants of one package and counts them by fate.
func tryPackage(ctx context.Context, t *trial, mutants []*mutant, jobs int, out io.Writer) (map[fate]int, error) {
	fates := map[fate]int{}
	var (
		mu      sync.Mutex
		wg      sync.WaitGroup
		trouble error
		next    = make(chan *mutant)
	)
	for range max(jobs, 1) {
		wg.Go(func() {
			for m := range next {
				f, err := t.try(ctx, m)
				mu.Lock()
				if err != nil {
					trouble = errors.Join(trouble, err)
				} else if fates[f]++; f != killed {
					fmt.Fprintf(out, "%s %s:%d:%d: %s\n\t%s\n", f, shown(m.file), m.line, m.col, m.change(), m.source)
				}
				mu.Unlock()
			}
		})
	}
	for _, m := range mutants {
		next <- m
	}
	close(next)
	wg.Wait()
	return fates, trouble
}

// shown returns a path relative to the working directory.
func shown(path string) string {
	if here, err := os.Getwd(); err == nil {
		if near, err := filepath.Rel(here, path); err == nil {
			return near
		}
	}
	return path
}

// counted says how many of those that compile were killed.
func counted(fates map[fate]int) string {
	return fmt.Sprintf("%d of %d killed, %d not compiled", fates[killed], fates[killed]+fates[survived], fates[notCompiled])
}

// conclude prints the counts. It returns an error if too few of those that compile are killed, or
// if there are none.
func conclude(out io.Writer, fates map[fate]int, least int) error {
	n := fates[killed] + fates[survived]
	fmt.Fprintf(out, "all: %s\n", counted(fates))
	if n == 0 {
		return errors.New("no mutant was tried")
	}
	if 100*fates[killed] < least*n {
		return fmt.Errorf("at least %d%% should be killed: write the test that notices, or name the mutant in equivalent.txt", least)
	}
	return nil
}
