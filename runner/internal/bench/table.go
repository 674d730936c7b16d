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
	t.seen[c.title], t.loops[c.title], t.others[c.title] = f.own, f.peer, f.others
	m := &marks{table: t, c: c, f: f}
	m.time()
	m.peers()
	m.rivals()
	m.past()
	m.growth()
	m.memory()
	loop := ""
	if f.peer.wall > 0 {
		loop = short(f.peer.wall)
	}
	fmt.Fprintf(t.out, columns, c.title, short(f.own.wall), loop, fmt.Sprintf("%d MiB", f.own.peak/mib), strings.Join(m.all, ", "))
}

// marks say how the figures of a case stand to its targets, and to others.
type marks struct {
	*table
	c   measured
	f   figures
	all []string
}

// mark adds a figure that has a target.
func (m *marks) mark(good bool, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !good {
		text += " MISSED"
		m.missed++
	}
	m.all = append(m.all, text)
}

// tell adds one that has none.
func (m *marks) tell(text string) { m.all = append(m.all, text) }

// within adds one that has a target unless that is 0.
func (m *marks) within(ratio, most float64, text string) {
	if most > 0 {
		m.mark(ratio <= most, "%s (≤ %g)", text, most)
		return
	}
	m.tell(text)
}

func (m *marks) time() {
	if m.c.most > 0 {
		there := ""
		if m.f.own.wall > m.c.most {
			speed := m.speed
			if m.c.byHand > 0 {
				speed = float64(m.f.byHand.wall) / float64(m.c.byHand)
			}
			there = fmt.Sprintf(" (there %s)", short(time.Duration(float64(m.f.own.wall)/speed)))
		}
		m.mark(m.f.own.wall <= m.c.most, "≤ %s%s", short(m.c.most), there)
	}
	if m.c.cpu > 0 {
		m.mark(m.f.own.cpu <= m.c.cpu, "CPU %s (≤ %s)", short(m.f.own.cpu), short(m.c.cpu))
	}
}

// peers compares with what was measured beside it.
func (m *marks) peers() {
	own, peer := m.f.own, m.f.peer
	cpu := float64(own.cpu) / float64(peer.cpu)
	if peer.wall > 0 {
		ratio := float64(own.wall) / float64(peer.wall)
		if m.c.command != nil {
			ratio = cpu
		}
		text := fmt.Sprintf("%.2f × %s", ratio, m.beside())
		if m.c.command == nil {
			text += fmt.Sprintf(", CPU %.2f", cpu)
		}
		m.within(ratio, m.c.ratio, text)
	}
	if m.c.used > 0 {
		m.mark(cpu <= m.c.used, "CPU %.2f × (≤ %g)", cpu, m.c.used)
	}
	if m.c.held > 0 {
		ratio := float64(own.peak) / float64(peer.peak)
		m.mark(ratio <= m.c.held, "peak %.2f × (≤ %g)", ratio, m.c.held)
	}
	if m.c.inits > 0 {
		m.mark(own.wall <= m.c.inits, "≤ %s", short(m.c.inits))
	}
}

// beside names the peer.
func (m *marks) beside() string {
	switch {
	case m.c.flag != "":
		return "the live run"
	case m.c.mapped:
		return "the loop over a map"
	case m.c.kept > 0:
		return "without the history"
	case m.c.specs, m.c.tested != "":
		return "specs by hand"
	case m.c.command != nil:
		return "the CPU of the bare decoder"
	}
	return "the loop"
}

func (m *marks) rivals() {
	for _, r := range rivals() {
		other, ok := m.f.others[r.name]
		if !ok {
			continue
		}
		ratio := float64(m.f.own.wall) / float64(other.wall)
		text := fmt.Sprintf("%.2f × %s (%s, %d MiB), CPU %.2f", ratio, r.name, short(other.wall), other.peak/mib, float64(m.f.own.cpu)/float64(other.cpu))
		m.within(ratio, m.c.least[r.name], text)
	}
}

// past tells what many runs cost that keep their history.
func (m *marks) past() {
	if most := m.c.kept; most > 0 {
		k := m.f.kept
		m.mark(k.takingIn() <= most, "CPU of the %d that take earlier ones in %.2f × the others (≤ %g)", len(k.takers), k.takingIn(), most)
		takers, all := k.slowTakers()
		m.mark(k.slowest() <= most, "CPU of the slowest hundredth %.2f × that without (≤ %g), %d of %d take in", k.slowest(), most, takers, all)
		m.tell(fmt.Sprintf("that against the median %.2f, without %.2f", k.spread(), k.spreadWithout()))
	}
}

// growth compares with other cases.
func (m *marks) growth() {
	own := m.f.own
	if m.c.byHand > 0 {
		byHand := m.f.byHand.wall
		m.tell(fmt.Sprintf("%.2f × %s by hand in Ginkgo", float64(own.wall)/float64(byHand), short(byHand)))
	}
	if beyond := own.wall - m.f.peer.wall; m.c.beyond > 0 {
		m.mark(beyond <= m.c.beyond, "%s beyond it (≤ %s)", short(beyond), short(m.c.beyond))
	}
	if before, ok := m.seen[m.c.other]; ok {
		grew := float64(own.wall) / float64(before.wall)
		m.mark(grew <= m.c.otherMost, "%.1f × %s (≤ %g)", grew, m.c.other, m.c.otherMost)
	}
}

func (m *marks) memory() {
	if m.c.peak > 0 {
		m.mark(m.f.own.peak <= m.c.peak, "peak ≤ %d MiB", m.c.peak/mib)
	}
	if m.c.each > 0 {
		one := (m.f.own.peak - m.seen["1 live check"].peak) / int64(m.c.units)
		m.mark(one <= m.c.each, "%.1f KiB each (≤ %.1f)", float64(one)/1024, float64(m.c.each)/1024)
	}
	if m.c.size > 0 {
		m.mark(m.f.made <= m.c.size, "%s %.1f MB (≤ %.1f)", m.c.made, float64(m.f.made)/1e6, float64(m.c.size)/1e6)
	}
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
