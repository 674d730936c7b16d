package mock

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"assay/runner/internal/source"
)

// Fault is a fault in the delivery of a recorded response. Several kinds in one fault combine:
// "delay=1s,cut=3" waits, and then cuts.
type Fault struct {
	// Probe is the probe whose responses it affects, with the wildcards "*" and "?"; empty means all.
	Probe string
	// Times is how many requests it affects before it ends; 0 means all.
	Times int
	// Delay is the wait before the response.
	Delay time.Duration
	// Cut ends the connection after so many events of a stream, or bytes of any other body; [Half] in
	// the middle; 0 does not cut.
	Cut int
	// Reset resets the connection: before the response or, with Cut, at its place.
	Reset bool
}

// Half is a cut in the middle of a body.
const Half = -1

var faultWords = []string{"delay", "cut", "reset", "probe", "times"}

// ParseFault reads a fault from a command line or a header, items separated by commas:
//
//	delay=2s      wait before the answer
//	cut           end the connection in the middle of the body
//	cut=3         after 3 events of a stream, or 3 bytes of any other body
//	reset         reset the connection before the answer, with cut at its place
//	probe=NAME    only answers of this probe ("chat-*": several)
//	times=2       only the first 2 requests
func ParseFault(text string) (Fault, error) {
	var f Fault
	for _, item := range items(text) {
		if err := f.set(strings.TrimSpace(item)); err != nil {
			return Fault{}, err
		}
	}
	if f.Delay == 0 && f.Cut == 0 && !f.Reset {
		return Fault{}, fmt.Errorf("%q says nothing that goes wrong: delay=2s, cut, cut=3 or reset", text)
	}
	return f, nil
}

func (f *Fault) set(item string) error {
	name, value, has := strings.Cut(item, "=")
	var err error
	switch {
	case name == "delay" && has:
		if f.Delay, err = time.ParseDuration(value); err != nil || f.Delay <= 0 {
			return fmt.Errorf("delay is a time such as 500ms or 2s, got %q", value)
		}
	case name == "cut" && !has:
		f.Cut = Half
	case name == "cut":
		if f.Cut, err = strconv.Atoi(value); err != nil || f.Cut < 1 {
			return fmt.Errorf("cut is a number of events or bytes from 1 on, got %q; for nothing of an answer: reset", value)
		}
	case name == "reset" && !has:
		f.Reset = true
	case name == "probe" && value != "":
		f.Probe = value
	case name == "times" && has:
		if f.Times, err = strconv.Atoi(value); err != nil || f.Times < 1 {
			return fmt.Errorf("times is a number of requests from 1 on, got %q", value)
		}
	default:
		return unknownFault(item, name)
	}
	return nil
}

func unknownFault(item, name string) error {
	for _, known := range faultWords {
		if name == known {
			return fmt.Errorf("%q is not how %s is written: delay=2s, cut, cut=3, reset, probe=NAME, times=2", item, name)
		}
	}
	if near := source.Nearest(name, faultWords); near != "" {
		return fmt.Errorf("unknown fault %q; did you mean %q?", name, near)
	}
	return fmt.Errorf("unknown fault %q; the words are: %s", name, strings.Join(faultWords, ", "))
}

// items splits at commas outside of brackets: a row is named "chat[a,b]".
func items(text string) []string {
	depth := 0
	return strings.FieldsFunc(text, func(c rune) bool {
		switch c {
		case '[':
			depth++
		case ']':
			depth--
		}
		return c == ',' && depth <= 0
	})
}

// String formats the fault as [ParseFault] reads it, without Probe and Times.
func (f Fault) String() string {
	var out []string
	if f.Delay > 0 {
		out = append(out, "delay="+f.Delay.String())
	}
	switch {
	case f.Cut == Half:
		out = append(out, "cut")
	case f.Cut > 0:
		out = append(out, "cut="+strconv.Itoa(f.Cut))
	}
	if f.Reset {
		out = append(out, "reset")
	}
	return strings.Join(out, ",")
}

// faults returns the fault for a response of the probe: the one that the request asks for, or else
// those of the options, combined.
func (f *Fixtures) faults(r *http.Request, probe string) (Fault, error) {
	if own := r.Header.Get(FaultHeader); own != "" {
		one, err := ParseFault(own)
		if err != nil {
			return one, fmt.Errorf("header %s: %w", FaultHeader, err)
		}
		return one, nil
	}
	var out Fault
	for i, one := range f.opts.Faults {
		if one.Probe != "" && !source.Glob(one.Probe, probe) || !f.turns.met(i, one.Times) {
			continue
		}
		out.Delay += one.Delay
		if one.Cut != 0 {
			out.Cut = one.Cut
		}
		out.Reset = out.Reset || one.Reset
	}
	return out, nil
}
