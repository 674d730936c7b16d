package curl

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"assay/runner/internal/source"
)

func newParser() *syntax.Parser {
	return syntax.NewParser(syntax.Variant(syntax.LangBash), syntax.KeepComments(true))
}

// unprompted blanks the "$ " of copied terminal lines, and the "> " of their continuation lines,
// keeping the columns. If every command has a prompt, the lines between are output, and are
// removed.
func unprompted(text string) string {
	lines := strings.Split(text, "\n")
	prompted := func(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " \t"), "$ ") }
	terminal := slices.ContainsFunc(lines, prompted) && !slices.ContainsFunc(lines, isCurl)
	for i := 0; i < len(lines); i++ {
		if !prompted(lines[i]) {
			if terminal && !strings.HasPrefix(strings.TrimSpace(lines[i]), "#") {
				lines[i] = ""
			}
			continue
		}
		lines[i] = strings.Replace(lines[i], "$", " ", 1)
		for command := lines[i]; i+1 < len(lines) && unfinished(command) && !prompted(lines[i+1]); command += "\n" + lines[i] {
			i++
			if trimmed := strings.TrimLeft(lines[i], " \t"); trimmed == ">" || strings.HasPrefix(trimmed, "> ") {
				lines[i] = strings.Replace(lines[i], ">", " ", 1)
			}
		}
	}
	return strings.Join(lines, "\n")
}

// mostContinued is the greatest length of a terminal's command, in bytes.
const mostContinued = 64 << 10

// unfinished reports whether the shell would wait for more lines.
func unfinished(command string) bool {
	if len(command) > mostContinued {
		return false
	}
	if strings.HasSuffix(command, `\`) {
		return true
	}
	_, err := newParser().Parse(strings.NewReader(command), "")
	return err != nil && syntax.IsIncomplete(err)
}

// isCurl reports whether a line starts with the command.
func isCurl(line string) bool {
	word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	return word == "curl"
}

// markdown returns the code blocks of a Markdown text, each after as many line ends as precede it,
// so that places are right; any other text is one block.
func markdown(name, text string) (blocks []string, marked bool) {
	lines := strings.Split(text, "\n")
	fence := func(line string) string {
		trimmed := strings.TrimLeft(line, " \t>")
		if strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~") {
			return trimmed[:3]
		}
		return ""
	}
	switch ending := strings.ToLower(filepath.Ext(name)); {
	case ending == ".md", ending == ".markdown", ending == ".mdx":
	case ending == ".sh" || ending == ".bash" || !slices.ContainsFunc(lines, func(line string) bool { return fence(line) != "" }):
		return []string{text}, false
	}
	for i := 0; i < len(lines); i++ {
		from := i
		if mark := fence(lines[i]); mark != "" {
			word := strings.ToLower(strings.TrimSpace(strings.TrimLeft(lines[i], " \t>`~")))
			for i++; i < len(lines) && fence(lines[i]) != mark; i++ {
			}
			if language, _, _ := strings.Cut(word, " "); shells[language] {
				blocks = append(blocks, block(lines, from+1, min(i, len(lines))))
			}
			continue
		}
		for i < len(lines) && (strings.HasPrefix(lines[i], "    ") || strings.HasPrefix(lines[i], "\t")) {
			i++
		}
		if i > from {
			if slices.ContainsFunc(lines[from:i], func(line string) bool { return isCurl(strings.TrimPrefix(strings.TrimSpace(line), "$ ")) }) {
				blocks = append(blocks, block(lines, from, i))
			}
			i--
		}
	}
	return blocks, true
}

// shells are the info strings of fences around commands.
var shells = map[string]bool{"": true, "sh": true, "bash": true, "shell": true, "zsh": true, "console": true, "terminal": true, "shell-session": true, "curl": true}

// block returns the lines in [from, to) as one block of a longer text.
func block(lines []string, from, to int) string {
	return strings.Repeat("\n", from) + strings.Join(lines[from:to], "\n")
}

// warned converts an error to entries of the list of omissions.
func warned(err error) source.Problems {
	var problems source.Problems
	errors.As(err, &problems)
	for _, p := range problems {
		p.Severity = source.Warning
	}
	return problems
}
