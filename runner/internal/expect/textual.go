package expect

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
)

// textOperator is an operator on texts only; of another type of value it is
// unmet, and the failure says so.
type textOperator struct {
	words string
	want  string
	test  func(text, want string) bool
	// partial judges a text of which only the beginning is known.
	partial func(text, want string) Outcome
	atEnd   bool // it compares the end of the text, and else its beginning
}

func (t *textOperator) holds(v any) Outcome {
	switch v := v.(type) {
	case string:
		return met(t.test(v, t.want))
	case partialText:
		return t.partial(v.text, t.want)
	}
	return Unmet
}

func (t *textOperator) String() string { return t.words + " " + quote(t.want) }

func (t *textOperator) explain(v any, f *Failure) { explainTextOnly(v, f) }

// explainTextOnly tells that an operator is about texts.
func explainTextOnly(v any, f *Failure) {
	switch v.(type) {
	case string, partialText:
	default:
		f.Detail = "only a text can be judged so; this is " + withArticle(typeOf(v))
	}
}

func withArticle(noun string) string {
	switch noun {
	case "null":
		return noun
	case "array", "object", "integer":
		return "an " + noun
	}
	return "a " + noun
}

func compileStartsWith(c *compiling, n *yaml.Node, _ valueKind) operator {
	want, ok := c.text(n, "starts_with")
	if !ok {
		return nil
	}
	return &textOperator{"starting with", want, strings.HasPrefix, func(text, want string) Outcome {
		if len(text) < len(want) && strings.HasPrefix(want, text) {
			return Unknown
		}
		return met(strings.HasPrefix(text, want))
	}, false}
}

func compileEndsWith(c *compiling, n *yaml.Node, _ valueKind) operator {
	want, ok := c.text(n, "ends_with")
	if !ok {
		return nil
	}
	return &textOperator{"ending with", want, strings.HasSuffix, func(string, string) Outcome { return Unknown }, true}
}

// matches is a search for a regular expression of RE2.
type matches struct{ pattern *regexp.Regexp }

func compileMatches(c *compiling, n *yaml.Node, _ valueKind) operator {
	re := c.pattern(n, "matches")
	if re == nil {
		return nil
	}
	return &matches{re}
}

// pattern reads a regular expression; nil after a mistake.
func (c *compiling) pattern(n *yaml.Node, key string) *regexp.Regexp {
	text, ok := c.text(n, key)
	if !ok {
		return nil
	}
	re, err := cached(c.Shared, "regexp", text, regexp.Compile)
	if err != nil {
		c.mistake(n, "%s: %s", key, strings.TrimPrefix(err.Error(), "error parsing regexp: ")).
			Next = "patterns are RE2's: no lookaround, no backreferences; single quotes keep backslashes as they are"
		return nil
	}
	return re
}

func (m *matches) holds(v any) Outcome {
	switch v := v.(type) {
	case string:
		return met(m.pattern.MatchString(v))
	case int:
		n, _ := numberOf(v)
		return met(m.pattern.MatchString(string(n)))
	case partialText:
		// What matches before the end of what is known, matches whatever follows.
		if at := m.pattern.FindStringIndex(v.text); at != nil && at[1] < len(v.text) {
			return Met
		}
		return Unknown
	}
	return Unmet
}

func (m *matches) String() string { return "matching /" + m.pattern.String() + "/" }

func (m *matches) explain(v any, f *Failure) {
	if _, status := v.(int); !status {
		explainTextOnly(v, f)
	}
}

// contains is a part of a text, an element of a list, or members of an object.
type contains struct {
	want any // of a list, each must be there
	part *predicate
	kind valueKind
}

func compileContains(c *compiling, n *yaml.Node, k valueKind) operator {
	if n.Kind == yaml.SequenceNode {
		all := &containsAll{}
		if len(n.Content) == 0 {
			c.mistake(n, "contains: the list is empty, so everything would contain it")
		}
		for _, item := range n.Content {
			if one := compileContains(c, source.Resolve(item), k); one != nil {
				all.parts = append(all.parts, term{at: c.at(item), op: one, masks: c.Masked})
			}
		}
		return all
	}
	want, ok := c.operand(n, k)
	if !ok {
		return nil
	}
	return &contains{want, literalPart(c, n, want), k}
}

