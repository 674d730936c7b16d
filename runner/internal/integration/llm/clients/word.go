package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The words of the tables.
const (
	isOK      = "ok"
	isHalf    = "**half**"
	isNone    = "**none**"
	withWords = "E"
	wordless  = "X"
	network   = "N"
	late      = "e"
	waiting   = "waits"
	noCase    = "–"
	once      = "once"
	asTold    = "as told"
	early     = "**early**"
	soon      = "soon"
	inPieces  = "in pieces"
)

// word returns the word for what a client made of a case.
func (s *scene) word(o *seen) string {
	switch s.again {
	case after:
		return s.pause(o)
	case counted:
		return fmt.Sprint(len(o.asked))
	}
	switch {
	case o.waits:
		return waiting
	case o.Error != nil && !o.Late:
		return s.failed(o)
	}
	out := s.result(o)
	switch {
	case o.Error == nil:
		return out
	case out == isOK:
		return isOK + " " + late
	}
	return late
}

func (s *scene) failed(o *seen) string {
	switch {
	case o.Network:
		return network
	case s.told && strings.Contains(*o.Error, words):
		return withWords
	}
	return wordless
}

// result returns the word for what came without an error.
func (s *scene) result(o *seen) string {
	if s.mode == tools {
		return s.called(o.Calls)
	}
	switch o.Text {
	case text:
		return isOK
	case half:
		return isHalf
	case "":
		return isNone
	}
	return "`" + o.Text + "`"
}

// called returns the word for the tool calls that came.
func (s *scene) called(calls []call) string {
	switch {
	case calls == nil:
		return inPieces
	case slices.EqualFunc(calls, s.calls, call.equal):
		return isOK
	case len(calls) == 0:
		return isNone
	}
	var out []string
	for _, c := range calls {
		if c.Name == "" {
			out = append(out, "an empty call")
			continue
		}
		out = append(out, "`"+c.String()+"`")
	}
	return strings.Join(out, ", ")
}

// slack is how much later than told a request may come, on a busy machine; what comes within it
// where nothing was told comes soon.
const slack = 1500 * time.Millisecond

// pause returns when a client asked again.
func (s *scene) pause(o *seen) string {
	if len(o.asked) < 2 {
		if o.waits {
			return waiting
		}
		return once
	}
	took, told := o.asked[1].Sub(o.asked[0]), s.tells
	if !o.due.IsZero() {
		told = o.due.Sub(o.asked[0])
	}
	switch {
	case took < told-50*time.Millisecond:
		return early
	case told > 0:
		return asTold
	case took < slack:
		return soon
	}
	return fmt.Sprintf("%.0f s", took.Seconds())
}
