package importer

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"assay/runner/internal/subst"
)

// A template in quotes is a text, whatever its variable holds; a bare one in JSON is the variable's
// text parsed as JSON. A reference that is a whole text keeps its value's type, so the two need two
// vars or captures if the value is a number or the like. The need is known once everything is read:
// until then a reference that must be text has a mark after its name, and a bare one a mark before
// it.
const (
	textMark = "\ue0f0"
	bareMark = "\ue0f1"
)

// Quoted converts a text from quotes: a single reference becomes one to the value's text.
func Quoted(text string) string {
	if name, ok := subst.Whole(text); ok && !strings.HasSuffix(name, textMark) {
		return "${" + name + textMark + "}"
	}
	return text
}

// Typed returns a reference that keeps its value's type.
func (d *Draft) Typed(ref string) string {
	if name, ok := subst.Whole(ref); ok {
		d.typed[name] = true
	}
	return ref
}

// JSONText parses a JSON text in the document's syntax, with quoted and bare templates, into a
// value. plain is not nil if a bare one has a value that a suite cannot express: it is the text to
// send instead.
func (d *Draft) JSONText(text string) (v any, plain *string, ok bool) {
	v, ok = JSON(quotedBare(text))
	if !ok {
		return nil, nil, false
	}
	v = d.hidden(v)
	if d.eachBare(v, d.canBeTyped) {
		return each(v, d.settled), nil, true
	}
	s := jsonText(v)
	return v, &s, true
}

// settled resolves the mark of a JSON text.
func (d *Draft) settled(s string) string {
	if bare, ok := strings.CutPrefix(s, bareMark); ok {
		return d.Typed(bare)
	}
	return Quoted(s)
}

// eachBare reports whether is holds for all bare references of v.
func (d *Draft) eachBare(v any, is func(name string) bool) bool {
	all := true
	each(v, func(s string) string {
		if bare, ok := strings.CutPrefix(s, bareMark); ok {
			name, _ := subst.Whole(bare)
			all = all && is(name)
		}
		return s
	})
	return all
}

// canBeTyped reports whether a var or capture can have the type that its text has as
// JSON: captures of typed values, vars that hold a number or a word, or that the
// environment sets.
func (d *Draft) canBeTyped(name string) bool {
	if v := d.variable(name); v != nil {
		_, scalar := scalarOf(v.Value)
		return scalar || v.Env != ""
	}
	_, from := d.captureOf(name)
	return from != nil && typedSource(from[0].Key)
}

// typedSource reports whether a capture of that kind may be other than text.
func typedSource(key string) bool { return key == "json" || key == "xml" || key == "status" }

// scalarOf returns a value, or a text parsed as JSON, if that is a number or a boolean.
func scalarOf(v any) (any, bool) {
	if text, ok := v.(string); ok {
		v, _ = JSON(text)
	}
	switch v.(type) {
	case json.Number, bool:
		return v, true
	}
	return nil, false
}

func (d *Draft) variable(name string) *Var {
	for i := range d.Vars {
		if d.Vars[i].Name == name {
			return &d.Vars[i]
		}
	}
	return nil
}

// captureOf returns the probe of a reference to a capture, and the capture's source.
func (d *Draft) captureOf(ref string) (*Probe, Map) {
	id, name, _ := strings.Cut(ref, ".")
	for _, p := range d.Probes {
		if from, ok := p.Capture.Get(name).(Map); ok && p.ID == id {
			return p, from
		}
	}
	return nil, nil
}

// settleTypes gives every var and capture the type that its references need, and adds a second one
// if they need two.
func (d *Draft) settleTypes() {
	text := map[string]bool{}
	d.visit(func(s string) string {
		subst.Each(s, func(name string) {
			if name, ok := strings.CutSuffix(name, textMark); ok {
				text[name] = true
			}
		})
		return s
	})
	other := map[string]string{} // name with its mark to its replacement
	for name := range text {
		other[name+textMark] = name
	}
	needed := maps.Clone(d.typed)
	maps.Copy(needed, text)
	for _, name := range slices.Sorted(maps.Keys(needed)) {
		if v := d.variable(name); v != nil {
			d.settleVar(*v, text[name], d.typed[name], other)
		} else if p, from := d.captureOf(name); p != nil && text[name] && typedSource(from[0].Key) {
			d.settleCapture(p, name, from, other)
		}
	}
	d.visit(func(s string) string {
		if name, ok := subst.Whole(s); ok && other[name] != "" {
			return "${" + other[name] + "}"
		}
		return s
	})
}

func (d *Draft) settleVar(v Var, text, typed bool, other map[string]string) {
	if _, made := v.Value.(Map); made {
		return // {make: …} is a text
	}
	scalar, isScalar := scalarOf(v.Value)
	asText, asTyped := v, v
	asText.Value = subst.Text(v.Value)
	switch {
	case isScalar:
		asTyped.Value = scalar
	case v.Env != "":
		asTyped.Value = json.Number("0")
	}
	switch {
	case !typed:
		d.SetVar(asText)
	case !text:
		d.SetVar(asTyped)
	default:
		d.SetVar(asTyped)
		asText.Name = d.freeName(v.Name + "_text")
		d.SetVar(asText)
		other[v.Name+textMark] = asText.Name
	}
}

func (d *Draft) settleCapture(p *Probe, ref string, from Map, other map[string]string) {
	if from.Get("as") != nil {
		return // it is text already
	}
	_, name, _ := strings.Cut(ref, ".")
	asText := append(slices.Clone(from), Entry{Key: "as", Value: "text"})
	if !d.typed[ref] {
		p.Capture.Set(name, asText)
		return
	}
	p.Capture.Set(name+"_text", asText)
	other[ref+textMark] = ref + "_text"
}

// visit replaces every text of requests and findings by the result of visit.
func (d *Draft) visit(visit func(string) string) {
	for _, p := range d.Probes {
		p.URL = visit(p.URL)
		p.texts(visit)
	}
	for _, f := range d.Findings {
		each(f.Expect, visit)
		each(f.More, visit)
	}
}

// quotedBare quotes the bare references of a JSON text, with their mark.
func quotedBare(text string) string {
	var out strings.Builder
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\' && i+1 < len(text):
			out.WriteByte(c)
			i++
		case c == '"':
			quoted = !quoted
		case !quoted && strings.HasPrefix(text[i:], "${"):
			if end := strings.IndexByte(text[i:], '}'); end > 0 {
				out.WriteString(`"` + bareMark + text[i:i+end+1] + `"`)
				i += end
				continue
			}
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

// jsonText writes v as JSON, with bare references unquoted.
func jsonText(v any) string {
	switch v := v.(type) {
	case Map:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = subst.Text([]any{e.Key}) // ["key"]
			parts[i] = parts[i][1:len(parts[i])-1] + ": " + jsonText(e.Value)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case List:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = jsonText(v[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		if bare, ok := strings.CutPrefix(v, bareMark); ok {
			return bare
		}
		text := subst.Text([]any{v})
		return text[1 : len(text)-1]
	}
	return subst.Text(v)
}
