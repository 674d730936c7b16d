package curl

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// spread replaces "${NAME[@]}" by the words of the array.
func (r *reader) spread(args []*syntax.Word) []*syntax.Word {
	var out []*syntax.Word
	for _, arg := range args {
		if items, ok := r.arrays[arrayOf(arg)]; ok {
			out = append(out, items...)
		} else {
			out = append(out, arg)
		}
	}
	return out
}

// arrayOf returns the name of the array that a word expands, "" for any other word.
func arrayOf(w *syntax.Word) string {
	if len(w.Parts) != 1 {
		return ""
	}
	part := w.Parts[0]
	if quoted, ok := part.(*syntax.DblQuoted); ok && len(quoted.Parts) == 1 {
		part = quoted.Parts[0]
	}
	p, ok := part.(*syntax.ParamExp)
	if !ok || p.Param == nil || p.Length || p.Exp != nil {
		return ""
	}
	index, ok := p.Index.(*syntax.Word)
	if !ok || index.Lit() != "@" && index.Lit() != "*" {
		return ""
	}
	return p.Param.Value
}

// intoCurl reads a pipe that ends in curl and does not start with it: curl's input is the output of
// echo or a file. It reports whether the pipe has this form.
func (r *reader) intoCurl(pipe *syntax.BinaryCmd) bool {
	if !r.startsWith(pipe.Y, "curl") || hasCurl(r, pipe.X) {
		return false
	}
	r.piped, r.hasPiped = r.output(pipe.X) // else -d @- is listed at its place
	r.statement(pipe.Y)
	r.piped, r.hasPiped = "", false
	return true
}

// startsWith reports whether a statement is a call of that command.
func (r *reader) startsWith(stmt *syntax.Stmt, name string) bool {
	call, ok := stmt.Cmd.(*syntax.CallExpr)
	return ok && len(call.Args) > 0 && call.Args[0].Lit() == name
}

func hasCurl(r *reader, stmt *syntax.Stmt) bool {
	found := false
	syntax.Walk(stmt, func(n syntax.Node) bool {
		if s, ok := n.(*syntax.Stmt); ok && r.startsWith(s, "curl") {
			found = true
		}
		return !found
	})
	return found
}

// output returns the output of echo, printf and cat; false for anything else.
func (r *reader) output(stmt *syntax.Stmt) (string, bool) {
	call, ok := stmt.Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) == 0 {
		return "", false
	}
	var words []string
	for _, arg := range call.Args[1:] {
		text, err := r.word(arg)
		if err != nil {
			return "", false
		}
		words = append(words, text)
	}
	c := &command{reader: r}
	switch name := call.Args[0].Lit(); {
	case name == "echo" && len(words) > 0 && words[0] == "-n":
		return strings.Join(words[1:], " "), true
	case name == "echo" && (len(words) == 0 || !strings.HasPrefix(words[0], "-")):
		return strings.Join(words, " ") + "\n", true
	case name == "printf" && len(words) == 2 && words[0] == "%s":
		return words[1], true
	case name == "printf" && len(words) == 1 && !strings.ContainsAny(words[0], `%\\`):
		return words[0], true
	case name == "cat" && len(words) == 1 && !strings.HasPrefix(words[0], "-"):
		return c.readFile(words[0], place(r.From, stmt.Pos()))
	case name == "cat" && len(words) == 0:
		c.here(stmt)
		return c.stdin, c.hasIn
	}
	return "", false
}
