// Package curl reads curl commands from notes, scripts and browsers ("Copy as cURL") into drafts of
// suites.
//
// The shell's part (quotes, backslashes, $'…', here-documents, $VARS) is read by
// mvdan.cc/sh; curl's own part is a table of flags.
//
// Goals: every flag is carried over, has no effect on the request, or is listed. Non-goals: running
// the shell: pipes and substitutions are listed.
//
// A map of the files:
//
//	curl.go     Read: a text to commands, commands to probes
//	notes.go    prompts of a terminal, and Markdown around commands
//	pipe.go     arrays, and pipes into curl
//	words.go    the shell's words as text
//	flags.go    the table of flags
//	command.go  a command while its flags are read
//	data.go     -d, -F and their relatives: bodies
//	request.go  a command as requests
package curl

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"mvdan.cc/sh/v3/syntax"

	"assay/runner/internal/importer"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// Options gives access to the files that a text names.
type Options struct {
	Suite string
	// ReadFile reads a file that a command sends (@FILE).
	ReadFile func(path string) ([]byte, error)
	// Path converts a path of a command to the suite's spelling.
	Path func(path string) string
}

// Read makes a draft of every curl command of a text. The error is a source.Problems: a text that
// the shell's parser refuses, or without a curl command.
func Read(from *source.File, o Options) (*importer.Draft, error) {
	text := strings.ReplaceAll(string(from.Text), "\r\n", "\n")
	if err := windows(from, text); err != nil {
		return nil, err
	}
	r := &reader{Draft: importer.New(from, o.Suite), options: o, shell: map[string]string{}, arrays: map[string][]*syntax.Word{}}
	blocks, marked := markdown(from.Name, text)
	for _, block := range blocks {
		file, err := newParser().Parse(strings.NewReader(unprompted(block)), from.Name)
		if err != nil && !marked {
			return nil, unread(from, err)
		}
		if err != nil {
			r.Left = append(r.Left, warned(unread(from, err))...)
			continue
		}
		for _, stmt := range file.Stmts {
			r.statement(stmt)
		}
	}
	if len(r.Probes) == 0 {
		var ps source.Problems
		ps.Add(source.Pos{File: from, Line: 1, Col: 1}, "there is no curl command in it").Next = "a command starts with the word curl"
		return nil, ps
	}
	r.unslept()
	r.Tokens()
	r.SequenceWrites()
	return r.Draft, nil
}

// reader makes probes of the statements of one text.
type reader struct {
	*importer.Draft
	options Options
	shell   map[string]string // variables set by the text, as references
	arrays  map[string][]*syntax.Word

	piped    string // the input of the current command
	hasPiped bool
	printed  printed // by the last command

	sleeps  time.Duration // before the next command
	sleptAt source.Pos
}

// printed is the output of a command: the text of -w, and whether the body goes elsewhere.
type printed struct {
	writeOut string
	output   bool
}

// windows refuses a command for Windows' cmd, which has its own quoting.
func windows(from *source.File, text string) error {
	if !strings.Contains(text, "curl ^\"") && !strings.Contains(text, " ^\n") {
		return nil
	}
	var ps source.Problems
	ps.Add(source.Pos{File: from, Line: 1, Col: 1}, "the command is written for Windows' cmd (^ in front of quotes and line ends)").
		Next = `copy it as "cURL (bash)"`
	return ps
}

// unread returns the problem of a text that the shell's parser refuses.
func unread(from *source.File, err error) error {
	var ps source.Problems
	at := source.Pos{File: from, Line: 1, Col: 1}
	message := err.Error()
	var parse syntax.ParseError
	var lang syntax.LangError
	switch {
	case errors.As(err, &parse):
		at, message = place(from, parse.Pos), parse.Text
	case errors.As(err, &lang):
		at, message = place(from, lang.Pos), lang.Feature+" is no bash"
	}
	ps.Add(at, "no shell reads this: %s", message).Next = "check the quotes and the backslashes at line ends"
	return ps
}

func place(from *source.File, pos syntax.Pos) source.Pos {
	return source.Pos{File: from, Line: int(pos.Line()), Col: int(pos.Col())}
}

