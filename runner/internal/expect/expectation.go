package expect

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
)

// Expectation is what must hold of an observation, compiled. It is not changed
// after it was made, and judged from many goroutines.
type Expectation struct {
	At     source.Pos
	checks []keyed
	heavy  bool  // it may judge single values by a schema
	more   *more // nil for most
}

// keyed is a check with the key that it was written under.
type keyed struct {
	key string
	check
	of *secretRefs // nil for most
}

// judge is that of the check, unless it refers to a secret of which o does not tell.
func (k *keyed) judge(o *exchange.Observation, w *World, out *Result) {
	if !k.of.unknown(o, out) {
		k.check.judge(o, w, out)
	}
}

// more is what few expectations have.
type more struct {
	refs    []string
	secrets []string
	probes  []ProbeRef
	// node and scope are kept where references wait for their values: Bind
	// compiles the node again.
	late  []string
	node  *yaml.Node
	scope *Scope
}

// Compile reads the expectation at n: a map of keys that must all hold, the name
// of an answer, or a list of which one must hold. Mistakes go to s.Problems; the
// result is never nil and can be judged even then.
func Compile(n *yaml.Node, s *Scope) *Expectation {
	if s.Shared == nil {
		own := *s
		own.Shared = NewShared()
		s = &own
	}
	c := &compiling{Scope: s}
	e := c.expectation(c.fill(n))
	if len(c.refs)+len(c.probes)+len(c.late) == 0 {
		return e
	}
	e.more = &more{refs: c.refs, secrets: c.secrets, probes: c.probes, late: c.late}
	if len(c.late) > 0 {
		e.more.node, e.more.scope = n, s
	}
	return e
}

// expectation reads an expectation, the outermost or one inside another.
func (c *compiling) expectation(n *yaml.Node) *Expectation {
	n = source.Resolve(n)
	e := &Expectation{At: c.at(n)}
	if c.depth++; c.depth > mostDepth {
		c.Problems.Add(e.At, "expectations are nested too deeply")
		return e
	}
	defer func() {
		c.depth--
		e.heavy = c.heavy
	}()
	switch {
	case n == nil || n.Tag == "!!null" || n.Kind == yaml.MappingNode && len(n.Content) == 0:
		c.mistake(n, "an expectation is empty: it can never fail").Next = "write what must hold, as in {status: 200}"
	case n.Kind == yaml.MappingNode:
		c.keys(e, n)
	case n.Kind == yaml.SequenceNode:
		e.add("any", c.anyOf(n), nil)
	default:
		e.add("answer", compileAnswer(c, n), nil)
	}
	return e
}

func (e *Expectation) add(key string, k check, of *secretRefs) {
	if k != nil {
		e.checks = append(e.checks, keyed{key, k, of})
	}
}

func (c *compiling) keys(e *Expectation, n *yaml.Node) {
	entries := source.Entries(n)
	c.once(entries)
	e.checks = make([]keyed, 0, len(entries))
	for _, entry := range entries {
		compile := keys[entry.Key]
		if compile == nil {
			c.unknownKey(entry)
			continue
		}
		k := compile(c, entry.Value)
		e.add(entry.Key, k, c.takeSecrets(entry.Value))
	}
}

func (c *compiling) unknownKey(entry source.Entry) {
	p := c.unknownWord(entry.KeyNode, "expectation key", entry.Key, keyNames())
	if strings.HasPrefix(entry.Key, "$") {
		p.DidYouMean, p.Next = "", "JSONPaths stand below json: {"+entry.Key+": …}"
	}
}

// Late reports whether the expectation holds references whose value comes later;
// such an expectation is judged only after Bind.
func (e *Expectation) Late() bool { return e.more != nil && len(e.more.late) > 0 }

// IsMap reports whether the expectation is a map of keys, to which more can be added;
// it is none where it is the name of an answer, or a list of alternatives.
func (e *Expectation) IsMap() bool {
	return len(e.checks) != 1 || e.checks[0].key != "answer" && e.checks[0].key != "any"
}

// Refs lists the ${references} of the expectation, for the plan's dependencies.
func (e *Expectation) Refs() []string {
	if e.more == nil {
		return nil
	}
	return e.more.refs
}

// Secrets lists the secrets that the expectation compares with, as far as their
// references are filled.
func (e *Expectation) Secrets() []string {
	if e == nil || e.more == nil {
		return nil
	}
	return e.more.secrets
}

// Probes lists the probes that the expectation compares with.
func (e *Expectation) Probes() []ProbeRef {
	if e.more == nil {
		return nil
	}
	return e.more.probes
}

// Bind fills the late references that lookup knows; those it does not know stay
// late, so that a row's variables can be bound first and captures when they are
// there. An error says which value does not fit where it stands. An expectation
// without late references is its own binding.
func (e *Expectation) Bind(lookup func(name string) (any, bool)) (*Expectation, error) {
	if !e.Late() || !slices.ContainsFunc(e.more.late, func(name string) bool { _, ok := lookup(name); return ok }) {
		return e, nil
	}
	earlier, problems := e.more.scope.Lookup, source.Problems{}
	scope := *e.more.scope
	scope.Problems = &problems
	scope.Lookup = func(name string) (any, Known) {
		if v, ok := lookup(name); ok {
			return v, Now
		}
		return earlier(name)
	}
	bound := Compile(e.more.node, &scope)
	return bound, problems.Err()
}

