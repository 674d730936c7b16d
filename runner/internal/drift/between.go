package drift

import (
	"slices"

	"assay/runner/internal/exchange"
)

// Control holds two samples of a probe at one target: one from before, one from after those of the
// other targets.
type Control struct {
	Target        string // its name, for notes
	First, Second *exchange.Observation
}

// Contrast is how the response of another target differs from a control.
type Contrast struct {
	// Changes lists the differences, the gravest first. A part in which the two samples of the
	// control differ is volatile, whatever the other target has there.
	Changes []Change
	// Unsteady lists how the control's second sample differs from its first, without volatile
	// parts and times.
	Unsteady []Change
	// Flipped reports that the samples of the control have no status in common, so that the other
	// target cannot be compared with them. Changes is then empty.
	Flipped bool
}

// Between compares the response of another target with a control. None of the three may be
// missing.
func (r *Rules) Between(control Control, other *exchange.Observation, about About) Contrast {
	var out Contrast
	first, second := samples(control.First), samples(control.Second)
	about.first = control.Target
	learn := func(c *Change) {
		if c.Class == Breaking || c.Class == Additive {
			about.unsteady = append(about.unsteady, c.Path)
		} else {
			about.Learned = append(about.Learned, c.Path)
		}
	}
	for _, c := range r.Compare(control.First, control.Second, About{WasName: about.WasName, first: control.Target}) {
		if learn(&c); c.Class != Volatile && c.Class != Timing {
			out.Unsteady = append(out.Unsteady, c)
		}
	}
	// What is a new item in one direction is a lost one in the other.
	for _, c := range r.Compare(control.Second, control.First, About{first: control.Target}) {
		learn(&c)
	}
	if !haveCommonStatus(first, second) {
		out.Flipped = true
		return out
	}
	both := control.First.Copy()
	both.Samples = slices.Concat(first, second)
	out.Changes = r.Compare(both, other, about)
	return out
}

// haveCommonStatus reports whether some response of a has the status of one of b.
func haveCommonStatus(a, b []*exchange.Observation) bool {
	return slices.ContainsFunc(a, func(o *exchange.Observation) bool { return len(withStatus(b, statusOf(o))) > 0 })
}