// statement reads one statement and those inside it.
func (r *reader) statement(stmt *syntax.Stmt) {
	switch c := stmt.Cmd.(type) {
	case *syntax.CallExpr:
		r.call(stmt, c)
	case *syntax.BinaryCmd:
		if c.Op == syntax.Pipe && r.intoCurl(c) {
			return
		}
		r.statement(c.X)
		if c.Op == syntax.Pipe || c.Op == syntax.PipeAll {
			r.Drop(place(r.From, c.OpPos), "say what must hold of the answer under expect:", "what the answer is piped into is left out")
			return
		}
		if c.Op == syntax.OrStmt {
			r.Drop(place(r.From, c.OpPos), "write another suite for it", "what the shell does only if the command before || fails is left out")
			return
		}
		r.statement(c.Y)
	case *syntax.Block:
		for _, s := range c.Stmts {
			r.statement(s)
		}
	case *syntax.Subshell:
		for _, s := range c.Stmts {
			r.statement(s)
		}
	case *syntax.DeclClause: // export, readonly, declare
		for _, a := range c.Args {
			r.assign(a, about(stmt, c.Pos()))
		}
	case nil:
	default:
		r.Drop(place(r.From, stmt.Pos()), "write the commands out, one after the other",
			"%s of the shell is left out", construct(c))
	}
}

// construct names a command of the shell that is no simple one.
func construct(c syntax.Command) string {
	switch c := c.(type) {
	case *syntax.IfClause:
		return "an if condition"
	case *syntax.WhileClause:
		if c.Until {
			return "an until loop"
		}
		return "a while loop"
	case *syntax.ForClause:
		if c.Select {
			return "a select loop"
		}
		return "a for loop"
	case *syntax.CaseClause:
		return "a case condition"
	case *syntax.FuncDecl:
		return "the function " + cut(c.Name.Value)
	case *syntax.ArithmCmd, *syntax.LetClause:
		return "arithmetic"
	case *syntax.TestClause:
		return "a [[ condition"
	case *syntax.TimeClause, *syntax.CoprocClause:
		return "time or coproc"
	}
	return "a command"
}

// call reads a simple command: curl, or assignments.
func (r *reader) call(stmt *syntax.Stmt, c *syntax.CallExpr) {
	for _, a := range c.Assigns {
		r.assign(a, about(stmt, c.Pos()))
	}
	if len(c.Args) == 0 {
		return
	}
	name, err := r.word(c.Args[0])
	switch {
	case err == nil && (name == "curl" || strings.HasSuffix(name, "/curl") || name == "curl.exe"):
		r.curl(stmt, c)
	case name == "export":
	case err == nil && name == "sleep" && r.sleep(c):
	case err == nil && strings.HasPrefix(name, "-"):
		r.Drop(place(r.From, c.Pos()), "put the address in front of it in quotes: without them the shell ends it at &", "%s is left out: it stands alone, and is a flag of no command", cut(name))
	default:
		r.Drop(place(r.From, c.Pos()), "only curl commands become probes", "the command %s is left out", cut(name))
	}
}

// sleep adds a pause of the script to the wait of the next command. It returns false for a duration
// that is known to the shell only.
func (r *reader) sleep(c *syntax.CallExpr) bool {
	for _, arg := range c.Args[1:] {
		text, err := r.word(arg)
		if err != nil {
			return false
		}
		d, ok := pause(text)
		if !ok {
			return false
		}
		r.sleeps += d
	}
	r.sleptAt = place(r.From, c.Pos())
	return true
}

// pause parses a duration of sleep: a number of seconds, or one with the suffix s, m, h or d.
func pause(text string) (time.Duration, bool) {
	unit := time.Second
	if number, ok := strings.CutSuffix(text, "d"); ok {
		text, unit = number, 24*time.Hour
	} else if last := strings.TrimRight(text, "smh"); len(last) == len(text)-1 {
		unit = map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour}[text[len(text)-1]]
		text = last
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n < 0 || n > mostPause {
		return 0, false
	}
	return time.Duration(n * float64(unit)), true
}

// mostPause is the greatest number that pause reads.
const mostPause = 1e5

// unslept lists a pause that no command comes after.
func (r *reader) unslept() {
	if r.sleeps > 0 {
		r.Drop(r.sleptAt, "write wait: on the probe that is to come later", "sleep is left out: no curl command comes after it")
	}
}

// assign makes a variable of the shell a var or a secret of the suite.
func (r *reader) assign(a *syntax.Assign, above string) {
	if a.Name != nil && a.Array != nil {
		if !a.Append {
			r.arrays[a.Name.Value] = nil
		}
		for _, item := range a.Array.Elems {
			r.arrays[a.Name.Value] = append(r.arrays[a.Name.Value], orEmpty(item.Value))
		}
	}
	if a.Name == nil || a.Value == nil {
		return
	}
	name := a.Name.Value
	text, err := r.word(a.Value)
	if a.Append {
		text = r.shell[name] + text
	}
	switch {
	case err != nil && r.captured(name, a.Value):
	case err != nil:
		r.Drop(place(r.From, a.Pos()), "capture the value from the probe that gives it, as in capture: {id: {json: $.id}}",
			"the value of %s is made by a command: %v", name, err)
	case r.shell[name] != "" && text == r.shell[name]: // NAME=${NAME:-value}
	case r.shell[name] != "" && strings.Contains(text, r.shell[name]):
		r.Drop(place(r.From, a.Pos()), "write its whole value", "the value of %s is left out: it is put together from the value before", name)
	case names.Credential(name):
		r.shell[name] = r.SecretVariable(name, text)
	default:
		r.SetVar(importer.Var{Name: r.VarName(name), Value: text, Above: above})
		r.shell[name] = "${" + r.VarName(name) + "}"
	}
}

