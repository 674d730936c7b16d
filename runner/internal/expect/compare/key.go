package compare

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// sameParts are the parts compared by default.
var sameParts = []string{"status", "headers", "body"}

// Shape is the shape of another probe's name, with the parts to compare.
var Shape = lang.Of("the id of a probe, or {probe: id, in: ["+strings.Join(Parts, ", ")+"]}", lang.AnyOf(
	aProbe,
	lang.Schema{
		"type": "object", "minProperties": 1, "additionalProperties": false, "required": []string{"probe"},
		"properties": lang.Schema{"probe": aProbe, "in": lang.OneOrMany(lang.Schema{"enum": Parts})},
	},
))

var aProbe = lang.Schema{"type": "string"}.Names("probe")

// sameCheck is the keys `same_as` and `differs_from`: they compare the response with another
// probe's, except volatile parts.
type sameCheck struct {
	at    source.Pos
	key   string
	probe string
	parts []string
	same  bool
}

// CompileSame reads the key `same_as`.
func CompileSame(c *predicate.Compiler, n *yaml.Node) check.Check {
	return sameAs(c, n, "same_as", true)
}

// CompileDiffers reads the key `differs_from`.
func CompileDiffers(c *predicate.Compiler, n *yaml.Node) check.Check {
	return sameAs(c, n, "differs_from", false)
}

// sameAs reads an id, or {probe: id, in: [parts]}.
func sameAs(c *predicate.Compiler, n *yaml.Node, key string, same bool) check.Check {
	k := &sameCheck{at: c.At(n), key: key, parts: sameParts, same: same}
	probe := n
	if n.Kind == yaml.MappingNode {
		probe = nil
		entries, _ := c.Entries(n, key, "")
		for _, e := range entries {
			switch e.Key {
			case "probe":
				probe = e.Value
			case "in":
				k.parts = compareParts(c, e.Value, key)
			default:
				c.UnknownWord(e.KeyNode, "key of "+key, e.Key, []string{"probe", "in"})
			}
		}
	}
	if probe == nil {
		c.Mistake(n, "%s names no probe", key).Next = "write " + key + ": id, or " + key + ": {probe: id, in: [status, body]}"
		return nil
	}
	id, ok := c.Text(probe, key)
	if !ok {
		return nil
	}
	k.probe = id
	c.Probes = append(c.Probes, compile.ProbeRef{ID: id, At: c.At(probe)})
	return k
}

func compareParts(c *predicate.Compiler, n *yaml.Node, key string) []string {
	parts, nodes := c.Words(n, key+": in")
	for i, part := range parts {
		if !slices.Contains(Parts, part) {
			c.UnknownWord(nodes[i], "part of an answer", part, Parts)
		}
	}
	return parts
}

func (k *sameCheck) Judge(o *exchange.Observation, w *check.World, out *outcome.Result) {
	other := w.Other(k.probe)
	if other == nil {
		out.Doubt(k.key + ": " + k.probe + " was not observed")
		out.Lacks(exchange.Missing{Kind: exchange.NotObserved, Probe: k.probe})
		return
	}
	different, unknowns, leftOut := Observations(k.assume(o, w), other, k.parts, w.Volatile)
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
			out.Doubt(k.key + " " + k.probe + ": " + u)
		}
		out.Lacks(other.Missing.Behind(k.probe, other.Missing.Detail))
	case !k.same:
		out.Fail(outcome.Failure{
			At: k.at, Code: outcome.Same, Subject: outcome.Subject{Key: k.key, Part: k.probe}, Expected: "another " + text.List(k.parts, "or") + " than " + k.probe,
			Actual: "the same: " + check.Gist(o), Detail: leftOutText(leftOut),
			Beside: k.probe, Alike: true,
		})
	}
}

// differ adds a failure for each of the first differences.
func (k *sameCheck) differ(different []Difference, leftOut []string, out *outcome.Result) {
	const most = 10
	for i, d := range different[:min(len(different), most)] {
		f := outcome.Failure{
			At: k.at, Code: outcome.Different, Subject: outcome.Subject{Key: k.key, Part: k.probe + ": " + d.Path},
			Expected: d.B + ", as " + k.probe, Actual: d.A,
			Beside: k.probe,
		}
		if i == 0 {
			f.Detail = leftOutText(leftOut)
		}
		if i == most-1 && len(different) > most {
			f.Next = text.Count(len(different)-most, "more difference")
		}
		out.Fail(f)
	}
}

// assume returns o with its assumed status, for a comparison.
func (k *sameCheck) assume(o *exchange.Observation, w *check.World) *exchange.Observation {
	status, ok := w.Assumes(o)
	if !ok || !slices.Contains(k.parts, "status") {
		return o
	}
	assumed := *o.Reported
	assumed.Status, assumed.StatusAny = true, nil
	return &exchange.Observation{
		Probe: o.Probe, Request: o.Request, Status: status, Proto: o.Proto, Header: o.Header, Body: o.Body,
		Size: o.Size, Cut: o.Cut, Stream: o.Stream, Reported: &assumed,
	}
}

func leftOutText(leftOut []string) string {
	if len(leftOut) == 0 {
		return ""
	}
	return "left out as volatile: " + text.Cut(strings.Join(leftOut, ", "), 300)
}

func (k *sameCheck) Summary() string {
	if k.same {
		return "same " + strings.Join(k.parts, ", ") + " as " + k.probe
	}
	return "another " + text.List(k.parts, "or") + " than " + k.probe
}

func (k *sameCheck) Examples(x *check.Sketch, d check.Draft) []check.Draft {
	other := x.Other(k.probe)
	if !other.Known() {
		return nil
	}
	if k.same {
		d.Status, d.Header, d.Body = other.Status, other.Header, other.Body
		return []check.Draft{d}
	}
	return k.otherThan(other, d)
}

// otherThan returns drafts that differ from a response in one of the parts compared.
func (k *sameCheck) otherThan(other *exchange.Observation, d check.Draft) []check.Draft {
	var out []check.Draft
	if slices.Contains(k.parts, "status") {
		for _, status := range check.UsualStatuses[:4] {
			if one := d; status != other.Status && (d.Status == 0 || d.Status == status) {
				one.Status = status
				out = append(out, one)
			}
		}
	}
	if slices.Contains(k.parts, "body") {
		one := d
		one.Body = append(slices.Clone(other.Body), " and more"...)
		out = append(out, one)
	}
	return out
}

// Observations compares two responses in these parts, except volatile ones. unknowns says what
// could not be compared (unreported parts, no response); leftOut names the volatile parts that were
// ignored. The responses are equal if there are no differences and no unknowns.
func Observations(a, b *exchange.Observation, parts []string, v *exchange.Volatile) (differences []Difference, unknowns, leftOut []string) {
	if v == nil {
		v = &exchange.Volatile{}
	}
	c := &comparison{a: a, b: b, volatile: v}
	if !c.answered() {
		return nil, c.unknowns, nil
	}
	for _, part := range parts {
		switch part {
		case "status":
			c.status()
		case "headers":
			c.headers()
		case "body":
			c.body()
		case "shape":
			c.shape()
		}
	}
	return c.differences, c.unknowns, c.leftOut
}
