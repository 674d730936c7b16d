package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"time"
	"unicode/utf8"
)

// JUnit writes the result as JUnit XML, in the form that Jenkins, GitLab and the GitHub actions
// read: a testsuite for each document, a testcase for each finding. Inconclusive, pending and
// checklist items are skipped, with their reasons; with --strict an inconclusive finding is a
// failure. The type of a failure is the stable kind of the unmet expectation, or of the reason.
func JUnit(w io.Writer, r *Result) error {
	j := junitWriter{out: bufio.NewWriterSize(Inert(w), 64<<10), strict: r.Strict}
	j.result(r)
	if err := j.out.Flush(); err != nil {
		return fmt.Errorf("writing the JUnit report: %w", err)
	}
	return nil
}

// junitWriter writes to a buffer, which keeps the first error for Flush.
type junitWriter struct {
	out    *bufio.Writer
	strict bool
	suite  *Suite
	look   func(probe string) *Observation
}

func (j *junitWriter) raw(s string) {
	j.out.WriteString(s) //nolint:errcheck // the buffer keeps the error for Flush
}

func (j *junitWriter) attr(name, value string) {
	j.raw(" ")
	j.raw(name)
	j.raw(`="`)
	j.text(value, true)
	j.raw(`"`)
}

func (j *junitWriter) result(r *Result) {
	t := r.Tally()
	j.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites")
	j.attr("name", "assay")
	j.counts(t)
	j.attr("time", seconds(r.DurationMS))
	j.raw(">\n")
	for i := range r.Suites {
		j.oneSuite(&r.Suites[i], i, r)
	}
	j.raw("</testsuites>\n")
}

// counts writes the attributes that testsuites and testsuite share.
func (j *junitWriter) counts(t Tally) {
	failures := t.Broken
	if j.strict {
		failures += t.Inconclusive
	}
	j.attr("tests", strconv.Itoa(t.Findings()+t.Items))
	j.attr("failures", strconv.Itoa(failures))
	j.attr("errors", "0")
}

func (j *junitWriter) oneSuite(s *Suite, id int, r *Result) {
	j.suite, j.look = s, s.observations()
	t := s.Tally()
	skipped := t.Pending + t.Items
	if !j.strict {
		skipped += t.Inconclusive
	}
	spent := 0.0
	for i := range s.Observations {
		spent += s.Observations[i].DurationMS
	}
	j.raw(" <testsuite")
	j.attr("name", s.Suite)
	j.attr("id", strconv.Itoa(id))
	j.attr("package", s.File)
	j.counts(t)
	j.attr("skipped", strconv.Itoa(skipped))
	j.attr("time", seconds(spent))
	if at, err := time.Parse(time.RFC3339, r.Started); err == nil {
		j.attr("timestamp", at.UTC().Format("2006-01-02T15:04:05"))
	}
	j.raw(">\n  <properties>\n")
	j.property("mode", r.Mode)
	j.property("environment", s.Environment)
	j.property("target", s.Target)
	j.property("vantage", r.Vantage)
	j.property("requests", strconv.Itoa(r.Requests))
	for i := range s.Cleanup {
		j.property("cleanup", s.Cleanup[i].Sentence())
	}
	j.raw("  </properties>\n")
	shared := sharedIDs(s.Findings)
	for i := range s.Findings {
		j.finding(&s.Findings[i], shared)
	}
	for i := range s.Checklist {
		j.item(&s.Checklist[i])
	}
	j.raw(" </testsuite>\n")
}

func (j *junitWriter) property(name, value string) {
	if value == "" {
		return
	}
	j.raw("   <property")
	j.attr("name", name)
	j.attr("value", value)
	j.raw("/>\n")
}

