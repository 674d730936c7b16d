package cel

import (
	"errors"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/interpreter"
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/source"
)

// celCheck is the key `cel`: expressions that must all be true.
type celCheck struct {
	expressions []*celExpression
}

// Compile reads one expression or a list of them.
func Compile(c *predicate.Compiler, n *yaml.Node) check.Check {
	n = source.Resolve(n)
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items, _ = c.List(n, "cel", "a list of expressions")
	}
	out := &celCheck{}
	for _, item := range items {
		if e := compileExpression(c, source.Resolve(item)); e != nil {
			out.expressions = append(out.expressions, e)
		}
	}
	if len(out.expressions) == 0 {
		return nil
	}
	return out
}

// compileExpression compiles one expression: it parses and type-checks it, and checks that it is a
// condition.
func compileExpression(c *predicate.Compiler, n *yaml.Node) *celExpression {
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		c.Mistake(n, "cel: expected an expression or a list of expressions").
			Next = "write cel: [\"status == 200\"]"
		return nil
	}
	text := n.Value
	if compile.IsLate(n) {
		return nil
	}
	env, err := celEnvironment()
	if err != nil {
		c.Mistake(n, "cel: %v", err)
		return nil
	}
	checked, issues := env.Compile(text)
	if issues.Err() != nil {
		recordIssues(c, n, text, env, issues)
		return nil
	}
	if t := checked.OutputType(); !t.IsExactType(cel.BoolType) && !t.IsExactType(cel.DynType) {
		c.Mistake(n, "cel: %s is a value of type %s, expected true or false", text, t).
			Next = "compare it with something, as in " + text + " == …"
		return nil
	}
	others, ok := answersOf(c, n, checked)
	if !ok {
		return nil
	}
	program, err := env.Program(checked, cel.CostLimit(celCostLimit), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		c.Mistake(n, "cel: %v", err)
		return nil
	}
	return &celExpression{at: c.At(n), text: text, program: program, reads: variablesOf(checked), masks: c.Masked, texts: textsOf(checked), others: others}
}

// recordIssues records each error of an expression, at its own column if the expression is on one
// line of the document as written.
func recordIssues(c *predicate.Compiler, n *yaml.Node, text string, env *cel.Env, issues *cel.Issues) {
	names := identifiers(env, text)
	for _, issue := range issues.Errors() {
		at := c.At(n)
		if asWritten(n, at, text) && issue.Location.Line() == 1 && issue.Location.Column() > 0 {
			at.Col += issue.Location.Column()
			if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
				at.Col++
			}
		}
		message, _, _ := strings.Cut(strings.TrimSpace(issue.Message), "\n")
		problem := c.Problems.Add(at, "cel: %s: %s", text, message)
		if names[issue.ExprID] {
			problem.Next = "known here: " + strings.Join(variableNames(env), ", ")
		}
	}
}

// identifiers returns the ids of the names of variables in an expression, as it is parsed. The
// checker finds nothing else wrong with a name than that there is no such variable.
func identifiers(env *cel.Env, text string) map[int64]bool {
	parsed, issues := env.Parse(text)
	if issues.Err() != nil {
		return nil
	}
	ids := map[int64]bool{}
	ast.PostOrderVisit(parsed.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.IdentKind {
			ids[e.ID()] = true
		}
	}))
	return ids
}

// variableNames lists the variables of expressions in alphabetical order.
func variableNames(env *cel.Env) []string {
	var out []string
	for _, v := range env.Variables() {
		if v.Type().Kind() != types.TypeKind {
			out = append(out, v.Name())
		}
	}
	slices.Sort(out)
	return out
}

// asWritten reports whether the line of the document has the expression verbatim, so that their
// columns correspond.
func asWritten(n *yaml.Node, at source.Pos, text string) bool {
	return n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 && !strings.Contains(text, "\n") &&
		strings.Contains(at.File.Line(at.Line), text)
}

