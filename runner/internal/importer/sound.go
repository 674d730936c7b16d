package importer

import (
	"bytes"
	"errors"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/plan"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// pendingTests is the reason for a pending finding that lost all its expectations.
const pendingTests = "what it expects is not carried over: say what must hold"

// untilSound writes the draft, and removes and lists the parts that a suite at path refuses, until
// none is left. The error is a source.Problems if no probe remains.
func (d *Draft) untilSound(path string) ([]byte, error) {
	for {
		if len(d.Probes) == 0 {
			return nil, d.nothingLeft()
		}
		text, err := d.encode()
		if err != nil {
			return nil, err
		}
		refused, err := d.refusals(path, text)
		if err != nil {
			return nil, err
		}
		if len(refused) == 0 || !d.takeOut(text, refused) { // loading it reports the rest
			return d.whole(text), nil
		}
		d.Left.Sort()
		d.prune()
	}
}

// refusals returns the problems of a suite with that text.
func (d *Draft) refusals(path string, text []byte) (source.Problems, error) {
	_, err := d.planned(path, text)
	var refused source.Problems
	if err != nil && !errors.As(err, &refused) {
		return nil, err
	}
	return refused, nil
}

// planned reads a suite and plans its requests, without the environment's values.
func (d *Draft) planned(path string, text []byte) (*plan.Plan, error) {
	if d.sound != nil && bytes.Equal(text, d.soundText) {
		return d.sound, nil
	}
	s, err := suite.Parse(path, text, suite.Options{Env: func(string) (string, bool) { return "", false }, Shared: d.Read})
	if err != nil {
		return nil, err
	}
	p, err := plan.Build(s)
	if err == nil {
		d.sound, d.soundText = p, text
	}
	return p, err
}

// nothingLeft returns the error for a file without a usable request.
func (d *Draft) nothingLeft() error {
	ps := d.asErrors()
	ps.Add(source.Pos{File: d.From, Line: 1, Col: 1}, "no request of it makes a probe").Next = "mend the requests that are listed"
	return ps
}

// Empty returns the error for a file without a request: what of it was left out, or if that is
// nothing, the message and the next step.
func (d *Draft) Empty(message, next string) error {
	ps := d.asErrors()
	if len(ps) == 0 {
		ps.Add(source.Pos{File: d.From, Line: 1, Col: 1}, "%s", message).Next = next
	}
	return ps
}

// asErrors returns what was left out as errors, with secrets hidden.
func (d *Draft) asErrors() source.Problems {
	var ps source.Problems
	hide := d.hiding()
	for _, p := range d.Left {
		one := *p
		one.Severity, one.Message, one.Quote = source.Error, hide(p.Message), hide(p.Quote)
		ps = append(ps, &one)
	}
	return ps
}

// takeOut removes the parts of the draft at the refused places of text, and reports whether there
// were any.
func (d *Draft) takeOut(text []byte, refused source.Problems) bool {
	var doc yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(text)).Decode(&doc); err != nil || len(doc.Content) == 0 {
		return false
	}
	some := false
	gone := map[string]bool{} // one error may be reported at several places of a part
	for _, p := range refused {
		keys := keysAt(doc.Content[0], p.Pos)
		if len(keys) < 2 {
			keys = append(keys, "")
		}
		part := keys[0] + "\n" + keys[1]
		if gone[part] && keys[0] != "findings" {
			continue
		}
		if d.takePart(keys, p) {
			gone[part], some = true, true
		}
	}
	return some
}

// keysAt returns the keys that lead to the place; for lists, the index.
func keysAt(n *yaml.Node, at source.Pos) []string {
	before := func(n *yaml.Node) bool { return n.Line < at.Line || n.Line == at.Line && n.Column <= at.Col }
	var keys []string
	for n != nil {
		var below *yaml.Node
		key := ""
		switch n.Kind {
		case yaml.MappingNode:
			for i := 0; i+1 < len(n.Content) && before(n.Content[i]); i += 2 {
				key, below = n.Content[i].Value, n.Content[i+1]
			}
		case yaml.SequenceNode:
			for i, item := range n.Content {
				if before(item) {
					key, below = strconv.Itoa(i), item
				}
			}
		}
		if below != nil {
			keys = append(keys, key)
		}
		n = below
	}
	return keys
}

