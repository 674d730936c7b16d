package stream

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/order"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// inOrder is `order`: the kinds of the events, in their order, must match the expression. Events of
// the ignored kinds may come anywhere.
type inOrder struct {
	at     source.Pos
	kinds  *kinds
	order  *order.Order
	ignore []int
}

// compileOrder reads `order` and `ignore`, either of which may be missing.
func compileOrder(c *predicate.Compiler, k *kinds, written, ignored *source.Entry) streamPart {
	k.used = true
	if written == nil {
		c.Mistake(ignored.KeyNode, "stream: ignore is about order, which is missing").Next = "write order: …, or leave ignore out"
		return nil
	}
	n := source.Resolve(written.Value)
	if n.Kind == yaml.SequenceNode {
		c.Mistake(n, "order: expected text, got a list").Next = "write the kinds one after the other, as in order: start delta+ end"
		return nil
	}
	text, ok := c.Text(n, "order")
	if !ok || k.wrong {
		return nil
	}
	o := &inOrder{at: c.At(n), kinds: k}
	if len(k.list) == 0 {
		c.Mistake(n, "order: there are no kinds").Next = "name the events in kinds: {delta: {event: content_block_delta}}"
		return nil
	}
	var wrong *order.Mistake
	if o.order, wrong = order.Parse(text, k.names()); wrong != nil {
		p := c.Mistake(n, "order: %s", wrong.Message)
		p.Pos, p.DidYouMean, p.Next = o.at.Inside(text, wrong.At), wrong.DidYouMean, wrong.Next
		return nil
	}
	if ignored == nil {
		return o
	}
	words, nodes := c.Words(ignored.Value, "ignore")
	for i, word := range words {
		at, known := k.find(c, nodes[i], word)
		if known && o.order.Uses(at) {
			c.Mistake(nodes[i], "ignore: %q is in the order too, where it can never come", word).Next = "leave it out of one of them"
		}
		o.ignore = append(o.ignore, at)
	}
	return o
}

func (o *inOrder) judge(v *streamView, out *outcome.Result) {
	run := o.order.Start()
	n := o.kinds.counted(v)
	if v.More > 0 {
		n = min(n, len(v.Events)-1) // more events came before the last
	}
	for i := range n {
		switch kind := o.kinds.of(v, i); {
		case kind == unknownKind:
			out.Doubt("stream order: " + o.kinds.doubt(v, i))
			return
		case slices.Contains(o.ignore, kind):
		case !run.Step(kind):
			o.broken(v, i, run, out)
			return
		}
	}
	switch {
	case v.More > 0:
		out.Doubt(v.left("order"))
	case v.cut != "":
		out.Doubt(v.whyCut("order"))
	case !run.Met():
		o.short(v, n, run, out)
	}
}

// broken explains that event i is not allowed at its place.
func (o *inOrder) broken(v *streamView, i int, run *order.Run, out *outcome.Result) {
	if out.Quiet() {
		out.Settle(outcome.Unmet)
		return
	}
	kind := o.kinds.of(v, i)
	f := o.failure(v, i, run)
	f.Code = outcome.Order
	f.Actual = v.name(i) + ", " + o.named(kind) + ": " + show.Quote(v.Events[i].Data)
	if kind == noKind {
		f.Next = "an event of no kind breaks an order unless . lets it in: name it in kinds, in order or ignore"
	}
	out.Fail(f)
}

// short explains that the stream ended before its order was complete.
func (o *inOrder) short(v *streamView, n int, run *order.Run, out *outcome.Result) {
	if out.Quiet() {
		out.Settle(outcome.Unmet)
		return
	}
	f := o.failure(v, n, run)
	f.Code, f.Actual = outcome.Ending, "the end of the stream"
	if v.lost {
		f.Actual += ": the server broke it off (" + string(v.o.Ending()) + ")"
	}
	if v.Unfinished != "" {
		f.Detail += "\nan unfinished event was dropped, as the standard has it: " + show.Quote(v.Unfinished)
	}
	out.Fail(f)
}

// failure lists what would be allowed at event i, and the place that the order has reached.
func (o *inOrder) failure(v *streamView, i int, run *order.Run) outcome.Failure {
	var words []string
	next := run.Next()
	for _, p := range next {
		if word := o.named(p.Name); p.Name == order.None {
			words = append(words, "any event")
		} else if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	if run.Met() {
		words = append(words, "the end")
	}
	return outcome.Failure{
		At: o.at, Subject: outcome.Subject{Key: "stream", Part: "order"}, Expected: text.List(words, "or"),
		Detail: o.marked(next) + "\n" + o.before(v, i),
	}
}

func (o *inOrder) named(kind int) string {
	if kind == noKind {
		return "no kind"
	}
	return o.kinds.list[kind].name
}

// marked returns the expression with a mark below each place of an allowed kind, or below its end
// if none is allowed.
func (o *inOrder) marked(next []order.Place) string {
	text := strings.NewReplacer("\n", " ", "\t", " ", "\r", " ").Replace(o.order.Text())
	if len(next) == 0 {
		next = []order.Place{{At: len(text) + 1, Length: 1}}
	}
	marks := []byte(strings.Repeat(" ", len(text)+2))
	for _, p := range next {
		for i := range p.Length {
			marks[p.At+i] = '^'
		}
	}
	below := strings.TrimRight(string(marks), " ")
	if from := next[0].At - widest/2; len(text) > widest && from > 0 {
		text, below = "…"+text[from:], " "+below[from:]
	}
	if len(text) > widest {
		text, below = text[:widest]+"…", below[:min(len(below), widest)]
	}
	return "order: " + text + "\n       " + below
}

// widest is how much of an expression is shown around a place, in characters.
const widest = 90

// before names the kinds that precede event i; a run of one kind counts as one.
func (o *inOrder) before(v *streamView, i int) string {
	const most = 8
	type stretch struct{ kind, times int }
	var stretches []stretch
	for k := range i {
		kind := o.kinds.of(v, k)
		if slices.Contains(o.ignore, kind) {
			continue
		}
		if n := len(stretches); n > 0 && stretches[n-1].kind == kind {
			stretches[n-1].times++
			continue
		}
		stretches = append(stretches, stretch{kind, 1})
	}
	if len(stretches) == 0 {
		return "nothing came before"
	}
	var words []string
	if len(stretches) > most {
		stretches, words = stretches[len(stretches)-most:], []string{"…"}
	}
	for _, s := range stretches {
		word := o.named(s.kind)
		if s.times > 1 {
			word += fmt.Sprintf(" ×%d", s.times)
		}
		words = append(words, word)
	}
	return "before: " + strings.Join(words, ", ")
}

func (o *inOrder) String() string { return "order " + show.Quote(o.order.Text()) }