func (j *junitWriter) finding(f *Finding, shared map[string]sharing) {
	name := f.Claim
	if shared[f.ID] != alone {
		name += " (" + f.Probe + ")"
	}
	o := j.look(f.Probe)
	spent := 0.0
	if o != nil {
		spent = o.DurationMS
	}
	j.testcase(name, f.ID, f.At, spent)
	switch f.Verdict {
	case Holds:
		j.raw("/>\n")
		return
	case Broken:
		j.failure(f.codes(), headline(f), FailureText(f, o, j.look(f.Control), Style{Width: 100}))
	case Inconclusive:
		if j.strict {
			j.failure(f.codes(), firstLine(f.Reason), FailureText(f, o, j.look(f.Control), Style{Width: 100}))
			break
		}
		j.skipped("inconclusive: " + f.Reason)
	default:
		j.skipped("pending: " + f.Reason)
	}
	j.raw("  </testcase>\n")
}

// testcase opens a test case; the caller ends its tag.
func (j *junitWriter) testcase(name, id string, at Place, ms float64) {
	j.raw("  <testcase")
	j.attr("name", name)
	j.attr("classname", j.suite.Suite+"."+id)
	j.attr("time", seconds(ms))
	if at.Line > 0 {
		j.attr("file", at.File)
		j.attr("line", strconv.Itoa(at.Line))
	}
}

func (j *junitWriter) failure(kind, message, text string) {
	j.raw(">\n   <failure")
	j.attr("type", kind)
	j.attr("message", message)
	j.raw(">")
	j.text(text, false)
	j.raw("</failure>\n")
}

func (j *junitWriter) skipped(message string) {
	j.raw(">\n   <skipped")
	j.attr("message", message)
	j.raw("/>\n")
}

func (j *junitWriter) item(c *Item) {
	j.testcase("To look up: "+c.Ask, c.ID, c.At, 0)
	if c.Answer != "" {
		j.raw("/>\n")
		return
	}
	where := c.Where
	if where == "" {
		where = "ask a person"
	}
	j.skipped("to look up: " + where)
	j.raw("  </testcase>\n")
}

// codes returns the stable kinds of why a finding does not hold, for programs that sort findings:
// that of the reason, and of the first failure ("unmet json"); the verdict for a result of a
// release without kinds.
func (f *Finding) codes() string {
	switch {
	case f.Kind == "":
		return f.Verdict
	case len(f.Failures) == 0 || f.Failures[0].Kind == "":
		return f.Kind
	}
	return f.Kind + " " + f.Failures[0].Kind
}

// headline returns a broken finding's failures in one line.
func headline(f *Finding) string {
	if len(f.Failures) == 0 {
		return firstLine(f.Reason)
	}
	e := &f.Failures[0]
	text := e.Subject + ": expected " + e.Expected + ", got " + e.Actual
	if more := len(f.Failures) - 1; more > 0 {
		text += " (and " + strconv.Itoa(more) + " more)"
	}
	return text
}

func seconds(ms float64) string { return strconv.FormatFloat(ms/1000, 'f', 6, 64) }

// text writes s with XML's own characters escaped, and those that XML 1.0
// forbids replaced. In an attribute line ends and tabs are kept as references.
func (j *junitWriter) text(s string, attribute bool) {
	start := 0
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		if escape := xmlEscape(r, n, attribute); escape != "" {
			j.raw(s[start:i])
			j.raw(escape)
			start = i + n
		}
		i += n
	}
	j.raw(s[start:])
}

// xmlEscape returns the escape of r in XML, "" if r needs none.
func xmlEscape(r rune, n int, attribute bool) string {
	switch {
	case r == '<':
		return "&lt;"
	case r == '>':
		return "&gt;"
	case r == '&':
		return "&amp;"
	case r == '"':
		return "&quot;"
	case r == '\r':
		return "&#13;"
	case r == '\n' && attribute:
		return "&#10;"
	case r == '\t' && attribute:
		return "&#9;"
	case r == '\n', r == '\t':
		return ""
	case r < ' ', r == 0xfffe, r == 0xffff, r == utf8.RuneError && n == 1:
		return "\ufffd"
	}
	return ""
}
