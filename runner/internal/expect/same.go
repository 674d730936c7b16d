package expect

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
)

// sameParts are compared where the document does not say which.
var sameParts = []string{"status", "headers", "body"}

// sameCheck is the keys `same_as` and `differs_from`: another probe's answer
// beside this one, volatile parts aside.
type sameCheck struct {
	at    source.Pos
	key   string
	probe string
	parts []string
	same  bool
}

func compileSame(c *compiling, n *yaml.Node) check { return c.sameAs(n, "same_as", true) }

func compileDiffers(c *compiling, n *yaml.Node) check { return c.sameAs(n, "differs_from", false) }

// sameAs reads an id, or {probe: id, in: [parts]}.
func (c *compiling) sameAs(n *yaml.Node, key string, same bool) check {
	k := &sameCheck{at: c.at(n), key: key, parts: sameParts, same: same}
	probe := n
	if n.Kind == yaml.MappingNode {
		probe = nil
		entries, _ := c.entries(n, key, "")
		for _, e := range entries {
			switch e.Key {
			case "probe":
				probe = e.Value
			case "in":
				k.parts = c.parts(e.Value, key)
			default:
				c.unknownWord(e.KeyNode, "key of "+key, e.Key, []string{"probe", "in"})
			}
		}
	}
	if probe == nil {
		c.mistake(n, "%s names no probe", key).Next = "write " + key + ": id, or " + key + ": {probe: id, in: [status, body]}"
		return nil
	}
	id, ok := c.text(probe, key)
	if !ok {
		return nil
	}
	k.probe = id
	c.probes = append(c.probes, ProbeRef{id, c.at(probe)})
	return k
}

func (c *compiling) parts(n *yaml.Node, key string) []string {
	parts, nodes := c.words(n, key+": in")
	for i, part := range parts {
		if !slices.Contains(CompareParts, part) {
			c.unknownWord(nodes[i], "part of an answer", part, CompareParts)
		}
	}
	return parts
}

func (k *sameCheck) judge(o *exchange.Observation, w *World, out *Result) {
	var other *exchange.Observation
	if w.Observation != nil {
		other = w.Observation(k.probe)
	}
	if other == nil {
		out.unknown(k.key + ": " + k.probe + " was not observed")
		out.lacks(exchange.Missing{Kind: exchange.NotObserved, Probe: k.probe})
		return
	}
	different, unknowns, leftOut := Compare(k.assume(o, w), other, k.parts, w.Volatile)
	if len(different) == 0 && len(unknowns) == 0 && o != other {
		if why := alike(o, k.parts, w.Volatile); why != "" {
			unknowns = []string{why}
		}
	}
	switch {
	case k.same && len(different) > 0:
		k.differ(different, leftOut, out)
	case !k.same && len(different) > 0:
	case len(unknowns) > 0:
		for _, u := range unknowns {
			out.unknown(k.key + " " + k.probe + ": " + u)
		}
		out.lacks(other.Missing.Behind(k.probe, other.Missing.Detail))
	case !k.same:
		out.unmet(Failure{
			At: k.at, Subject: Subject{Key: k.key, Part: k.probe}, Expected: "another " + joined(k.parts, "or") + " than " + k.probe,
			Actual: "the same: " + Gist(o), Detail: leftOutText(leftOut),
			Beside: k.probe, Alike: true,
		})
	}
}

// differ adds a failure for each of the first differences.
func (k *sameCheck) differ(different []Difference, leftOut []string, out *Result) {
	const most = 10
	for i, d := range different[:min(len(different), most)] {
		f := Failure{
			At: k.at, Subject: Subject{Key: k.key, Part: k.probe + ": " + d.Path},
			Expected: d.B + ", as " + k.probe, Actual: d.A,
			Beside: k.probe,
		}
		if i == 0 {
			f.Detail = leftOutText(leftOut)
		}
		if i == most-1 && len(different) > most {
			f.Next = plural(len(different)-most, "more difference")
		}
		out.unmet(f)
	}
}

// assume is o with the status that is being assumed of it, for a comparison.
func (k *sameCheck) assume(o *exchange.Observation, w *World) *exchange.Observation {
	if w.assumedFor != o || !slices.Contains(k.parts, "status") {
		return o
	}
	assumed := *o.Reported
	assumed.Status, assumed.StatusAny = true, nil
	return &exchange.Observation{
		Probe: o.Probe, Request: o.Request, Status: w.assumed, Proto: o.Proto, Header: o.Header, Body: o.Body,
		Size: o.Size, Cut: o.Cut, Stream: o.Stream, Reported: &assumed,
	}
}

func leftOutText(leftOut []string) string {
	if len(leftOut) == 0 {
		return ""
	}
	return "left out as volatile: " + cutText(strings.Join(leftOut, ", "), 300)
}

func (k *sameCheck) summary() string {
	if k.same {
		return "same " + strings.Join(k.parts, ", ") + " as " + k.probe
	}
	return "another " + joined(k.parts, "or") + " than " + k.probe
}