// Judge judges o. It does no I/O and may be called from many goroutines. w may
// be nil where nothing is compared or named. What takes too long, as the guard of w
// has it, is unknown.
func (e *Expectation) Judge(o *exchange.Observation, w *World) Result {
	return e.bounded(o, w, false)
}

// Outcome is Judge where nobody asks why: it makes no failures.
func (e *Expectation) Outcome(o *exchange.Observation, w *World) Outcome {
	return e.bounded(o, w, true).Outcome
}

func (e *Expectation) bounded(o *exchange.Observation, w *World, quiet bool) Result {
	if !e.watched(o, w) {
		out := Result{quiet: quiet}
		e.judge(o, w, &out)
		return out
	}
	g := w.guard()
	out, late := Watch(g, func() Result {
		out := Result{quiet: quiet}
		e.judge(o, w, &out)
		return out
	})
	if late != 0 {
		out = Result{quiet: quiet, Late: late}
		e.fast(o, w).judge(o, w, &out)
		out.unknown(g.lateness(late))
	}
	return out
}

// fast is the part of e that is judged in no time: where that is unmet, so is e.
func (e *Expectation) fast(o *exchange.Observation, w *World) *Expectation {
	fast := &Expectation{At: e.At, more: e.more}
	for _, k := range e.checks {
		if one := (&Expectation{checks: []keyed{k}}); !one.watched(o, w) {
			fast.checks = append(fast.checks, k)
		}
	}
	return fast
}

var nowhere World

// judge adds to out what is unmet or unknown of o.
func (e *Expectation) judge(o *exchange.Observation, w *World, out *Result) {
	if w == nil {
		w = &nowhere
	}
	switch {
	case o != nil && len(o.Samples) > 1 && !out.sample && !e.Late():
		out.failing = out.failing || e.wantsFailure()
		for i := range e.checks {
			judgeSamples(e.checks[i], o, w, out)
		}
	case e.Late():
		out.unknown("no value yet for ${" + strings.Join(e.more.late, "}, ${") + "}")
	case o == nil:
		out.missing(exchange.Missing{Kind: exchange.NotObserved, Detail: "not observed"}, "")
	case !o.Missing.None():
		out.missing(o.Missing, "")
	case o.Failure != nil:
		e.judgeFailed(o, w, out)
	case o.Reported != nil && len(o.Reported.StatusAny) > 0 && w.assumedFor != o:
		e.judgeAlternatives(o, w, out)
	default:
		for i := range e.checks {
			e.checks[i].judge(o, w, out)
		}
	}
}

// judgeFailed judges where no answer came: only an expectation about that can
// be met or unmet.
func (e *Expectation) judgeFailed(o *exchange.Observation, w *World, out *Result) {
	out.failing = out.failing || e.wantsFailure()
	for i := range e.checks {
		if about, ok := e.checks[i].check.(withoutAnswer); ok {
			about.judge(o, w, out)
			continue
		}
		out.unknown(noAnswer(o.Failure))
	}
}

func noAnswer(f *exchange.Failure) string {
	if f.Message == "" {
		return "no answer: " + string(f.Kind)
	}
	return "no answer: " + string(f.Kind) + ": " + clipLine(f.Message, 200)
}

// judgeAlternatives judges an answer whose source reported several statuses, not
// which: met if every one of them meets the expectation, unmet if none does.
func (e *Expectation) judgeAlternatives(o *exchange.Observation, w *World, out *Result) {
	var first, last Outcome
	assumed := *w
	assumed.assumedFor = o
	for i, status := range o.Reported.StatusAny {
		assumed.assumed = status
		quiet := out.nested(true)
		e.judge(o, &assumed, &quiet)
		if i == 0 {
			first = quiet.Outcome
		}
		if last = quiet.Outcome; last != first {
			out.unknown("the source reported the status as " + alternatives(o.Reported) + ", not which")
			return
		}
	}
	if first != Met {
		e.judge(o, &assumed, out)
	}
}

func alternatives(r *exchange.Reported) string {
	words := make([]string, len(r.StatusAny))
	for i, s := range r.StatusAny {
		words[i] = strconv.Itoa(s)
	}
	return joined(words, "or")
}

// Summary is the expectation in a few words: the answer's name, "status 429",
// "same status, body as no-credentials".
func (e *Expectation) Summary() string {
	words := make([]string, len(e.checks))
	for i := range e.checks {
		words[i] = e.checks[i].summary()
	}
	return clipLine(strings.Join(words, ", "), 120)
}

func (k keyed) summary() string {
	if s, ok := k.check.(summarizer); ok {
		return s.summary()
	}
	return k.key
}
