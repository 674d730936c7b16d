package history

import "time"

// Truth is what became of a reset that was told.
type Truth string

// What a told reset may turn out to be. Open is one after which nobody has asked.
const (
	Open   Truth = ""
	True   Truth = "true"   // refused before it at the most, and let in after it
	Early  Truth = "early"  // still refused after it, for less than a second: cut to whole seconds
	Late   Truth = "late"   // let in a second before it, or more
	Untrue Truth = "untrue" // still refused after it
)

// Promise is a reset that an answer told, and what was observed of it.
type Promise struct {
	Told
	From  time.Time // when the answer came that told it
	Truth Truth
	Asked time.Time // when the request was sent that showed its truth; zero while it is open
}

// At is the moment that was told.
func (p *Promise) At() time.Time { return p.From.Add(p.Wait) }

// slack is by how much a told reset may differ from the observed one, as most limiters
// tell whole seconds.
const slack = time.Second

// Promises are the resets that a limit told, read in order. Only the next request that was
// sent after the answer judges a promise: every further one may lengthen the limit.
type Promises struct {
	Last   Promise // that was judged last; Open: none was
	Next   Promise // that is open; without a header: none is
	Counts map[Truth]int
}

// Add takes the next answer in.
func (p *Promises) Add(o *Observation) {
	sent := o.At.Add(-o.Duration)
	open := p.Next.Header != ""
	together := open && sent.Before(p.Next.From) // sent before the refusal came
	if open && !together {
		p.judge(o, sent)
	}
	if !o.Limited || o.Told == nil {
		return
	}
	if next := (Promise{Told: *o.Told, From: o.At}); !together || next.At().After(p.Next.At()) {
		p.Next = next
	}
}

// judge is what an answer says of the promise that is open; nothing where it was refused
// before the told moment.
func (p *Promises) judge(o *Observation, sent time.Time) {
	late := sent.Sub(p.Next.At())
	truth := True
	switch {
	case o.Limited && late < 0:
		return
	case o.Limited && late < slack && o.Told != nil && o.Told.Wait < slack:
		truth = Early
	case o.Limited:
		truth = Untrue
	case late <= -slack:
		truth = Late
	}
	p.Last, p.Next = p.Next, Promise{}
	p.Last.Truth, p.Last.Asked = truth, sent
	if p.Counts == nil {
		p.Counts = map[Truth]int{}
	}
	p.Counts[truth]++
}
