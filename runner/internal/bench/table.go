//go:build unix

package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// table prints a row as soon as its case is measured.
type table struct {
	out    io.Writer
	seen   map[string]cost            // by title
	loops  map[string]cost            // of the peers, likewise
	others map[string]map[string]cost // of the rivals, likewise, by name
	missed int
	// speed is the ratio of this machine's time to that of the machine of the targets.
	speed float64
}

const columns = "%-46s %10s %10s %8s  %s\n"

func (t *table) head() {
	fmt.Fprintf(t.out, "This machine takes %.2f times as long for the loop as the one for which the targets were set. A time that\nmisses its target is given for that machine, too.\n\n", t.speed)
	fmt.Fprintf(t.out, columns, "case", "took", "peer", "peak", "against the targets")
}

func (t *table) row(c measured, f figures) {
	own, peer := f.own, f.peer
	t.seen[c.title], t.loops[c.title], t.others[c.title] = own, peer, f.others
	var marks []string
	mark := func(good bool, format string, args ...any) {
		text := fmt.Sprintf(format, args...)
		if !good {
			text += " MISSED"
			t.missed++
		}
		marks = append(marks, text)
	}
	if c.most > 0 {
		there := ""
		if own.wall > c.most {
			speed := t.speed
			if c.byHand > 0 {
				speed = float64(f.byHand.wall) / float64(c.byHand)
			}
			there = fmt.Sprintf(" (there %s)", short(time.Duration(float64(own.wall)/speed)))
		}
		mark(own.wall <= c.most, "≤ %s%s", short(c.most), there)
	}
	if c.cpu > 0 {
		mark(own.cpu <= c.cpu, "CPU %s (≤ %s)", short(own.cpu), short(c.cpu))
	}
	if peer.wall > 0 {
		ratio, what := float64(own.wall)/float64(peer.wall), "the loop"
		if c.command != nil {
			ratio, what = float64(own.cpu)/float64(peer.cpu), "the CPU of the bare decoder"
		}
		switch {
		case c.flag != "":
			what = "the live run"
		case c.mapped:
			what = "the loop over a map"
		case c.kept > 0:
			what = "without the history"
		case c.specs, c.tested != "":
			what = "specs by hand"
		}
		text := fmt.Sprintf("%.2f × %s", ratio, what)
		if c.command == nil {
			text += fmt.Sprintf(", CPU %.2f", float64(own.cpu)/float64(peer.cpu))
		}
		if c.ratio > 0 {
			mark(ratio <= c.ratio, "%s (≤ %g)", text, c.ratio)
		} else {
			marks = append(marks, text)
		}
	}
	if c.used > 0 {
		ratio := float64(own.cpu) / float64(peer.cpu)
		mark(ratio <= c.used, "CPU %.2f × (≤ %g)", ratio, c.used)
	}
	if c.held > 0 {
		ratio := float64(own.peak) / float64(peer.peak)
		mark(ratio <= c.held, "peak %.2f × (≤ %g)", ratio, c.held)
	}
	if c.inits > 0 {
		mark(own.wall <= c.inits, "≤ %s", short(c.inits))
	}
	for _, r := range rivals() {
		other, ok := f.others[r.name]
		if !ok {
			continue
		}
		ratio := float64(own.wall) / float64(other.wall)
		text := fmt.Sprintf("%.2f × %s (%s, %d MiB), CPU %.2f", ratio, r.name, short(other.wall), other.peak/mib, float64(own.cpu)/float64(other.cpu))
		if most := c.least[r.name]; most > 0 {
			mark(ratio <= most, "%s (≤ %g)", text, most)
		} else {
			marks = append(marks, text)
		}
	}
	if c.kept > 0 {
		k := f.kept
		mark(k.takingIn() <= c.kept, "CPU of the %d that take earlier ones in %.2f × the others (≤ %g)", len(k.takers), k.takingIn(), c.kept)
		takers, all := k.slowTakers()
		mark(k.slowest() <= c.kept, "CPU of the slowest hundredth %.2f × that without (≤ %g), %d of %d take in", k.slowest(), c.kept, takers, all)
		marks = append(marks, fmt.Sprintf("that against the median %.2f, without %.2f", k.spread(), k.spreadWithout()))
	}
	if c.byHand > 0 {
		ratio := float64(own.wall) / float64(f.byHand.wall)
		marks = append(marks, fmt.Sprintf("%.2f × %s by hand in Ginkgo", ratio, short(f.byHand.wall)))
	}
	if c.beyond > 0 {
		mark(own.wall-peer.wall <= c.beyond, "%s beyond it (≤ %s)", short(own.wall-peer.wall), short(c.beyond))
	}
	if before, ok := t.seen[c.other]; ok {
		grew := float64(own.wall) / float64(before.wall)
		mark(grew <= c.otherMost, "%.1f × %s (≤ %g)", grew, c.other, c.otherMost)
	}
	if c.peak > 0 {
		mark(own.peak <= c.peak, "peak ≤ %d MiB", c.peak/mib)
	}
	if c.each > 0 {
		one := (own.peak - t.seen["1 live check"].peak) / int64(c.units)
		mark(one <= c.each, "%.1f KiB each (≤ %.1f)", float64(one)/1024, float64(c.each)/1024)
	}
	if c.size > 0 {
		mark(f.made <= c.size, "%s %.1f MB (≤ %.1f)", c.made, float64(f.made)/1e6, float64(c.size)/1e6)
	}
	loop := ""
	if peer.wall > 0 {
		loop = short(peer.wall)
	}
	fmt.Fprintf(t.out, columns, c.title, short(own.wall), loop, fmt.Sprintf("%d MiB", own.peak/mib), strings.Join(marks, ", "))
}

// short formats a duration with three digits.
func short(d time.Duration) string {
	switch {
	case d >= time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case d >= 10*time.Millisecond:
		return fmt.Sprintf("%.0f ms", float64(d)/float64(time.Millisecond))
	case d >= time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%.1f µs", float64(d)/float64(time.Microsecond))
}
