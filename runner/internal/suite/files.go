package suite

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// mostVars is the maximum size of a file of vars in bytes.
const mostVars = 4 << 20

// GatherVars returns [Options].Vars: those of files (see [ReadVars]), overridden by pairs
// "name=value", and [Options].Offered: the values of files that are Postman environments. A later
// value of the same name overrides an earlier one. An error names the file and the line.
func GatherVars(files, pairs []string) (vars, offered map[string]string, err error) {
	vars, offered = map[string]string{}, map[string]string{}
	for _, path := range files {
		one, isOffer, err := readGiven(path)
		if err != nil {
			return nil, nil, fmt.Errorf("--vars: %w", err)
		}
		if isOffer {
			maps.Copy(offered, one)
		} else {
			maps.Copy(vars, one)
		}
	}
	for _, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || name == "" {
			return nil, nil, fmt.Errorf("--var is name=value, got %q", pair)
		}
		vars[name] = value
	}
	return vars, offered, nil
}

// readGiven reads a file of vars, or a Postman environment.
func readGiven(path string) (values map[string]string, isOffer bool, err error) {
	if f, _ := openVars(path); f != nil {
		if offered, ok := readOffered(f.Text); ok {
			return offered, true, nil
		}
	}
	values, err = ReadVars(path)
	return values, false, err
}

// Environment returns the process's environment with the values of files (see [ReadEnv]) as
// defaults: a variable that is set and not empty overrides the files, and the first file overrides
// the later ones.
func Environment(process func(string) (string, bool), files []string) (func(string) (string, bool), error) {
	if len(files) == 0 {
		return process, nil
	}
	values := map[string]string{}
	for _, path := range slices.Backward(files) {
		one, err := ReadEnv(path)
		if err != nil {
			return nil, fmt.Errorf("--env-file: %w", err)
		}
		maps.Copy(values, one)
	}
	return func(name string) (string, bool) {
		if v, ok := process(name); ok && v != "" {
			return v, true
		}
		v, ok := values[name]
		return v, ok
	}, nil
}

// ReadVars reads a file of vars for [Options].Vars: a YAML or JSON map of names to scalars, or, if
// its name ends in ".env", lines of NAME=value. The error is a source.Problems with all errors of
// the file.
func ReadVars(path string) (map[string]string, error) {
	if strings.HasSuffix(filepath.Base(path), ".env") {
		return ReadEnv(path)
	}
	f, problems := openVars(path)
	if f == nil {
		return nil, problems
	}
	out := map[string]string{}
	d := &doc{loading: &loading{problems: &problems}, file: f}
	if root := parse(f, f.Text, &problems); root != nil {
		for _, e := range d.entriesOf(root, "vars", "a map of names to scalars") {
			if v, ok := d.scalar(e.Value, cut(e.Key)); ok {
				out[e.Key] = subst.Text(v)
			}
		}
	}
	return out, problems.Err()
}

// ReadEnv reads a file of environment variables: lines of NAME=value, with an optional "export"
// before the name and comments from "#". A value in double quotes may have the usual escapes (\n,
// \"), one in single quotes is literal; without quotes it ends at " #". The error is a
// source.Problems with all errors of the file; it shows no values, because they may be secret.
func ReadEnv(path string) (map[string]string, error) {
	f, problems := openVars(path)
	if f == nil {
		return nil, problems
	}
	out := map[string]string{}
	for i, line := range strings.Split(string(f.Text), "\n") {
		line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
		if line == "" || line[0] == '#' {
			continue
		}
		at := source.Pos{File: &source.File{Name: path}, Line: i + 1, Col: 1} // without the text, which must not be shown
		name, value, found := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		if name = strings.TrimSpace(name); !found || !isName(name) {
			problems.Add(at, "expected NAME=value").Next = `start a comment with "#"`
			continue
		}
		text, err := unquoted(strings.TrimSpace(value))
		if err != nil {
			problems.Add(at, "%s: %v", name, err)
		}
		out[name] = text
	}
	return out, problems.Err()
}

func openVars(path string) (*source.File, source.Problems) {
	f := &source.File{Name: path}
	text, err := readFile(path, mostVars)
	if err != nil {
		return nil, source.Problems{{Pos: source.Pos{File: f}, Message: "the file cannot be read: " + err.Error()}}
	}
	f.Text = text
	return f, nil
}

// unquoted returns the value of a line of an environment file.
func unquoted(s string) (string, error) {
	if s == "" || s[0] != '"' && s[0] != '\'' {
		before, _, _ := strings.Cut(s, " #")
		return strings.TrimSpace(before), nil
	}
	stop := closingQuote(s)
	if stop < 0 {
		return "", fmt.Errorf("the quote %c is not closed", s[0])
	}
	if rest := strings.TrimSpace(s[stop+1:]); rest != "" && rest[0] != '#' {
		return "", fmt.Errorf("there is more text after the closing quote %c", s[0])
	}
	inner := s[1:stop]
	if s[0] == '\'' {
		return inner, nil
	}
	return escapes.Replace(inner), nil
}

// escapes are the escapes of a value in double quotes.
var escapes = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\n`, "\n", `\r`, "\r", `\t`, "\t", `\$`, "$")

// closingQuote returns the offset of the quote that ends s, or -1.
func closingQuote(s string) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && s[0] == '"':
			i++
		case s[i] == s[0]:
			return i
		}
	}
	return -1
}
