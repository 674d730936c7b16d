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
	items := 0
	for i := range r.Suites {
		items += len(r.Suites[i].Checklist)
	}
	j.counts(t, items)
	j.attr("time", seconds(r.DurationMS))
	j.raw(">\n")
	for i := range r.Suites {
		j.oneSuite(&r.Suites[i], i, r)
	}
	j.raw("</testsuites>\n")
}

// counts writes the attributes that testsuites and testsuite share; items counts those of the
// checklists, answered or not.
func (j *junitWriter) counts(t Tally, items int) {
	failures := t.Broken
	if j.strict {
		failures += t.Inconclusive
	}
	j.attr("tests", strconv.Itoa(t.Findings()+items))
	j.attr("failures", strconv.Itoa(failures))
	j.attr("errors", "0")
}

func (j *junitWriter) oneSuite(s *Suite, id int, r *Result) {
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
	j.counts(t, len(s.Checklist))
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
	for c := range s.Cases(j.strict) {
		j.oneCase(c)
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

func (j *junitWriter) oneCase(c *Case) {
	j.testcase(c)
	switch c.Outcome {
	case Passed:
		j.raw("/>\n")
		return
	case Failed:
		j.failure(c.Kind, c.Message, c.Text)
	default:
		j.skipped(c.Message)
	}
	j.raw("  </testcase>\n")
}

// testcase opens a test case; the caller ends its tag.
func (j *junitWriter) testcase(c *Case) {
	j.raw("  <testcase")
	j.attr("name", c.Name)
	j.attr("classname", c.Suite.Suite+"."+c.ID)
	j.attr("time", seconds(c.DurationMS))
	if c.At.Line > 0 {
		j.attr("file", c.At.File)
		j.attr("line", strconv.Itoa(c.At.Line))
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