// captured turns NAME=$(curl … | jq -r .path) into a probe with a capture of NAME.
func (r *reader) captured(name string, w *syntax.Word) bool {
	stmt := substituted(w)
	if stmt == nil {
		return false
	}
	source := importer.MapOf("body", true)
	if pipe, ok := stmt.Cmd.(*syntax.BinaryCmd); ok {
		path := r.jqPath(pipe)
		if path == "" {
			return false
		}
		if !rawOutput(pipe) {
			r.Drop(place(r.From, pipe.OpPos), "write jq -r, or quote it where it is used", "jq without -r prints quotes around a text: the value of %s has none", name)
		}
		source, stmt = importer.MapOf("json", path), pipe.X
	}
	before := len(r.Probes)
	if call, ok := stmt.Cmd.(*syntax.CallExpr); ok && len(call.Args) > 0 && call.Args[0].Lit() == "curl" {
		r.call(stmt, call)
	} else if pipe, ok := stmt.Cmd.(*syntax.BinaryCmd); ok && pipe.Op == syntax.Pipe {
		r.intoCurl(pipe)
	}
	if len(r.Probes) != before+1 {
		return false
	}
	switch out := strings.TrimSuffix(r.printed.writeOut, `\n`); {
	case out == "":
	case r.printed.output && (out == "%{http_code}" || out == "%{response_code}"):
		source = importer.MapOf("status", true)
	default:
		return false
	}
	p := r.Probes[before]
	p.Capture.Set(r.VarName(name), source)
	r.shell[name] = "${" + p.ID + "." + r.VarName(name) + "}"
	return true
}

// substituted returns the single statement of $(…), nil for any other word.
func substituted(w *syntax.Word) *syntax.Stmt {
	if len(w.Parts) != 1 {
		return nil
	}
	part := w.Parts[0]
	if quoted, ok := part.(*syntax.DblQuoted); ok && len(quoted.Parts) == 1 {
		part = quoted.Parts[0]
	}
	if s, ok := part.(*syntax.CmdSubst); ok && len(s.Stmts) == 1 {
		return s.Stmts[0]
	}
	return nil
}

// rawOutput reports whether a jq after a pipe prints texts without quotes.
func rawOutput(pipe *syntax.BinaryCmd) bool {
	jq, ok := pipe.Y.Cmd.(*syntax.CallExpr)
	return ok && slices.ContainsFunc(jq.Args, func(w *syntax.Word) bool {
		flag := w.Lit()
		return flag == "--raw-output" || strings.HasPrefix(flag, "-") && !strings.HasPrefix(flag, "--") && strings.ContainsAny(flag, "rj")
	})
}

// jqPath returns the JSONPath of a jq filter after a pipe, "" if the filter does more.
func (r *reader) jqPath(pipe *syntax.BinaryCmd) string {
	jq, ok := pipe.Y.Cmd.(*syntax.CallExpr)
	if !ok || pipe.Op != syntax.Pipe || len(jq.Args) < 2 {
		return ""
	}
	for i, arg := range jq.Args {
		text, err := r.word(arg)
		switch {
		case err != nil, i == 0 && text != "jq":
			return ""
		case i > 0 && jqPicks().MatchString(text):
			return "$" + text
		}
	}
	return ""
}

var jqPicks = source.Pattern(`^(\.[A-Za-z_][A-Za-z0-9_]*|\.?\[\d+\])+$`)

// about returns the comment in front of a statement.
func about(stmt *syntax.Stmt, at syntax.Pos) string {
	var lines []string
	for _, one := range stmt.Comments {
		if text := strings.TrimSpace(one.Text); text != "" && one.Pos().Line() <= at.Line() && !strings.HasPrefix(text, "!") {
			lines = append(lines, text)
		}
	}
	return strings.Join(lines, "\n")
}

// cut shortens and quotes a word for a message.
func cut(s string) string { return strconv.Quote(text.Short(s)) }
