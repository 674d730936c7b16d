package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"assay/runner/internal/text"
	"assay/runner/internal/wholefile"
)

// manCommand writes the manual: a page for each command and topic, made of the same
// words as its --help.
func manCommand(p *process) *cobra.Command {
	return &cobra.Command{
		Use:   "man FOLDER",
		Short: "Write the manual pages",
		Long: `Man writes the manual into a folder, which is made where there is none: assay.1 and
a page for each command and topic, with the words of its --help. Files there
with these names are overwritten.

Exit status: 0 the pages are written, 2 the folder cannot be written to.`,
		Example: `  assay man ~/.local/share/man/man1 && man assay-run
  assay man pages && man ./pages/assay-mutate.1`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("assay man needs a folder").but("for instance: assay man ~/.local/share/man/man1")
			}
			return writeManual(p, c.Root(), args[0])
		},
	}
}

func writeManual(p *process, root *cobra.Command, folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return unwritten("the manual", err).but("name another folder")
	}
	pages := 0
	for _, c := range manualOf(root) {
		path := filepath.Join(folder, pageName(c)+".1")
		if err := wholefile.Write(path, []byte(manPage(c))); err != nil {
			return unwritten("the manual", err).but("name another folder")
		}
		pages++
	}
	p.say("wrote %s: %s\n", folder, text.Count(pages, "page"))
	return nil
}

// manualOf returns the commands that have a page: a command, those below it, and topics.
func manualOf(c *cobra.Command) []*cobra.Command {
	if c.Hidden || c.Name() == "help" || c.Name() == "completion" {
		return nil
	}
	all := []*cobra.Command{c}
	for _, below := range c.Commands() {
		all = append(all, manualOf(below)...)
	}
	return all
}

// pageName returns the name of a command's page: "assay-import-curl" for assay import curl.
func pageName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// manPage returns the page of a command in roff.
func manPage(c *cobra.Command) string {
	var b strings.Builder
	name := pageName(c)
	fmt.Fprintf(&b, ".TH %q 1 \"\" %q \"Assay\"\n", strings.ToUpper(name), "assay "+version)
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", roff(name), roff(strings.ToLower(c.Short[:1])+c.Short[1:]))
	if c.Runnable() {
		fmt.Fprintf(&b, ".SH SYNOPSIS\n.B %s\n", roff(c.UseLine()))
	}
	verbatim(&b, "DESCRIPTION", c.Long)
	if flags := c.NonInheritedFlags(); flags.HasAvailableFlags() {
		b.WriteString(".SH OPTIONS\n")
		flags.VisitAll(func(f *pflag.Flag) { manOption(&b, f) })
	}
	verbatim(&b, "EXAMPLES", c.Example)
	see := seeAlso(c)
	if len(see) > 0 {
		fmt.Fprintf(&b, ".SH SEE ALSO\n%s\n", strings.Join(see, ",\n"))
	}
	return b.String()
}

// manOption writes one flag: "-o, --out PATH" and its usage.
func manOption(b *strings.Builder, f *pflag.Flag) {
	if f.Hidden {
		return
	}
	head := "--" + f.Name
	if f.Shorthand != "" {
		head = "-" + f.Shorthand + ", " + head
	}
	kind, usage := pflag.UnquoteUsage(f)
	if kind != "" {
		kind = " " + kind
	}
	if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" && f.DefValue != "[]" {
		usage += " (default " + f.DefValue + ")"
	}
	fmt.Fprintf(b, ".TP\n\\fB%s\\fR%s\n%s\n", roff(head), roff(kind), roff(usage))
}

// verbatim writes a section with unchanged lines, since help has its own layout.
func verbatim(b *strings.Builder, title, text string) {
	if text == "" {
		return
	}
	fmt.Fprintf(b, ".SH %s\n.nf\n", title)
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		b.WriteString(roff(line) + "\n")
	}
	b.WriteString(".fi\n")
}

// seeAlso returns the pages of the command above and of those below.
func seeAlso(c *cobra.Command) []string {
	var out []string
	if c.HasParent() {
		out = append(out, roff(pageName(c.Parent()))+"(1)")
	}
	for _, below := range c.Commands() {
		if len(manualOf(below)) > 0 {
			out = append(out, roff(pageName(below))+"(1)")
		}
	}
	return out
}

// roff escapes a text for man: hyphens stay hyphens, and no line starts with a request.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		return `\&` + s
	}
	return s
}