// literalPart is the predicate that an element of a list, or an object, must
// meet to hold want: of an object the members shown.
func literalPart(c *compiling, n *yaml.Node, want any) *predicate {
	p := &predicate{at: c.at(n)}
	p.terms = []term{{at: p.at, op: c.subset(want), masks: c.Masked}}
	return p
}

// subset is an example made of literals only.
func (c *compiling) subset(want any) operator {
	object, ok := want.(map[string]any)
	if !ok {
		return &equals{want, asJSON}
	}
	out := &likeObject{}
	for _, k := range unionKeys(object, nil) {
		p := &predicate{terms: []term{{op: c.subset(object[k]), masks: c.Masked}}}
		out.fields = append(out.fields, likeField{k, p})
	}
	return out
}

func (t *contains) holds(v any) Outcome {
	switch v := v.(type) {
	case string:
		want, ok := t.want.(string)
		return met(ok && strings.Contains(v, want))
	case partialText:
		if want, ok := t.want.(string); ok && strings.Contains(v.text, want) {
			return Met
		}
		return Unknown
	case []any:
		found := Unmet
		for _, item := range v {
			if found = either(found, t.part.outcome(item)); found == Met {
				break
			}
		}
		return found
	case map[string]any:
		_, ok := t.want.(map[string]any)
		return both(met(ok), t.part.outcome(v))
	}
	return Unmet
}

func (t *contains) String() string { return "containing " + show(t.want, t.kind) }

func (t *contains) explain(v any, f *Failure) {
	_, wantText := t.want.(string)
	switch v := v.(type) {
	case []any:
	case string:
		if !wantText {
			f.Detail = "a text contains texts only; this expects " + withArticle(typeOf(t.want))
			return
		}
		f.Actual = quoteNear(v, t.want.(string))
	case map[string]any:
		if wantText {
			f.Next = "to ask for a member, write {like: {" + t.want.(string) + ": present}}"
		}
	default:
		f.Detail = "only a text, a list or an object contains something; this is " + withArticle(typeOf(v))
	}
}

// containsAll is several parts that must all be there.
type containsAll struct{ parts []term }

func (t *containsAll) holds(v any) Outcome {
	all := Met
	for i := range t.parts {
		all = both(all, t.parts[i].outcome(v))
	}
	return all
}

func (t *containsAll) String() string {
	words := make([]string, len(t.parts))
	for i := range t.parts {
		words[i] = t.parts[i].op.String()
	}
	return joined(words, "and")
}

func (t *containsAll) judgeWithin(v any, s Subject, at source.Pos, out *Result) {
	for i := range t.parts {
		if part := t.parts[i]; part.outcome(v) == Unmet {
			part.at = at
			part.explain(v, s, part.op.(*contains).kind, out)
		}
	}
}

// length is the number of a text's characters, a list's items or an object's
// members.
type length struct{ want *predicate }

func compileLength(c *compiling, n *yaml.Node, _ valueKind) operator {
	return &length{c.predicate(n, asNumber)}
}

// lengthOf is -1 for what has none.
func lengthOf(v any) int {
	switch v := v.(type) {
	case string:
		return utf8.RuneCountInString(v)
	case []any:
		return len(v)
	case map[string]any:
		return len(v)
	}
	return -1
}

func (l *length) holds(v any) Outcome {
	if _, cut := v.(partialText); cut {
		return Unknown
	}
	n := lengthOf(v)
	if n < 0 {
		return Unmet
	}
	return l.want.outcome(n)
}

func (l *length) String() string { return "of length " + l.want.String() }

func (l *length) explain(v any, f *Failure) {
	if n := lengthOf(v); n >= 0 {
		f.Actual = "length " + show(n, asNumber) + ": " + f.Actual
		return
	}
	f.Detail = withArticle(typeOf(v)) + " has no length"
}
