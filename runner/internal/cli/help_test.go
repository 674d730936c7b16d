package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/shell"

	"assay/runner/internal/testkit"
)

// Every command has a description and examples; every example is a valid command line: its
// commands and flags exist.
func TestHelpOfEveryCommand(t *testing.T) {
	root := rootCommand(&process{env: os.LookupEnv})
	for _, c := range commands(root) {
		if c.Hidden || c.Name() == "help" || strings.HasPrefix(c.CommandPath(), "assay completion") {
			continue
		}
		t.Run(c.CommandPath(), func(t *testing.T) {
			if c.Short == "" || len(c.Long) < len(c.Short) && c.Name() != "version" {
				t.Errorf("its help is short: %q, %q", c.Short, c.Long)
			}
			for line := range strings.Lines(c.Long + "\n" + c.Example) {
				if n := len([]rune(strings.TrimRight(line, "\n"))); n > 100 {
					t.Errorf("a line of its help is %d wide: %s", n, line)
				}
			}
			for line := range strings.Lines(c.Example) {
				example(t, strings.TrimSpace(line))
			}
		})
	}
}

// The command that is made alone is the same as among all of them.
func TestCommandMadeAlone(t *testing.T) {
	all := rootCommand(&process{env: os.LookupEnv})
	for _, v := range verbs() {
		alone := rootCommand(&process{args: []string{v.name}, env: os.LookupEnv})
		if made := len(alone.Commands()); v.name != "man" && made >= len(all.Commands()) {
			t.Errorf("assay %s: %d commands are made", v.name, made)
		}
		one, _, err := alone.Find([]string{v.name})
		if err != nil {
			t.Errorf("assay %s: %v", v.name, err)
			continue
		}
		among, _, err := all.Find([]string{v.name})
		if err != nil || one.Name() != v.name || one.UsageString() != among.UsageString() {
			t.Errorf("assay %s is %s (%v):\n%s", v.name, one.CommandPath(), err, one.UsageString())
		}
	}
}

// example parses a line of an example, up to a pipe, a comment or a second command.
func example(t *testing.T, line string) {
	t.Helper()
	at := strings.Index(line, "assay ")
	if at < 0 {
		return
	}
	line = line[at:]
	for _, end := range []string{"   ", " | ", " && ", " > ", " < ", " & "} {
		line, _, _ = strings.Cut(line, end)
	}
	words, err := shell.Fields(line, func(string) string { return "x" })
	if err != nil {
		t.Errorf("%s: %v", line, err)
		return
	}
	root := rootCommand(&process{env: os.LookupEnv})
	c, args, err := root.Find(words[1:])
	if err != nil {
		t.Errorf("%s: %v", line, err)
		return
	}
	if err := c.ParseFlags(args); err != nil {
		t.Errorf("%s: %v", line, err)
		return
	}
	if c.Args != nil {
		if err := c.Args(c, c.Flags().Args()); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// The help of these commands is as in the goldens.
func TestHelpLooks(t *testing.T) {
	for _, words := range []string{"import", "import curl", "import har", "import openapi", "import postman", "import hurl", "import http", "import bruno", "import insomnia", "init", "fmt", "report", "schema", "compare", "help exit-status", "help environment", "help files"} {
		t.Run(words, func(t *testing.T) {
			var out bytes.Buffer
			p := &process{env: os.LookupEnv, out: &out, err: &out}
			root := rootCommand(p)
			args := append(strings.Fields(words), "--help")
			if strings.HasPrefix(words, "help ") {
				args = strings.Fields(words)
			}
			root.SetArgs(args)
			root.SetOut(&out)
			if err := root.Execute(); err != nil {
				t.Fatal(err)
			}
			testkit.Golden(t, "testdata/help/"+strings.ReplaceAll(words, " ", "-")+".golden", out.String())
		})
	}
}
