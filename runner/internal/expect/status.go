package expect

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
)

// statusRange is one status or a class of them ("4xx").
type statusRange struct{ low, high int }

func (r statusRange) has(status int) bool { return r.low <= status && status <= r.high }

func (r statusRange) String() string {
	if r.low == r.high {
		return fmt.Sprintf("%03d", r.low)
	}
	return strconv.Itoa(r.low/100) + "xx"
}

// readStatus reads "404" or "4xx". HTTP has the classes 1 to 5; a single status may
// be any of three digits, because servers send them and clients meet them (RFC 9110,
// section 15).
func readStatus(n *yaml.Node) (any, bool) {
	s := n.Value
	if class, ok := strings.CutSuffix(strings.ToLower(s), "xx"); ok {
		first := strings.Index("12345", class)
		return statusRange{first*100 + 100, first*100 + 199}, len(class) == 1 && first >= 0
	}
	status, err := strconv.Atoi(s)
	ok := err == nil && len(s) == 3 && allDigits(s) && (n.Tag != "!!int" || s[0] != '0')
	return statusRange{status, status}, ok
}

// statusCheck is the key `status`.
type statusCheck struct{ want *predicate }

func compileStatus(c *compiling, n *yaml.Node) check {
	return &statusCheck{c.predicate(n, asStatus)}
}

func (s *statusCheck) judge(o *exchange.Observation, w *World, out *Result) {
	status, unknown := w.statusOf(o)
	if unknown != "" {
		out.unknown(unknown)
		return
	}
	if len(s.want.terms) == 1 {
		if e, ok := s.want.terms[0].op.(*equals); ok && e.want.(statusRange).has(status) {
			return
		}
	}
	before := len(out.Failures)
	s.want.judge(status, Subject{Key: "status"}, out)
	for i := before; i < len(out.Failures); i++ {
		explainStatus(o, &out.Failures[i])
	}
}

// explainStatus shows the status as it came: the alternatives of a transcribed
// one, and what the body says of it.
func explainStatus(o *exchange.Observation, f *Failure) {
	if o.Reported != nil && len(o.Reported.StatusAny) > 0 {
		f.Actual = alternatives(o.Reported) + ", as reported"
		return
	}
	if o.Reason != "" {
		f.Actual += " " + cutText(o.Reason, 60)
	}
}

// StatusOnly is what the expectation asks of the status, in words, where it asks for
// nothing else; "" otherwise. The same words ask for the same.
func (e *Expectation) StatusOnly() string {
	if len(e.checks) != 1 {
		return ""
	}
	if s, ok := e.checks[0].check.(*statusCheck); ok {
		return s.summary()
	}
	return ""
}

func (s *statusCheck) summary() string { return "status " + s.want.String() }
