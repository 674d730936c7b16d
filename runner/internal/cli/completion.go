package cli

import (
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"assay/runner/internal/engine"
	"assay/runner/internal/packs"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report/formats"
)

// complete registers shell completions for every command's flags and arguments: suites, claims,
// labels, probes, environments, output formats, kinds of files.
func complete(root *cobra.Command) {
	for _, c := range commands(root) {
		for _, format := range formats.All {
			if c.Flags().Lookup(format.Flag) != nil {
				completion := endings(format.Ending)
				if format.Folder != nil {
					completion = folders
				}
				_ = c.RegisterFlagCompletionFunc(format.Flag, completion) // fails where the command has its own
			}
		}
		for flag, words := range map[string]cobra.CompletionFunc{
			"focus": claims, "skip": claims, "label-filter": labels, "only": probes, "accept": probes, "in": suitePaths, "env": environments, "output": cobra.FixedCompletions(outputs, cobra.ShellCompDirectiveNoFileComp),
			"vars":    endings("yaml", "yml", "json"),
			"tests":   cobra.FixedCompletions([]string{"testing", "ginkgo", "none"}, cobra.ShellCompDirectiveNoFileComp),
			"ci":      cobra.FixedCompletions(ciServers, cobra.ShellCompDirectiveNoFileComp),
			"pack":    cobra.FixedCompletions(packs.Names(), cobra.ShellCompDirectiveNoFileComp),
			"on-miss": cobra.FixedCompletions(onMisses, cobra.ShellCompDirectiveNoFileComp), "fixtures": endings("fixture", "har"), "limits": endings("yaml"),
		} {
			if c.Flags().Lookup(flag) != nil {
				_ = c.RegisterFlagCompletionFunc(flag, words) // fails where the command has its own
			}
		}
		if c.ValidArgsFunction == nil && strings.Contains(c.Use, "[path...]") {
			c.ValidArgsFunction = suitePaths
		}
	}
	completeTopics(root)
}

// completeTopics has help complete topics (assay help environment) beside commands.
func completeTopics(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	help, _, err := root.Find([]string{"help"})
	if err != nil || help.ValidArgsFunction == nil {
		return
	}
	known := help.ValidArgsFunction
	help.ValidArgsFunction = func(c *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		out, directive := known(c, args, begun)
		for _, topic := range root.Commands() {
			if len(args) == 0 && topic.IsAdditionalHelpTopicCommand() && strings.HasPrefix(topic.Name(), begun) {
				out = append(out, cobra.CompletionWithDesc(topic.Name(), topic.Short))
			}
		}
		return out, directive
	}
}

// commands are root and every command below it.
func commands(root *cobra.Command) []*cobra.Command {
	out := []*cobra.Command{root}
	for _, c := range root.Commands() {
		out = append(out, commands(c)...)
	}
	return out
}

// folders completes names of folders.
func folders(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// endings completes names of files that end so.
func endings(of ...string) cobra.CompletionFunc {
	return cobra.FixedCompletions(of, cobra.ShellCompDirectiveFilterFileExt)
}

// suitePaths completes suites below the usual folder; if none matches, files.
func suitePaths(_ *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	files, err := engine.Suites(paths(nil))
	if err != nil {
		return nil, cobra.ShellCompDirectiveDefault
	}
	var out []cobra.Completion
	for _, file := range files {
		if strings.HasPrefix(file, begun) && !slices.Contains(args, file) {
			out = append(out, file)
		}
	}
	if len(out) == 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// offered are the words that a shell is offered: those that begin as the one that is typed, each
// once.
type offered struct {
	begun string
	words []cobra.Completion
	known map[string]bool
}

// add offers a word; about describes it, if it is not empty.
func (o *offered) add(word, about string) {
	if !strings.HasPrefix(word, o.begun) || o.known[word] {
		return
	}
	if o.known == nil {
		o.known = map[string]bool{}
	}
	o.known[word] = true
	if about != "" {
		word = cobra.CompletionWithDesc(word, about)
	}
	o.words = append(o.words, word)
}

// all returns what a completion function returns of them.
func (o *offered) all() ([]cobra.Completion, cobra.ShellCompDirective) {
	return o.words, cobra.ShellCompDirectiveNoFileComp
}

// claims completes the claims of findings as regular expressions, described by their ids.
func claims(_ *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var out offered // also by the beginning of the id
	for _, d := range opened(args) {
		for _, f := range d.Suite.Findings {
			if text := regexp.QuoteMeta(f.Claim); strings.HasPrefix(text, begun) || strings.HasPrefix(f.ID, begun) {
				out.add(text, f.ID)
			}
		}
	}
	return out.all()
}

// probes completes the ids of probes; once a row is begun, of their rows.
func probes(_ *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	out := offered{begun: begun}
	for _, d := range opened(args) {
		for _, p := range d.Suite.Probes {
			out.add(p.ID, "")
			for i := range p.Rows {
				if strings.Contains(begun, "[") {
					out.add(p.ID+"["+p.Rows[i].Name+"]", "")
				}
			}
		}
	}
	return out.all()
}

// items completes the items of checklists, described by their questions, then the answers that an
// item gives a meaning to.
func items(c *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	in, _ := c.Flags().GetStringArray("in")
	out := offered{begun: begun}
	for _, d := range opened(in) {
		for _, item := range d.Suite.Checklist {
			switch {
			case len(args) == 0:
				out.add(item.ID, item.Ask)
			case len(args) == 1 && item.ID == args[0]:
				for _, answer := range named(item) {
					out.add(answer, "")
				}
			}
		}
	}
	return out.all()
}

// findings completes the ids of findings, described by their claims.
func findings(_ *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	out := offered{begun: begun}
	for _, d := range opened(nil) {
		for _, f := range d.Suite.Findings {
			if !slices.Contains(args, f.ID) {
				out.add(f.ID, f.Claim)
			}
		}
	}
	return out.all()
}

// labels completes the labels of findings.
func labels(_ *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	out := offered{begun: begun}
	for _, d := range opened(args) {
		for _, f := range d.Suite.Findings {
			for _, label := range f.Labels {
				out.add(label, "")
			}
		}
	}
	return out.all()
}

// environments completes the environments that suites declare, without those that the command line
// has already.
func environments(c *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	given, _ := c.Flags().GetStringArray("env") // of assay compare; others take one
	out := offered{begun: begun}
	for _, d := range opened(args) {
		for _, name := range d.Suite.Environments {
			if !slices.Contains(given, name) {
				out.add(name, "")
			}
		}
	}
	return out.all()
}

// opened returns the suites of a command line that have no errors.
func opened(args []string) []*pipeline.Document {
	files, err := engine.Suites(paths(args))
	if err != nil {
		return nil
	}
	var out []*pipeline.Document
	for _, file := range files {
		if one, err := engine.Open([]string{file}, engine.Options{}); err == nil {
			out = append(out, one...)
		}
	}
	return out
}
