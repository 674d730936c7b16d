package cel

import (
	"errors"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
)

// errMasked is the value of a masked text in JSON: an expression that depends on it has
// no value either.
var errMasked = errors.New("it reads a value that is masked, whose spelling cannot be judged; expect has(…) of it, or compare it with the secret itself")

// maskedAnswer returns the response for the expression: in JSON a masked text is an error. For a
// masked text (the body, a header), why says why it cannot be judged, unless the expression is true
// for all values of the masks. A filled reference to a secret is equal to its mask; in an
// expression with one, only a mask that may hold it makes a text unknown.
func (e *celExpression) maskedAnswer(a *celAnswer) (_ *celAnswer, why string) {
	o, named := a.o, e.masks.In(e.text) != nil
	if e.reads["json"] {
		if v, err := o.JSON(); err == nil {
			if _, masks := e.masks.First(v); masks != nil {
				hidden := types.DefaultTypeAdapter.NativeToValue(e.hidden(v, named))
				made := map[string]any{"json": hidden}
				if others, ok := a.made[answersName]; ok {
					made[answersName] = others
				}
				a = &celAnswer{o: o, made: made, others: a.others}
			}
		}
	}
	text, masks := e.readText(o)
	switch {
	case masks == nil, named && e.masks.MayHold(masks, e.text) == "", !named && e.trueWhatever(a, masks):
		return a, ""
	}
	return a, "it reads a text of which a part is masked (" + text[masks[0].Start:masks[0].End] + "), and the verdict may lie in that part"
}

// readText returns the first text with masks that the expression reads.
func (e *celExpression) readText(o *exchange.Observation) (string, []mask.Mask) {
	if e.reads["body"] {
		if text := string(o.Body); strings.Contains(text, "${") {
			if masks := e.masks.In(text); masks != nil {
				return text, masks
			}
		}
	}
	var fields exchange.Header
	if e.reads["headers"] {
		fields = o.Header
	}
	if e.reads["trailers"] {
		fields = append(fields[:len(fields):len(fields)], o.Trailer...)
	}
	for i := range fields {
		if masks := e.masks.In(fields[i].Value); masks != nil && strings.Contains(strings.ToLower(e.text), strings.ToLower(fields[i].Name)) {
			return fields[i].Value, masks
		}
	}
	return "", nil
}

// trueWhatever reports whether the expression is true for all values of the masks, its own literals
// included.
func (e *celExpression) trueWhatever(a *celAnswer, masks []mask.Mask) bool {
	if mask.Whatever(masks, func(filler string) bool { return e.trueWith(a, filler) }) != outcome.Met {
		return false
	}
	for _, text := range e.texts {
		may := func(m mask.Mask) bool { return !strings.ContainsFunc(text, func(r rune) bool { return !m.Hides(r) }) }
		if slices.ContainsFunc(masks, may) && !e.trueWith(a, text) {
			return false
		}
	}
	return true
}

// textsOf lists the literal texts of an expression.
func textsOf(checked *cel.Ast) []string {
	var out []string
	ast.PostOrderVisit(checked.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.LiteralKind {
			if text, ok := e.AsLiteral().Value().(string); ok {
				out = append(out, text)
			}
		}
	}))
	return out
}

// trueWith reports whether the expression is true of the response with a filler for every mask.
func (e *celExpression) trueWith(a *celAnswer, filler string) bool {
	o := a.o.Copy()
	o.Header, o.Trailer = e.filled(a.o.Header, filler), e.filled(a.o.Trailer, filler)
	o.Body = []byte(mask.Filled(string(a.o.Body), e.masks.In(string(a.o.Body)), filler))
	with := newCELAnswer(o)
	with.made = map[string]any{}
	for _, name := range []string{"json", answersName} {
		if v, ok := a.made[name]; ok {
			with.made[name] = v
		}
	}
	value, _, err := e.program.Eval(with)
	return err == nil && value == types.True
}

// filled returns the fields with a filler for every mask.
func (e *celExpression) filled(h exchange.Header, filler string) exchange.Header {
	out := make(exchange.Header, len(h))
	for i, f := range h {
		out[i] = exchange.Field{Name: f.Name, Value: mask.Filled(f.Value, e.masks.In(f.Value), filler)}
	}
	return out
}

// hidden returns a JSON value with an error for every text with a mask, or, if the expression names
// secrets, with a mask that may hold one of them.
func (e *celExpression) hidden(v any, named bool) any {
	switch v := v.(type) {
	case string:
		if masks := e.masks.In(v); masks != nil && (!named || e.masks.MayHold(masks, e.text) != "") {
			return types.WrapErr(errMasked)
		}
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = e.hidden(v[i], named)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, member := range v {
			out[name] = e.hidden(member, named)
		}
		return out
	}
	return v
}
