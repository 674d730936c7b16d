package drift

import (
	"slices"
	"strconv"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/dialect"
	"assay/runner/internal/text"
)

// streams compares server-sent events: how the streams end, stray lines, the types of events and
// the shape of their data.
func (c *comparing) streams(was, now []*exchange.Observation) {
	if was[0].Reported != nil && !was[0].Reported.Body {
		return
	}
	if before, after := events(was), events(now); (before == 0) != (after == 0) {
		c.add(Breaking, "stream", text.Count(before, "event"), text.Count(after, "event"), "")
		return
	}
	c.declaredJSON(was, now)
	c.ends(was, now)
	c.strays(was, now)
	c.eventTypes(was, now)
	a, b := c.eventShape(was), c.eventShape(now)
	if a.seen > 0 && b.seen > 0 {
		c.tree(a, b, "$", true)
	}
	if before, after := events(was)/len(was), events(now)/len(now); before != after {
		c.add(Value, "stream events", text.Count(before, "event"), text.Count(after, "event"), "")
	}
}

func events(all []*exchange.Observation) int {
	n := 0
	for _, o := range all {
		if o.Stream != nil {
			n += len(o.Stream.Events) + o.Stream.More
		}
	}
	return n
}

// ends compares how the streams end.
func (c *comparing) ends(was, now []*exchange.Observation) {
	measured := !slices.ContainsFunc(was, func(o *exchange.Observation) bool {
		return o.Stream != nil && o.Stream.Done && o.Stream.Closing.After == 0
	})
	before, after := endings(was, measured), endings(now, measured)
	for _, end := range after {
		if slices.Contains(before, end) {
			continue
		}
		class := Value
		if slices.Contains(before, ends) && len(before) == 1 || slices.Contains(before, done) || slices.Contains(before, open) {
			class = Breaking
		}
		if end == done {
			class = Additive
		}
		c.add(class, "stream end", join(before), end, "")
	}
}

// The ways in which a whole stream ends.
const (
	done = dialect.Done
	open = dialect.Done + ", then left open"
	ends = "of itself"
)

// endings returns the distinct ends of streams. Where it was measured, those that were left open
// after their end mark have an end of their own.
func endings(all []*exchange.Observation, measured bool) []string {
	var out []string
	for _, o := range all {
		end := ends
		switch s := o.Stream; {
		case s == nil:
			continue
		case s.Cut != "":
			end = "cut (" + string(s.Cut) + ")"
		case s.Unfinished != "":
			end = "in the middle of an event"
		case s.Done && s.Closing.Open && measured:
			end = open
		case s.Done:
			end = done
		}
		if !slices.Contains(out, end) {
			out = append(out, end)
		}
	}
	return out
}

// strays reports lines that are not part of an event stream, if there were none before.
func (c *comparing) strays(was, now []*exchange.Observation) {
	first := func(all []*exchange.Observation) string {
		for _, o := range all {
			if o.Stream != nil && len(o.Stream.Stray) > 0 {
				return strconv.Quote(text.Short(o.Stream.Stray[0].Text))
			}
		}
		return "none"
	}
	before, after := first(was), first(now)
	switch {
	case before == "none" && after != "none":
		c.add(Breaking, "stream stray lines", before, after, "")
	case before != "none" && after == "none":
		c.add(Value, "stream stray lines", before, after, "")
	}
}

// eventTypes compares the types of the events.
func (c *comparing) eventTypes(was, now []*exchange.Observation) {
	before, after := typesOf(was), typesOf(now)
	for _, t := range before {
		if !slices.Contains(after, t) {
			c.add(Breaking, "stream event "+t, "present", "absent", "")
		}
	}
	for _, t := range after {
		if !slices.Contains(before, t) {
			c.add(Additive, "stream event "+t, "absent", "present", "")
		}
	}
}

func typesOf(all []*exchange.Observation) []string {
	var out []string
	for _, o := range all {
		if o.Stream == nil {
			continue
		}
		for i := range o.Stream.Events {
			t := o.Stream.Events[i].Type
			if t == "" {
				t = "message"
			}
			if !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
	}
	return out
}

// eventShape returns the combined shape of the data of all events that are JSON.
func (c *comparing) eventShape(all []*exchange.Observation) *tree {
	t := &tree{}
	for _, o := range all {
		if o.Stream == nil {
			continue
		}
		for i := range o.Stream.Events {
			if v, err := exchange.ParseJSON([]byte(o.Stream.Events[i].Data)); err == nil {
				t.add(v, c.placesIn(v))
			}
		}
	}
	return t
}

func join(all []string) string {
	if len(all) == 0 {
		return "none"
	}
	out := all[0]
	for _, s := range all[1:] {
		out += " or " + s
	}
	return out
}
