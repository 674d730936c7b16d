package expect

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/exchange"
)

func init() { keys["status"] = compileStatus }

// statusRange is one status or a class of them ("4xx").
type statusRange struct{ low, high int }

func (r statusRange) has(status int) bool { return r.low <= status && status <= r.high }

func (r statusRange) String() string {
	if r.low == r.high {
		return strconv.Itoa(r.low)
	}
	return strconv.Itoa(r.low/100) + "xx"
}

// readStatus reads "404" or "4xx".
func readStatus(s string) (any, bool) {
	if class, ok := strings.CutSuffix(strings.ToLower(s), "xx"); ok && len(class) == 1 {
		n, err := strconv.Atoi(class)
		return statusRange{n * 100, n*100 + 99}, err == nil && n >= 1
	}
	n, err := strconv.Atoi(s)
	return statusRange{n, n}, err == nil && n >= 100 && n <= 999
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
	s.want.judge(status, subject{what: "status"}, out)
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