// takePart removes the part that the keys lead to.
func (d *Draft) takePart(keys []string, why *source.Problem) bool {
	switch name := keys[1]; keys[0] {
	case "target":
		if d.Target == standIn {
			return false
		}
		d.refuse(source.Pos{File: d.From}, why, "the address %q is left out; %s stands in its place", d.Target, standIn)
		d.Target = standIn
		return true
	case "vars":
		return d.takeVarOut(name, why)
	case "probes":
		return d.takeProbeOut(name, keys[2:], why)
	case "findings":
		return d.takeFindingOut(name, keys[2:], why)
	case "redact":
		d.refuse(source.Pos{File: d.From}, why, "what is masked in answers is left out")
		d.RedactJSON = nil
		return true
	case "request":
		return d.takeOption(name, keys[2:], why)
	}
	return false
}

// takeOption removes an option of all requests.
func (d *Draft) takeOption(name string, keys []string, why *source.Problem) bool {
	some := name == "auth" && d.shared.Auth != nil
	if some {
		d.shared.Auth = nil
	}
	for _, m := range []*Map{&d.Shared, &d.shared.Headers, &d.shared.Cookies} {
		before := len(*m)
		*m = without(*m, name)
		if len(keys) > 0 {
			*m = without(*m, keys[0])
		}
		some = some || len(*m) < before
	}
	if some {
		d.refuse(source.Pos{File: d.From}, why, "the option %s of all requests is left out", name)
	}
	return some
}

// standIn is the target if the file names none that is valid in a suite.
const standIn = "http://localhost"

// refuse lists a removed part and the reason.
func (d *Draft) refuse(at source.Pos, why *source.Problem, format string, args ...any) {
	next := why.Next
	if why.DidYouMean != "" {
		next = `did you mean "` + why.DidYouMean + `"?`
	}
	if at.Line > 0 {
		d.refusedAt[at] = true
	}
	d.Drop(at, next, format+": %s", append(args, why.Message)...)
}

func (d *Draft) takeVarOut(name string, why *source.Problem) bool {
	i := slices.IndexFunc(d.Vars, func(v Var) bool { return v.Name == name })
	if i < 0 {
		return false
	}
	d.refuse(source.Pos{File: d.From}, why, "the variable %s is left out", name)
	d.Vars = slices.Delete(d.Vars, i, i+1)
	return true
}

// takeProbeOut removes a capture or the end of a wait from a probe, and for anything else the whole
// probe: without that part it would be another request.
func (d *Draft) takeProbeOut(id string, keys []string, why *source.Problem) bool {
	i := slices.IndexFunc(d.Probes, func(p *Probe) bool { return p.ID == id })
	if i < 0 {
		return false
	}
	p := d.Probes[i]
	switch {
	case len(keys) > 1 && keys[0] == "capture" && p.Capture.Get(keys[1]) != nil:
		i := slices.IndexFunc(p.Capture, func(e Entry) bool { return e.Key == keys[1] })
		d.refuse(orAt(placeIn(p.Capture[i:i+1]), p.At), why, "the capture %s is left out", keys[1])
		p.Capture = without(p.Capture, keys[1])
		return true
	case len(keys) > 0 && p.More.Get(keys[0]) != nil:
		d.takeMore(p, keys, why)
		return true
	}
	d.refuse(p.At, why, "the request %s %s is left out", p.method(), ShownPath(p.URL))
	d.Probes = slices.Delete(d.Probes, i, i+1)
	delete(d.Recorded, id)
	d.Findings = slices.DeleteFunc(d.Findings, func(f *Finding) bool { return onlyOf(f.Probe, id) })
	for _, f := range d.Findings {
		f.Probe = withoutItem(f.Probe, id)
	}
	for _, other := range d.Probes {
		if after := other.More.Get("after"); after == any(id) {
			other.More = without(other.More, "after")
			if before := d.before(p); before != nil {
				other.More.Set("after", before)
			}
		} else if after != nil {
			other.More.Set("after", withoutItem(after, id))
		}
	}
	return true
}

// before returns the probes that p waits for: its after:, or a probe that it refers to.
func (d *Draft) before(p *Probe) any {
	if after := p.More.Get("after"); after != nil {
		return after
	}
	for _, other := range slices.Backward(d.Probes) {
		if p.refersTo(other.ID) {
			return other.ID
		}
	}
	return nil
}

