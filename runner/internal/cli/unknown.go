package cli

import (
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"assay/runner/internal/source"
)

// otherCommands lists words of other tools, and the command that does here what they mean.
var otherCommands = map[string]string{
	"record": "run --record", "replay": "run", "test": "run", "exec": "run", "execute": "run",
	"check": "lint", "validate": "lint", "format": "fmt", "mock": "serve", "generate": "import", "new": "init",
	"drift": "run --drift", "diff": "report --compare", "compare": "report --compare", "verify": "run", "list": "run -v", "ls": "run -v",
	"convert": "import", "export": "report", "start": "serve", "docs": "man",
	"forget": "history --forget", "flaky": "history", "server": "fleet up", "worker": "agent",
	"ui": "view", "web": "view", "browse": "view", "dashboard": "view", "open": "view --open",
}

// otherFlags lists flags of other tools, and those that select or do the same here.
var otherFlags = map[string]string{
	"tag": "label-filter", "tags": "label-filter", "label": "label-filter", "labels": "label-filter",
	"grep": "focus", "filter": "focus", "exclude": "skip", "bail": "fail-fast",
}

// knownCommand rejects unknown commands and suggests the one that was most likely meant.
func knownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var known []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			known = append(known, sub.Name())
		}
	}
	err := usagef("unknown command %q", args[0])
	if here := otherCommands[args[0]]; here != "" {
		return err.but("use assay %s", here)
	}
	if near := source.Nearest(args[0], known); near != "" {
		return err.but("did you mean %q?", near)
	}
	if c.HasParent() && slices.ContainsFunc(verbs(), func(v verb) bool { return v.name == args[0] }) {
		return err.but("use assay %s", args[0])
	}
	if _, statErr := os.Stat(args[0]); statErr == nil {
		return err.but("to run a suite: assay run %s", args[0])
	}
	return err.but("the commands are: %s", strings.Join(known, ", "))
}

// flagError says what is wrong with a flag, with the one that was most likely meant.
func flagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return usagef("%v", err).but("see %s --help", c.CommandPath())
	}
	name := unknown.GetSpecifiedName()
	if short := unknown.GetSpecifiedShortnames(); short != "" {
		return usagef("unknown flag -%s", name).but("see %s --help", c.CommandPath())
	}
	var known []string
	c.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	wrong := usagef("unknown flag --%s", name)
	if other := otherFlags[name]; slices.Contains(known, other) {
		return wrong.but("use --%s", other)
	}
	if near := nearFlag(name, known); near != "" {
		return wrong.but("did you mean --%s?", near)
	}
	return wrong.but("see %s --help", c.CommandPath())
}

// nearFlag returns the flag that a mistyped one most likely meant: the one that it begins, or the
// two ("fail-fast or --failed"), one with the same letters, or one that is a letter of every five
// away.
func nearFlag(name string, known []string) string {
	var begun []string
	for _, k := range known {
		if strings.HasPrefix(k, name) {
			begun = append(begun, k)
		}
		if sorted(k) == sorted(name) {
			return k
		}
	}
	if len(name) > 1 && (len(begun) == 1 || len(begun) == 2) {
		slices.Sort(begun)
		return strings.Join(begun, " or --")
	}
	return source.Within(name, known, max(1, len(name)/5))
}

func sorted(s string) string {
	letters := []byte(s)
	slices.Sort(letters)
	return string(letters)
}
