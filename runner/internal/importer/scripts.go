package importer

import (
	"errors"
	"fmt"

	"assay/runner/internal/importer/javascript"
	"assay/runner/internal/source"
)

// Script is a script of another tool's file, for a reader of its statements.
type Script struct {
	Text  string
	At    func(line int) source.Pos // the place of a line of the text, from 1
	What  string                    // "the response handler"
	Next  string                    // what to do about a statement that is left out
	Tests []string                  // the names of functions that take a test: test("…", () => …)
}

// Script passes each statement to understands, those of tests in their place, and lists those that
// are not understood. It reports whether there were any.
func (d *Draft) Script(s Script, understands func(source.Pos, javascript.Statement) bool) (left bool) {
	all, err := javascript.Read(s.Text)
	if wrong := (*javascript.Error)(nil); errors.As(err, &wrong) {
		d.Drop(s.At(wrong.Line), s.Next, "%s is left out: it is not read as JavaScript: %s", s.What, wrong.Message)
		return true
	}
	for _, one := range javascript.Flat(all, s.Tests) {
		if at := s.At(one.Line); !understands(at, one) {
			d.DropStatement(at, s.Next, s.What, one.Text, 0)
			left = true
		}
	}
	return left
}

// DropStatement records a statement of a script that is not carried over. lines is how many it has,
// 0 if that is not known.
func (d *Draft) DropStatement(at source.Pos, next, of, statement string, lines int) {
	more := ""
	if lines > 1 {
		more = fmt.Sprintf(" (%d lines)", lines)
	}
	d.drop(at, next, "a statement of "+of+" is left out"+more, statement)
}
