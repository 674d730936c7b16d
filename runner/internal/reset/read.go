package reset

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Reading is a time read by one form.
type Reading struct {
	Text string // the text, trimmed
	Form Form
	// Wait is the duration from the response until the time, negative for the past. It is the largest
	// or smallest Duration for a time out of its range.
	Wait time.Duration
	// Others are the readings of other forms, and of further items, with another time.
	Others []Reading

	left string // the remaining quota, if the text itself has it
}

// String returns the text with its unit, and for a moment its distance: "120 s", "6m0s",
// "1767323045 (epoch seconds, in 3s)".
func (r Reading) String() string {
	switch r.Form {
	case Seconds:
		return r.Text + " s"
	case Milliseconds:
		return r.Text + " ms"
	case Epoch:
		return r.Text + " (epoch seconds, " + Distance(r.Wait) + ")"
	case EpochMS:
		return r.Text + " (epoch milliseconds, " + Distance(r.Wait) + ")"
	case HTTPDate, DateTime, RateLimit:
		return r.Text + " (" + Distance(r.Wait) + ")"
	}
	return r.Text
}

// Distance formats a wait in words, to the millisecond: "in 2.5s", "3s ago", "now".
func Distance(d time.Duration) string {
	const century = 100 * 365 * 24 * time.Hour
	switch {
	case d >= century:
		return "in over 100 years"
	case d <= -century:
		return "over 100 years ago"
	case d >= time.Millisecond:
		return "in " + d.Round(time.Millisecond).String()
	case d <= -time.Millisecond:
		return (-d).Round(time.Millisecond).String() + " ago"
	}
	return "now"
}

// ErrNoClock is the error for a text that names a moment if the time of the response is unknown.
var ErrNoClock = errors.New("it names a moment, and it is not known when the response came")

// Unread is the error for a text that fits none of the forms.
type Unread struct {
	Text  string
	Tried []Form
}

func (e *Unread) Error() string {
	if strings.TrimSpace(e.Text) == "" {
		return "the text is empty"
	}
	if len(e.Tried) == 1 {
		return "it is not of the form " + string(e.Tried[0]) + ", as " + e.Tried[0].Example() + " is"
	}
	var b strings.Builder
	b.WriteString("it is none of ")
	for i, f := range e.Tried {
		switch {
		case i > 0 && i == len(e.Tried)-1:
			b.WriteString(" and ")
		case i > 0:
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s (%s)", f, f.Example())
	}
	return b.String()
}

// Read reads the time that text names. from is the time of the response; zero means unknown. With
// forms Read tries only these, in this order; without, it tries all, and distinguishes numbers by
// their size: epoch seconds from 1e9 to 1e11, epoch milliseconds from 1e12 to 1e14, seconds
// otherwise. In a list the latest time counts; among several quotas, that of the used-up ones. The
// error is an *[Unread] or [ErrNoClock].
func Read(text string, from time.Time, forms ...Form) (Reading, error) {
	text = strings.TrimSpace(text)
	if len(forms) == 0 {
		forms = Forms
	}
	read := readings(text, from, forms)
	if len(read) == 0 && strings.Contains(text, ",") {
		read = items(text, from, forms)
	}
	if len(read) == 0 {
		return Reading{}, &Unread{Text: text, Tried: forms}
	}
	first := read[0]
	for _, r := range read[1:] {
		if r.Wait != first.Wait {
			first.Others = append(first.Others, r)
		}
	}
	if from.IsZero() && first.Form.Absolute() {
		return first, ErrNoClock
	}
	return first, nil
}

// readings returns the readings of one text by the forms, in their order.
func readings(text string, from time.Time, forms []Form) []Reading {
	var out []Reading
	for _, form := range forms {
		r := Reading{Text: text, Form: form}
		var ok bool
		switch form {
		case Seconds, Milliseconds, Epoch, EpochMS:
			r.Wait, ok = number(text, from, form, forms)
		case Duration:
			r.Wait, ok = duration(text)
		case HTTPDate:
			r.Wait, ok = httpDate(text, from)
		case DateTime:
			r.Wait, ok = dateTime(text, from)
		case RateLimit:
			out = append(out, structured(text)...)
		}
		if ok {
			out = append(out, r)
		}
	}
	return out
}

// items returns the readings of the members of a list, latest first; none if a member has none.
func items(text string, from time.Time, forms []Form) []Reading {
	var out []Reading
	for item := range strings.SplitSeq(text, ",") {
		read := readings(strings.TrimSpace(item), from, forms)
		if len(read) == 0 {
			return nil
		}
		out = append(out, read[0])
	}
	latestFirst(out)
	return out
}

// latestFirst sorts readings, keeping the order of equal ones.
func latestFirst(list []Reading) {
	slices.SortStableFunc(list, func(a, b Reading) int { return cmp.Compare(b.Wait, a.Wait) })
}

// duration reads a duration in Go's syntax.
func duration(text string) (time.Duration, bool) {
	// A number without a unit is invalid, though ParseDuration accepts 0.
	if text == "" || text[len(text)-1] != 's' && text[len(text)-1] != 'm' && text[len(text)-1] != 'h' {
		return 0, false
	}
	d, err := time.ParseDuration(text)
	return d, err == nil
}
