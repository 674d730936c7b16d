package cel

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
)

// answersName is the variable with the responses of other probes.
const answersName = "answers"

// answerParts are the parts of another probe's response that an expression may read.
var answerParts = []string{"status", "headers", "json", "duration"}

// otherAnswers holds the probes that an expression names, and the parts that it reads of each.
type otherAnswers map[string]map[string]bool

func (others otherAnswers) ids() []string {
	ids := make([]string, 0, len(others))
	for id := range others {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	return ids
}

// answersOf finds the probes that an expression names, as answers["id"].part, for the suite to
// check. ok is false after an error: a name that is not a literal, or an unknown part.
func answersOf(c *predicate.Compiler, n *yaml.Node, checked *cel.Ast) (others otherAnswers, ok bool) {
	named, read := 0, 0
	wrong := ""
	others = otherAnswers{}
	ast.PostOrderVisit(checked.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.IdentKind:
			if e.AsIdent() == answersName {
				named++
			}
		case ast.SelectKind:
			id, is := answerNamed(e.AsSelect().Operand())
			if !is {
				return
			}
			part := e.AsSelect().FieldName()
			if !slices.Contains(answerParts, part) {
				wrong = part
			}
			if others[id] == nil {
				others[id] = map[string]bool{}
				c.Probes = append(c.Probes, compile.ProbeRef{ID: id, At: c.At(n), Key: "cel"})
			}
			others[id][part] = true
			read++
		}
	}))
	switch {
	case wrong != "":
		c.Mistake(n, "cel: answers[…].%s: unknown part of a response", wrong).Next = "it has " + strings.Join(answerParts, ", ")
		return nil, false
	case named != read:
		c.Mistake(n, "cel: answers is read by the id of a probe in quotes and a part of its response").
			Next = `write answers["id"].status, .headers, .json or .duration`
		return nil, false
	}
	return others, true
}

// answerNamed returns the id in answers["id"].
func answerNamed(e ast.Expr) (id string, ok bool) {
	if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != operators.Index {
		return "", false
	}
	args := e.AsCall().Args()
	if len(args) != 2 || args[0].Kind() != ast.IdentKind || args[0].AsIdent() != answersName || args[1].Kind() != ast.LiteralKind {
		return "", false
	}
	id, ok = args[1].AsLiteral().Value().(string)
	return id, ok
}

// lacks adds to out why a response that the expression names is unknown; false if all are known.
func (e *celExpression) lacks(w *check.World, out *outcome.Result) bool {
	for _, id := range e.others.ids() {
		o := w.Other(id)
		if why := e.unknownOther(id, o); why != "" {
			out.Doubt("cel " + e.text + ": " + why)
			switch {
			case o == nil:
				out.Lacks(exchange.Missing{Kind: exchange.NotObserved, Probe: id})
			case !o.Missing.None():
				out.Lacks(o.Missing.Behind(id, o.Missing.Detail))
			case o.Failure != nil:
				out.Lacks(exchange.Missing{Kind: exchange.NeedsAnswer, Probe: id})
			}
			return true
		}
	}
	return false
}

// unknownOther says why a part of another response that the expression reads is not known.
func (e *celExpression) unknownOther(id string, o *exchange.Observation) string {
	switch {
	case o == nil:
		return id + " was not observed"
	case !o.Missing.None():
		return id + " was not observed: " + o.Missing.String()
	case o.Failure != nil:
		return id + " got " + o.Failure.String()
	}
	one := &celExpression{reads: e.others[id]}
	if why := one.unknown(o); why != "" {
		return id + ": " + why
	}
	if !e.others[id]["headers"] || e.masks.In(e.text) != nil {
		return ""
	}
	for _, f := range o.Header {
		if e.masks.In(f.Value) != nil && strings.Contains(strings.ToLower(e.text), strings.ToLower(f.Name)) {
			return id + ": the header " + f.Name + " is masked"
		}
	}
	return ""
}

// celAnswers returns the map of the responses that the expression names; a masked text in JSON is
// an error.
func (e *celExpression) celAnswers(w *check.World) ref.Val {
	all, named := map[string]any{}, e.masks.In(e.text) != nil
	for id := range e.others {
		o := w.Other(id)
		one := map[string]any{
			"status": types.Int(o.Status), "headers": newCELHeaders(o.Header),
			"duration": types.Duration{Duration: o.Duration}, "json": celJSON(o),
		}
		if v, err := o.JSON(); err == nil {
			if _, masks := e.masks.First(v); masks != nil {
				one["json"] = types.DefaultTypeAdapter.NativeToValue(e.hidden(v, named))
			}
		}
		all[id] = types.NewStringInterfaceMap(types.DefaultTypeAdapter, one)
	}
	return types.NewStringInterfaceMap(types.DefaultTypeAdapter, all)
}

// with returns the response together with those of the probes that the expression names.
func (e *celExpression) with(a *celAnswer, w *check.World) *celAnswer {
	if len(e.others) == 0 {
		return a
	}
	out := newCELAnswer(a.o)
	out.made = map[string]any{answersName: e.celAnswers(w)}
	for _, id := range e.others.ids() {
		o := newCELAnswer(w.Other(id))
		for _, part := range answerParts {
			if e.others[id][part] {
				out.others = append(out.others, fmt.Sprintf("answers[%q].%s = %s", id, part, o.showOne(part)))
			}
		}
	}
	return out
}