// takeMore removes a key of a probe that is not about its request; from until:, only the one
// expectation.
func (d *Draft) takeMore(p *Probe, keys []string, why *source.Problem) {
	if until, ok := p.More.Get(keys[0]).(Map); ok && len(keys) > 2 && keys[1] == "expect" {
		expect, _ := until.Get("expect").(Map)
		if rest, _ := withoutPart(expect, keys[2:]); len(rest) > 0 {
			until.Set("expect", rest)
			return // the finding lists it
		}
	}
	d.refuse(p.At, why, "%s of %s %s is left out", keys[0], p.method(), ShownPath(p.URL))
	p.More = without(p.More, keys[0])
}

// onlyOf reports whether a finding judges that probe only.
func onlyOf(probe any, id string) bool {
	list, ok := probe.(List)
	return probe == any(id) || ok && len(list) == 1 && list[0] == any(id)
}

func withoutItem(v any, id string) any {
	if list, ok := v.(List); ok {
		return slices.DeleteFunc(slices.Clone(list), func(item any) bool { return item == any(id) })
	}
	return v
}

// takeFindingOut removes an expectation from a finding, or the whole finding.
func (d *Draft) takeFindingOut(id string, keys []string, why *source.Problem) bool {
	i := slices.IndexFunc(d.Findings, func(f *Finding) bool { return f.ID == id })
	if i < 0 {
		return false
	}
	f := d.Findings[i]
	at := d.placeOf(f)
	if len(keys) < 2 || keys[0] != "expect" {
		d.refuse(at, why, "the finding %s is left out", id)
		d.Findings = slices.Delete(d.Findings, i, i+1)
		return true
	}
	rest, taken := withoutPart(f.Expect, keys[1:])
	if taken.Key == "" {
		return false
	}
	if !d.refusedAt[taken.At] { // from a capture that must be found
		d.refuse(orAt(taken.At, at), why, "an expectation of %s is left out", id)
	}
	if f.Expect = rest; len(rest) == 0 {
		f.Expect = MapOf("status", MapOf("lt", 500))
		f.More.Set("pending", pendingTests)
	}
	return true
}

// placeOf returns the place of the request that a finding judges.
func (d *Draft) placeOf(f *Finding) source.Pos {
	for _, p := range d.Probes {
		if onlyOf(f.Probe, p.ID) {
			return p.At
		}
	}
	return source.Pos{File: d.From}
}

// withoutPart returns an expectation without the part that the keys lead to, and that part: an
// entry of json, headers and the like, an item of all, or a whole key.
func withoutPart(expect Map, keys []string) (Map, Entry) {
	i := slices.IndexFunc(expect, func(e Entry) bool { return e.Key == keys[0] })
	if i < 0 {
		return expect, Entry{}
	}
	taken := expect[i]
	parts, isMap := taken.Value.(Map)
	if byParts[keys[0]] && isMap && len(keys) > 1 && len(parts) > 1 {
		if j := slices.IndexFunc(parts, func(e Entry) bool { return e.Key == keys[1] }); j >= 0 {
			out := slices.Clone(expect)
			out[i].Value = slices.Delete(slices.Clone(parts), j, j+1)
			return out, parts[j]
		}
	}
	if items, ok := taken.Value.(List); ok && keys[0] == "all" && len(keys) > 1 && len(items) > 1 {
		if j, err := strconv.Atoi(keys[1]); err == nil && j < len(items) {
			out := slices.Clone(expect)
			out[i].Value = slices.Delete(slices.Clone(items), j, j+1)
			return out, Entry{Key: "all", Value: items[j], At: placeIn(items[j])}
		}
	}
	if taken.At.IsZero() {
		taken.At = placeIn(taken.Value)
	}
	return slices.Delete(slices.Clone(expect), i, i+1), taken
}

// placeIn returns the first place in an expectation.
func placeIn(v any) source.Pos {
	switch v := v.(type) {
	case Map:
		for _, e := range v {
			if at := orAt(e.At, placeIn(e.Value)); !at.IsZero() {
				return at
			}
		}
	case List:
		for _, item := range v {
			if at := placeIn(item); !at.IsZero() {
				return at
			}
		}
	}
	return source.Pos{}
}

func orAt(at, otherwise source.Pos) source.Pos {
	if at.IsZero() {
		return otherwise
	}
	return at
}

func without(m Map, key string) Map {
	return slices.DeleteFunc(slices.Clone(m), func(e Entry) bool { return e.Key == key })
}
