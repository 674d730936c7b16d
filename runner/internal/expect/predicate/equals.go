package predicate

import (
	"encoding/json"
	"slices"
	"strings"

	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/text"
)

// Equals is equality with a literal.
type Equals struct {
	Want any
	kind values.Kind
}

// Holds reports whether v is the literal.
func (e *Equals) Holds(v any) outcome.Outcome {
	if cut, ok := v.(values.Partial); ok {
		return partialEquals(cut, e.Want)
	}
	return outcome.Holds(values.Equal(e.Want, v))
}

// String returns the literal as shown in messages.
func (e *Equals) String() string { return show.Value(e.Want, e.kind) }

// Explain shows where v and the literal differ.
func (e *Equals) Explain(v any, f *outcome.Failure) {
	if want, ok := e.Want.(string); ok {
		f.Next = comparedWith(want, v, e.kind)
		if got, ok := v.(string); ok {
			explainText(want, got, f)
		}
		return
	}
	if values.TypeOf(e.Want) != values.TypeOf(v) {
		f.Next = alternatives(e.Want, v)
		return
	}
	switch e.Want.(type) {
	case []any, map[string]any:
		f.Detail = differencesText(e.Want, v)
	}
}

// alternatives gives advice where a scalar came and a list of scalars was expected; "" for others.
func alternatives(want, v any) string {
	list, ok := want.([]any)
	if !ok || len(list) == 0 || composed(v) || slices.ContainsFunc(list, composed) {
		return ""
	}
	shown, err := show.CompactJSON(list)
	if err != nil {
		return ""
	}
	return "to expect one of them, write {in: " + text.Cut(shown, 120) + "}"
}

// composed reports whether a value has items or members, or is none.
func composed(v any) bool {
	switch v.(type) {
	case string, json.Number, bool, nil:
		return false
	}
	return true
}

// differencesText lists the first paths at which two values differ.
func differencesText(want, got any) string {
	const most = 8
	text, count := "", 0
	values.Differences(want, got, "", func(path string, a, b any) bool {
		count++
		if count > most {
			text += "\n…"
			return false
		}
		if count > 1 {
			text += "\n"
		}
		text += "at " + path + ": expected " + show.Value(a, values.AsJSON) + ", got " + show.Value(b, values.AsJSON)
		return true
	})
	return text
}

// explainText shows where two texts differ: as a unified diff if they have lines, otherwise both
// shortened around the difference.
func explainText(want, got string, f *outcome.Failure) {
	const short = 100
	if len(want) <= short && len(got) <= short && !strings.Contains(want+got, "\n") {
		return
	}
	if strings.Contains(want, "\n") || strings.Contains(got, "\n") {
		f.Detail = show.Diff(want, got)
		return
	}
	at := show.CommonPrefix(want, got)
	f.Expected, f.Actual = show.Excerpt(want, at), show.Excerpt(got, at)
}

// Compared is Holds for a value that may have masks.
func (e *Equals) Compared(known mask.Names, v any) outcome.Outcome { return known.Equal(e.Want, v) }

// Named returns the literal.
func (e *Equals) Named() []any { return []any{e.Want} }

// Suggest returns the literal.
func (e *Equals) Suggest() []any { return []any{e.Want} }

// Beyond reports whether now is greater than the literal.
func (e *Equals) Beyond(now any) bool {
	order, ok := values.OrderOf(now, e.Want, false)
	return ok && order > 0
}

// Peak returns the literal.
func (e *Equals) Peak() any { return e.Want }

// partialEquals judges a text of which only the beginning is known.
func partialEquals(p values.Partial, want any) outcome.Outcome {
	s, ok := want.(string)
	if !ok || !strings.HasPrefix(s, p.Text) || s == p.Text {
		return outcome.Unmet
	}
	return outcome.Unknown
}

// Literal returns equality with a value.
func Literal(want any, k values.Kind) *Equals { return &Equals{want, k} }

// Code is [outcome.Type] if the JSON type of v differs from the literal's.
func (e *Equals) Code(v any) outcome.Code {
	if e.kind == values.AsJSON && values.TypeOf(e.Want) != values.TypeOf(v) {
		return CodeOf(v, outcome.Type)
	}
	return CodeOf(v, outcome.Value)
}
