package cli

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
)

// readVars gathers --vars and --var; a later one wins, --var over every file.
func readVars(files, pairs []string) (map[string]string, error) {
	vars := map[string]string{}
	for _, path := range files {
		if err := varsFile(path, vars); err != nil {
			return nil, err
		}
	}
	for _, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || name == "" {
			return nil, usagef("--var is name=value, got %q", pair)
		}
		vars[name] = value
	}
	return vars, nil
}

// varsFile reads a YAML (or JSON) map of scalars.
func varsFile(path string, vars map[string]string) error {
	text, err := source.ReadFile(path, source.MostText)
	if err != nil {
		return usagef("--vars: %v", err)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return usagef("--vars %s: %v", path, err)
	}
	if len(root.Content) == 0 {
		return nil
	}
	file, problems := &source.File{Name: path, Text: text}, source.Problems{}
	if n := source.Resolve(root.Content[0]); n.Kind != yaml.MappingNode {
		problems.Add(file.At(n), "expected a map of names to scalars")
	}
	for _, e := range source.Entries(root.Content[0]) {
		if e.Value.Kind != yaml.ScalarNode {
			problems.Add(file.At(e.Value), "the var %q is no scalar", e.Key).Next = "a var is a string, a number or a boolean"
			continue
		}
		vars[e.Key] = e.Value.Value
	}
	return problems.Err()
}

// environment is the process's with the files' values under it: what is set
// already, and not empty, wins, and the first file over the later ones.
func environment(process func(string) (string, bool), files []string) (func(string) (string, bool), error) {
	if len(files) == 0 {
		return process, nil
	}
	values := map[string]string{}
	for _, path := range files {
		if err := envFile(path, values); err != nil {
			return nil, err
		}
	}
	return func(name string) (string, bool) {
		if v, ok := process(name); ok && v != "" {
			return v, true
		}
		v, ok := values[name]
		return v, ok
	}, nil
}

// envFile reads NAME=value lines: blank lines and "#" comments are passed over,
// "export " and quotes around the value are taken away. A message never shows a
// value: it may be a secret.
func envFile(path string, values map[string]string) error {
	text, err := source.ReadFile(path, source.MostText)
	if err != nil {
		return usagef("--env-file: %v", err)
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	var wrong []error
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		name = strings.TrimSpace(name)
		if !ok || name == "" || strings.ContainsAny(name, " \t'\"") {
			wrong = append(wrong, fmt.Errorf("%s:%d: expected NAME=value", path, n))
			continue
		}
		if _, known := values[name]; !known {
			values[name] = unquoted(strings.TrimSpace(value))
		}
	}
	if err := lines.Err(); err != nil {
		wrong = append(wrong, fmt.Errorf("%s: %w", path, err))
	}
	if len(wrong) > 0 {
		return usagef("--env-file: %v", errors.Join(wrong...))
	}
	return nil
}

// unquoted takes quotes, or a comment behind an unquoted value, away. Within
// double quotes \n, \" and \\ stand for themselves as in a shell's $'…'.
func unquoted(value string) string {
	if n := len(value); n >= 2 && value[0] == value[n-1] {
		switch value[0] {
		case '\'':
			return value[1 : n-1]
		case '"':
			return strings.NewReplacer(`\n`, "\n", `\"`, `"`, `\\`, `\`).Replace(value[1 : n-1])
		}
	}
	if i := strings.Index(value, " #"); i >= 0 {
		value = strings.TrimSpace(value[:i])
	}
	return value
}
