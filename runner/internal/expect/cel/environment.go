package cel

import (
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/ext"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/mask"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// celCostLimit is the maximum cost of one expression on one response, in CEL's units (about one per
// step): enough for a body of some thousand items, and far below a second.
const celCostLimit = 1_000_000

// celEnvironment declares the variables of expressions. It is built for the first expression,
// because that takes some milliseconds.
var celEnvironment = sync.OnceValues(func() (*cel.Env, error) {
	return cel.NewEnv(
		cel.Variable("status", cel.IntType),
		cel.Variable("headers", cel.MapType(cel.StringType, cel.StringType)),
		cel.Variable("trailers", cel.MapType(cel.StringType, cel.StringType)),
		cel.Variable("body", cel.StringType),
		cel.Variable("json", cel.DynType),
		cel.Variable("duration", cel.DurationType),
		cel.Variable("samples", cel.ListType(cel.MapType(cel.StringType, cel.DynType))),
		cel.Variable(answersName, cel.MapType(cel.StringType, cel.MapType(cel.StringType, cel.DynType))),
		cel.CrossTypeNumericComparisons(true),
		cel.ParserExpressionSizeLimit(20_000),
		ext.Strings(),
		ext.Math(),
	)
})

// celAnswer provides an observation's parts to expressions, each made on first use.
type celAnswer struct {
	o      *exchange.Observation
	made   map[string]any
	others []string // the values that the expression reads of other responses, a line each
}

func newCELAnswer(o *exchange.Observation) *celAnswer { return &celAnswer{o: o} }

// ResolveName returns a variable's value.
func (a *celAnswer) ResolveName(name string) (any, bool) {
	if v, ok := a.made[name]; ok {
		return v, true
	}
	v, ok := a.make(name)
	if ok {
		if a.made == nil {
			a.made = make(map[string]any, 4)
		}
		a.made[name] = v
	}
	return v, ok
}

// Parent returns nil: an expression sees only the response.
func (a *celAnswer) Parent() cel.Activation { return nil }

func (a *celAnswer) make(name string) (any, bool) {
	switch name {
	case "status":
		return types.Int(a.o.Status), true
	case "headers":
		return newCELHeaders(a.o.Header), true
	case "trailers":
		return celTrailers(a.o), true
	case "body":
		return types.String(string(a.o.Body)), true
	case "json":
		return celJSON(a.o), true
	case "duration":
		return types.Duration{Duration: a.o.Duration}, true
	case "samples":
		return celSamples(a.o), true
	}
	return nil, false
}

// celJSON returns the body's value, or an error that becomes the expression's.
func celJSON(o *exchange.Observation) ref.Val {
	v, err := o.JSON()
	if err != nil {
		return types.NewErr("json: the body is %v", err)
	}
	return types.DefaultTypeAdapter.NativeToValue(v)
}

// tooDeep reports whether an expression reads JSON that is nested too deeply.
func (a *celAnswer) tooDeep(reads map[string]bool) bool {
	if !reads["json"] {
		return false
	}
	_, err := a.o.JSON()
	return errors.Is(err, exchange.ErrTooDeep)
}

// celSamples returns every sample as a map of the same variables; for a probe without repeat, its
// only response.
func celSamples(o *exchange.Observation) ref.Val {
	samples := o.Samples
	if len(samples) == 0 {
		samples = []*exchange.Observation{o}
	}
	out := make([]ref.Val, len(samples))
	for i, s := range samples {
		one := map[string]any{
			"status": types.Int(s.Status), "headers": newCELHeaders(s.Header), "trailers": celTrailers(s),
			"body": types.String(string(s.Text())), "duration": types.Duration{Duration: s.Duration},
		}
		if v, err := s.JSON(); err == nil {
			one["json"] = v
		}
		out[i] = types.NewStringInterfaceMap(types.DefaultTypeAdapter, one)
	}
	return types.NewRefValList(types.DefaultTypeAdapter, out)
}

// celHeaders is a case-insensitive map of header names to values; several values of one name are
// joined as in RFC 9110, section 5.3. Iteration yields lower-case names.
type celHeaders struct {
	traits.Mapper
	noun string // of a field: "header", "trailer"
}

func newCELHeaders(h exchange.Header) celHeaders {
	values := make(map[string]string, len(h))
	for _, f := range h {
		name := strings.ToLower(f.Name)
		if before, ok := values[name]; ok {
			values[name] = before + ", " + f.Value
		} else {
			values[name] = f.Value
		}
	}
	return celHeaders{types.NewStringStringMap(types.DefaultTypeAdapter, values), "header"}
}

// celTrailers returns the fields behind the body, as celHeaders.
func celTrailers(o *exchange.Observation) celHeaders {
	return celHeaders{newCELHeaders(o.Trailer).Mapper, "trailer"}
}

func lowerKey(key ref.Val) ref.Val {
	if s, ok := key.(types.String); ok {
		return types.String(strings.ToLower(string(s)))
	}
	return key
}

// Find looks a header up, ignoring case.
func (h celHeaders) Find(key ref.Val) (ref.Val, bool) { return h.Mapper.Find(lowerKey(key)) }

// Get is Find that returns an error for a missing header.
func (h celHeaders) Get(key ref.Val) ref.Val {
	if v, ok := h.Find(key); ok {
		return v
	}
	return types.NewErr("no such key: the answer has no %s %v", h.noun, key.Value())
}

// Contains reports whether the header is present.
func (h celHeaders) Contains(key ref.Val) ref.Val { return h.Mapper.Contains(lowerKey(key)) }

// shown lists the values that an expression read, a line each, to show why it is false.
func (a *celAnswer) shown(reads map[string]bool) string {
	names := make([]string, 0, len(reads))
	for name := range reads {
		names = append(names, name)
	}
	sort.Strings(names)
	var lines []string
	for _, name := range names {
		if text := a.showOne(name); text != "" {
			lines = append(lines, name+" = "+text)
		}
	}
	return strings.Join(append(lines, a.others...), "\n")
}

func (a *celAnswer) showOne(name string) string {
	const most = 160
	switch name {
	case "status":
		return fmt.Sprint(a.o.Status)
	case "duration":
		return a.o.Duration.String()
	case "body":
		return text.Cut(fmt.Sprintf("%q", a.o.Body), most)
	case "samples":
		return text.Count(max(len(a.o.Samples), 1), "sample")
	case "headers":
		return text.Cut(fieldNames(a.o.Header), most)
	case "trailers":
		return text.Cut(fieldNames(a.o.Trailer), most)
	case "json":
		v, err := a.o.JSON()
		if err != nil {
			return "the body is " + err.Error()
		}
		raw, err := json.Marshal(v)
		if err != nil {
			return err.Error()
		}
		return text.Cut(string(raw), most)
	}
	return ""
}

func fieldNames(h exchange.Header) string {
	names := make([]string, len(h))
	for i, f := range h {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

// celShow returns a value that is not a condition, with its type.
func celShow(v ref.Val) string {
	return text.Cut(fmt.Sprint(v.Value()), 120) + " (" + v.Type().TypeName() + ")"
}

type celExpression struct {
	at      source.Pos
	text    string
	program cel.Program
	reads   map[string]bool // the variables that the expression names
	masks   mask.Names
	texts   []string // its literals
	others  otherAnswers
}
