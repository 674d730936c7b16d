package suite

import (
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/lang"
)

var repeatTable = table[*Repeat]{what: "repeat", rows: func() []field[*Repeat] {
	return []field[*Repeat]{
		countField("times", "how many samples", 1, func(r *Repeat) *int { return &r.Times }),
		countField("concurrency", "how many in flight together, default 1", 1, func(r *Repeat) *int { return &r.Concurrency }),
		durationField("every", "time between the starts of two", func(r *Repeat) *time.Duration { return &r.Every }),
	}
}}

func (d *doc) repeat(n *yaml.Node) *Repeat {
	r := &Repeat{Concurrency: 1}
	if !isMap(n) {
		r.Times = d.integer(n, "repeat", 1)
		return r
	}
	repeatTable.read(d, n, r)
	if r.Times == 0 && !repeatTable.mayMean(d, n, "times") {
		d.mistake(n, "repeat: how often is not said").Next = "add times: a whole number"
	}
	return r
}

var retryTable = table[*Retry]{what: "retry", rows: func() []field[*Retry] {
	return []field[*Retry]{
		countField("times", "how often to send again", 0, func(r *Retry) *int { return &r.Times }),
		durationField("every", "the wait in front of each", func(r *Retry) *time.Duration { return &r.Every }),
	}
}}

func (d *doc) retry(n *yaml.Node) *Retry {
	r := &Retry{}
	if !isMap(n) {
		r.Times = d.integer(n, "retry", 0)
		return r
	}
	r.Times = -1
	retryTable.read(d, n, r)
	if r.Times < 0 && !retryTable.mayMean(d, n, "times") {
		d.mistake(n, "retry: how often is not said").Next = "add times: a whole number"
	}
	return r
}

// polling is until with its expectation as written.
type polling struct {
	Until
	expect *yaml.Node
}

var untilTable = table[*polling]{what: "until", rows: func() []field[*polling] {
	return []field[*polling]{
		{key: "expect", shape: shapeExpect, meaning: "what the answer must meet", read: func(d *doc, n *yaml.Node, u *polling) { u.expect = n }},
		durationField("every", "the wait between two, default 1s", func(u *polling) *time.Duration { return &u.Every }),
		durationField("for", "how long at the most, default 1m", func(u *polling) *time.Duration { return &u.For }),
		{key: "backoff", shape: lang.Of("a number of at least 1", lang.Schema{"type": "number", "minimum": 1}), meaning: "factor on the wait after each, default 1", read: func(d *doc, n *yaml.Node, u *polling) {
			u.Backoff = d.number(n, "backoff", 1)
		}},
	}
}}

func (d *doc) untilMet(n *yaml.Node, p *draft) {
	u := &polling{Until: Until{Every: time.Second, For: time.Minute, Backoff: 1, At: d.at(n)}}
	untilTable.read(d, n, u)
	p.Until, p.until = &u.Until, u.expect
	if isMap(n) && u.expect == nil && !untilTable.mayMean(d, n, "expect") {
		d.mistake(n, "until: what to wait for is not said").Next = "add expect: an expectation"
	}
}

// readUntil compiles the expectations of polls.
func (l *loading) readUntil() {
	for _, p := range l.probes {
		if p.until != nil {
			p.Until.Expect = l.compile(p.doc, p.until, &users{l: l, of: []referrer{{p, wholeProbe}}})
		}
	}
}
