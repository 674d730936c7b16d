package suite

import (
	"cmp"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect"
	"assay/runner/internal/lang"
)

// limits are read with the top level; the answer of cooldown is compiled once the answers are
// known.
type limits struct {
	Limits
	on *yaml.Node
}

var limitsTable = table[*limits]{what: "limits", rows: func() []field[*limits] {
	return []field[*limits]{
		countField("requests", "most requests that a run may send", 1, func(l *limits) *int { return &l.Requests }),
		{key: "rate", shape: lang.Rate, meaning: "requests per time and host", read: func(d *doc, n *yaml.Node, l *limits) {
			l.Rate = d.rate(n, "rate")
		}},
		countField("concurrency", "requests in flight per host, default 8", 1, func(l *limits) *int { return &l.Concurrency }),
		durationField("timeout", "longest wait for one answer, default 30s", func(l *limits) *time.Duration { return &l.Timeout }),
		{key: "body", shape: lang.Size, meaning: "most bytes read per response, default 10MiB", read: func(d *doc, n *yaml.Node, l *limits) {
			l.Body = d.size(n, "body")
		}},
		durationField("judge", "longest that judging one expectation may take, default 10s: then it is inconclusive", func(l *limits) *time.Duration { return &l.Judge }),
		{key: "cooldown", shape: lang.Of("{on: answer, wait: duration or told}", lang.Ref("cooldown")), meaning: "after this answer, send nothing for that long", read: func(d *doc, n *yaml.Node, l *limits) {
			c := cooldown{Cooldown: &Cooldown{At: d.at(n)}}
			cooldownTable.read(d, n, &c)
			if !isMap(n) {
				return
			}
			l.Cooldown, l.on = c.Cooldown, c.on
			if c.on == nil && !cooldownTable.mayMean(d, n, "on") {
				d.mistake(n, "cooldown: which answer starts it is not said").Next = "add on: a status or the name of an answer"
			}
			c.check(d, n)
		}},
		{key: "writes", shape: lang.OneOf(writes...), meaning: "send (the default), or ask: probes with risk: writes, and what comes after them, are sent only with --allow-writes", read: func(d *doc, n *yaml.Node, l *limits) {
			l.AskWrites = d.oneOf(n, "writes", writes) == "ask"
		}},
		{key: "per", shape: lang.OneOf(pers...), meaning: "whose limits these are in a fleet: those of all its agents together (the default), or of each vantage ([fleet.md](fleet.md))", read: func(d *doc, n *yaml.Node, l *limits) {
			l.PerVantage = d.oneOf(n, "per", pers) == "vantage"
		}},
	}
}}

// pers are the values of limits.per.
var pers = []string{"fleet", "vantage"}

// writes are the values of limits.writes, for probes that change state.
var writes = []string{"send", "ask"}

type cooldown struct {
	*Cooldown
	on   *yaml.Node
	said bool // whether there is a wait, also a wrong one
}

var cooldownTable = table[*cooldown]{what: "a cooldown", rows: func() []field[*cooldown] {
	return []field[*cooldown]{
		{key: "on", shape: lang.Of("a status, the name of an answer, or an expectation", lang.Schema{"anyOf": []any{
			lang.Schema{"type": "integer"}, lang.Ref("expectation"),
		}}), meaning: "the answer that starts it: a status, an answer's name, an expectation", read: func(d *doc, n *yaml.Node, c *cooldown) {
			c.on = n
		}},
		{key: "wait", shape: lang.Of("a duration, or told", lang.AnyOf(lang.Schema{"const": "told"}, lang.Duration.Schema)), meaning: "how long to send nothing; told: as long as that answer tells ([limits.md](limits.md))", read: func(d *doc, n *yaml.Node, c *cooldown) {
			c.said = true
			s, ok := d.textFor(n, "wait", "a duration, or told")
			if c.Told = s == "told"; !ok || c.Told {
				return
			}
			v, err := expect.ParseDuration(strings.TrimSpace(s))
			if err != nil || v < 0 {
				d.mistake(n, "wait: %q is no duration", cut(s)).Next = "write a number and its unit, as in 30s, 5m or 24h, or told for as long as the answer tells"
				return
			}
			c.Wait = v
		}},
		durationField("at_most", "with told: no longer than this, however much later the reset is; default 10m", func(c *cooldown) *time.Duration { return &c.AtMost }),
		durationField("else", "with told: how long where the answer tells nothing; default 1m", func(c *cooldown) *time.Duration { return &c.Else }),
	}
}}

// check reports missing keys of a cooldown, and sets defaults.
func (c *cooldown) check(d *doc, n *yaml.Node) {
	switch {
	case c.Told:
		c.AtMost = cmp.Or(c.AtMost, 10*time.Minute)
		c.Else = cmp.Or(c.Else, time.Minute)
	case c.said && c.Wait == 0:
		// The wait itself is the mistake.
	case c.AtMost > 0 || c.Else > 0:
		d.mistake(n, "cooldown: at_most and else say nothing beside a wait that is fixed").Next = "write wait: told, or leave them out"
	case c.Wait <= 0 && !cooldownTable.mayMean(d, n, "wait"):
		d.mistake(n, "cooldown: how long it lasts is not said").Next = "add wait: a duration, as in 24h, or told"
	}
}

// readLimits sets the limits and compiles the answer of cooldown.
func (l *loading) readLimits(t *top) {
	l.suite.Limits = t.limits.Limits
	if t.limits.on != nil {
		l.suite.Limits.Cooldown.On = l.compile(t.doc, asStatus(t.limits.on), nil)
	}
}

// asStatus rewrites a bare status (429, 4xx) as the equivalent expectation.
func asStatus(n *yaml.Node) *yaml.Node {
	if n.Kind != yaml.ScalarNode || (n.Tag != "!!int" && !isStatusClass(n.Value)) {
		return n
	}
	key := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "status", Line: n.Line, Column: n.Column}
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{key, n}, Line: n.Line, Column: n.Column}
}

// isStatusClass reports whether s is "4xx" or the like.
func isStatusClass(s string) bool {
	return len(s) == 3 && s[0] >= '1' && s[0] <= '5' && (s[1:] == "xx" || s[1:] == "XX")
}
