//go:build unix

package main

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// kept are the costs of runs that the history keeps: of those that take earlier runs into it, of
// the others, and of as many without a history, which are not all the same either.
type kept struct{ takers, others, without []cost }

// histories is how many histories are begun, each for all runs of a case. The slowest hundredth of
// 300 runs are three, and what they meet by chance moves their ratio by a tenth and more; of 900
// runs, by half of that.
const histories = 3

// measureKept runs a case with and without the history, in turn, for several histories, each of
// this case alone. The last one stays the history of the next case.
func (l *lab) measureKept(ctx context.Context, c measured, args []string) (f figures, err error) {
	var k kept
	for i := range histories {
		state := "state-" + strconv.Itoa(i+1)
		if err := l.keepIn(state); err != nil {
			return f, err
		}
		if err := k.measure(ctx, l, c, args, state); err != nil {
			return f, err
		}
	}
	if len(k.takers) == 0 {
		return f, errors.New("no run took earlier ones into the history")
	}
	return figures{own: median(slices.Concat(k.takers, k.others)), peer: median(k.without), kept: k}, nil
}

// measure adds the runs for the history in a folder.
func (k *kept) measure(ctx context.Context, l *lab, c measured, args []string, state string) error {
	for range c.runs {
		r, err := l.counted(ctx, c.doc.n, l.folder(c), args[0], append(args[1:len(args):len(args)], "--no-history")...)
		if err != nil {
			return err
		}
		k.without = append(k.without, r)
		before := l.waiting(state)
		if r, err = l.counted(ctx, c.doc.n, l.folder(c), args[0], args[1:]...); err != nil {
			return err
		}
		if l.waiting(state) > before {
			k.others = append(k.others, r)
		} else {
			k.takers = append(k.takers, r)
		}
	}
	return nil
}

// waiting returns the size of the file of runs that wait to be taken into the history in a folder:
// a run adds to it, unless it takes in what was there.
func (l *lab) waiting(state string) int64 {
	info, err := os.Stat(filepath.Join(l.dir, state, "assay", "history.db-runs"))
	if err != nil {
		return 0
	}
	return info.Size()
}

// takingIn is the ratio of the median processor time of runs that take earlier ones in to that of
// the others.
func (k kept) takingIn() float64 { return ratio(median(k.takers).cpu, median(k.others).cpu) }

// slowest is the ratio of the processor time of the slowest runs to that of those without history.
func (k kept) slowest() float64 {
	return ratio(slowest(slices.Concat(k.takers, k.others)), slowest(k.without))
}

// spread is the ratio of the processor time of the slowest runs to the median.
func (k kept) spread() float64 { return spread(slices.Concat(k.takers, k.others)) }

// spreadWithout is that of runs without history.
func (k kept) spreadWithout() float64 { return spread(k.without) }

func spread(runs []cost) float64 { return ratio(slowest(runs), median(runs).cpu) }

// slowest returns the mean processor time of the slowest hundredth of runs: a single one may have
// met another program.
func slowest(runs []cost) (mean time.Duration) {
	all := slowestOf(runs)
	for _, r := range all {
		mean += r.cpu / time.Duration(len(all))
	}
	return mean
}

// slowestOf returns the slowest hundredth of runs.
func slowestOf(runs []cost) []cost {
	sorted := slices.SortedFunc(slices.Values(runs), func(a, b cost) int { return cmp.Compare(b.cpu, a.cpu) })
	return sorted[:(len(runs)+99)/100]
}

// slowTakers returns how many of the slowest hundredth take earlier runs in, and how many they are.
func (k kept) slowTakers() (takers, all int) {
	for _, r := range slowestOf(slices.Concat(k.takers, k.others)) {
		if all++; slices.Contains(k.takers, r) {
			takers++
		}
	}
	return takers, all
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }
