package operator

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/source"
	"assay/runner/internal/value"
)

// contains is a part of a text, an element of a list, or members of an object.
type contains struct {
	want any // for a list, each must be present
	part *predicate.Predicate
	kind values.Kind
}

func compileContains(c *predicate.Compiler, n *yaml.Node, k values.Kind) predicate.Operator {
	if n.Kind == yaml.SequenceNode {
		all := &containsAll{kind: k}
		if len(n.Content) == 0 {
			c.Mistake(n, "contains: the list is empty, so everything would contain it")
		}
		for _, item := range n.Content {
			if one := compileContains(c, source.Resolve(item), k); one != nil {
				all.parts = append(all.parts, predicate.Term{At: c.At(item), Op: one, Masks: c.Masked})
			}
		}
		return all
	}
	want, ok := c.Operand(n, k)
	if !ok {
		return nil
	}
	return &contains{want, literalPart(c, n, want), k}
}

// literalPart returns the predicate that an element of a list, or an object, must meet to contain
// want: for an object only the given members.
func literalPart(c *predicate.Compiler, n *yaml.Node, want any) *predicate.Predicate {
	return predicate.New(c.At(n), subset(c, want), c.Masked)
}

// subset returns an example of literals only.
func subset(c *predicate.Compiler, want any) predicate.Operator {
	object, ok := want.(map[string]any)
	if !ok {
		return predicate.Literal(want, values.AsJSON)
	}
	out := &likeObject{}
	for _, k := range value.Names(object, nil) {
		p := predicate.New(source.Pos{}, subset(c, object[k]), c.Masked)
		out.fields = append(out.fields, likeField{k, p})
	}
	return out
}

func (t *contains) Holds(v any) outcome.Outcome {
	switch v := v.(type) {
	case string:
		want, ok := t.want.(string)
		return outcome.Holds(ok && strings.Contains(v, want))
	case values.Partial:
		if want, ok := t.want.(string); ok && strings.Contains(v.Text, want) {
			return outcome.Met
		}
		return outcome.Unknown
	case []any:
		found := outcome.Unmet
		for _, item := range v {
			if found = outcome.Or(found, t.part.Outcome(item)); found == outcome.Met {
				break
			}
		}
		return found
	case map[string]any:
		_, ok := t.want.(map[string]any)
		return outcome.And(outcome.Holds(ok), t.part.Outcome(v))
	}
	return outcome.Unmet
}

func (t *contains) String() string { return "containing " + show.Value(t.want, t.kind) }

func (t *contains) Explain(v any, f *outcome.Failure) {
	_, wantText := t.want.(string)
	switch v := v.(type) {
	case []any:
	case string:
		if !wantText {
			f.Detail = "a text contains texts only; this expects " + show.WithArticle(values.TypeOf(t.want))
			return
		}
		f.Actual = show.QuoteNear(v, t.want.(string))
	case map[string]any:
		if wantText {
			f.Next = "to ask for a member, write {like: {" + t.want.(string) + ": present}}"
		}
	default:
		f.Detail = "only a text, a list or an object contains something; this is " + show.WithArticle(values.TypeOf(v))
	}
}

// containsAll requires several parts.
type containsAll struct {
	parts []predicate.Term
	kind  values.Kind
}

func (t *containsAll) Holds(v any) outcome.Outcome {
	all := outcome.Met
	for i := range t.parts {
		all = outcome.And(all, t.parts[i].Outcome(v))
	}
	return all
}

func (t *containsAll) String() string {
	return joined(t.parts, "and", func(part predicate.Term) string { return part.Op.String() })
}

func (t *containsAll) JudgeWithin(v any, s outcome.Subject, at source.Pos, out *outcome.Result) {
	for i := range t.parts {
		if part := t.parts[i]; part.Outcome(v) == outcome.Unmet {
			part.At = at
			part.Explain(v, s, t.kind, out)
		}
	}
}

func (t *contains) OfMasked(known mask.Names, text string, _ []mask.Mask, _ outcome.Outcome) outcome.Outcome {
	return known.Compared(t.want, text, strings.Contains, "", "")
}

func (*containsAll) OfMasked(_ mask.Names, _ string, _ []mask.Mask, o outcome.Outcome) outcome.Outcome {
	return o
}

func (t *contains) Pieces() (start, middle, end string) {
	middle, _ = t.want.(string)
	return "", middle, ""
}

func (t *containsAll) Pieces() (start, middle, end string) {
	for i := range t.parts {
		if part, ok := t.parts[i].Op.(predicate.Piecemeal); ok {
			_, one, _ := part.Pieces()
			middle += one
		}
	}
	return "", middle, ""
}

func (t *containsAll) Suggest() []any { return nil }

func (t *contains) Suggest() []any { return []any{[]any{t.want}, t.want} }