// variablesOf lists the variables that an expression reads.
func variablesOf(checked *cel.Ast) map[string]bool {
	reads := map[string]bool{}
	ast.PostOrderVisit(checked.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.IdentKind {
			reads[e.AsIdent()] = true
		}
	}))
	return reads
}

// JudgesSamples reports whether an expression is about all samples of a repeat.
func (k *celCheck) JudgesSamples() bool {
	return slices.ContainsFunc(k.expressions, func(e *celExpression) bool { return e.reads["samples"] })
}

func (k *celCheck) Judge(o *exchange.Observation, w *check.World, out *outcome.Result) {
	whole := newCELAnswer(o)
	for _, e := range k.expressions {
		if e.lacks(w, out) {
			continue
		}
		bound := whole
		why := e.unknown(o)
		if why == "" {
			bound, why = e.maskedAnswer(e.with(whole, w))
		}
		switch {
		case len(o.Samples) > 1 && !out.OfSample() && !e.reads["samples"]:
			check.JudgeEachSample("cel", &celCheck{[]*celExpression{e}}, o, w, out)
		case why != "":
			out.Doubt("cel " + e.text + ": " + why)
		default:
			e.judge(bound, out)
		}
	}
}

// unknown says what the expression reads that is unknown for o.
func (e *celExpression) unknown(o *exchange.Observation) string {
	if e.reads["body"] || e.reads["json"] {
		if why := check.BodyUnknown(o); why != "" {
			return why
		}
	}
	if e.reads["trailers"] {
		if why := check.TrailersUnknown(o); why != "" {
			return why
		}
	}
	r := o.Reported
	switch {
	case r == nil:
		return ""
	case e.reads["status"] && (!r.Status || len(r.StatusAny) > 0):
		return "the source did not report the one status"
	case e.reads["headers"] && !reportsAllHeaders(r):
		return "the source did not report all headers"
	case e.reads["duration"] && !r.Timing:
		return "the source did not report the timing"
	}
	return ""
}

func reportsAllHeaders(r *exchange.Reported) bool {
	for _, name := range r.Headers {
		if name == "*" {
			return true
		}
	}
	return false
}

func (e *celExpression) judge(bound *celAnswer, out *outcome.Result) {
	value, _, err := e.program.Eval(bound)
	var stopped interpreter.EvalCancelledError
	switch {
	case errors.As(err, &stopped):
		out.Doubt("cel " + e.text + ": it takes more steps than are made; judge a smaller part of the answer")
	case errors.Is(err, errMasked):
		out.Doubt("cel " + e.text + ": " + err.Error())
	case bound.tooDeep(e.reads):
		out.Doubt("cel " + e.text + ": " + exchange.ErrTooDeep.Error())
	case err != nil:
		out.Fail(outcome.Failure{At: e.at, Code: outcome.Unevaluated, Subject: outcome.Subject{Key: "cel"}, Expected: e.text, Actual: "an error: " + err.Error(),
			Detail: bound.shown(e.reads), Next: celAdvice(err)})
	case value == types.True:
	case value == types.False:
		out.Fail(outcome.Failure{At: e.at, Code: outcome.False, Subject: outcome.Subject{Key: "cel"}, Expected: e.text, Actual: "false", Detail: bound.shown(e.reads)})
	default:
		out.Fail(outcome.Failure{At: e.at, Code: outcome.Unevaluated, Subject: outcome.Subject{Key: "cel"}, Expected: e.text + " to be true or false",
			Actual: celShow(value), Detail: bound.shown(e.reads)})
	}
}

func celAdvice(err error) string {
	if lacksKey(err) {
		return "guard a part that may be missing with has(…)"
	}
	return ""
}

// lacksKey reports whether an expression failed because of a missing member or header. cel-go has
// no error value for that, so this function reads the text, which a test checks.
func lacksKey(err error) bool { return strings.HasPrefix(err.Error(), "no such key: ") }

func (*celCheck) Costly(o *exchange.Observation, _ *check.World, _ int) bool {
	return check.BySchema(o)
}
