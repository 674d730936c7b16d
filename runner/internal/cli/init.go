package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"assay/runner/internal/importer"
	"assay/runner/internal/origin"
	"assay/runner/internal/packs"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/suite"
)

func initCommand(p *process) *cobra.Command {
	var o initOptions
	c := &cobra.Command{
		Use:   "init [NAME] --target URL",
		Short: "Start a suite: a folder that runs",
		Long: `Init makes the folder suites/NAME (or NAME, where there is no suites/ and the
current folder has no go.mod; a path, as in contracts/NAME, says where) with

  NAME.suite.yaml      a suite of one probe and one finding, with comments
  NAME.fixture         where its recorded answers will be kept
  AGENTS.md            what an agent that edits the suite must know

and, within a Go module, its test package, one of

  NAME_test.go         for go test alone
  NAME_suite_test.go   for go test and the ginkgo command, where the go.mod
                       requires Ginkgo

and says what to add to the go.mod and what to do next: also how to import what
it finds in the folder (a HAR file, an OpenAPI document, curl commands in a
README…). Existing files are never overwritten.

With --pack the suites are contracts for a provider of language models: for chat,
streams and tools, keys, errors, limits, what a gateway makes of faults. They are
copied, with the names of answers that they share and a README on what each costs,
and are yours to edit. NAME is then that of the folder, by default the pack's. The
packs:

  ` + strings.Join(packs.Names(), "\n  ") + `

Exit status: 0 the folder is made, 2 the command line is wrong or a file is there
already.`,
		Example: `  assay init shop --target https://shop.example
  assay run --live suites/shop
  assay init --ci github
  assay init --pack openai-chat --target http://127.0.0.1:8080 --model llama
  assay init acme --pack models,errors --target https://llm.example --key ACME_KEY`,
		Args: func(c *cobra.Command, args []string) error {
			if err := o.pack.check(); err != nil {
				return err
			}
			if err := checkCI(o.ci); err != nil {
				return err
			}
			switch args = o.pack.defaultName(args); {
			case len(args) == 0 && o.onlyCI():
				return nil
			case len(args) == 0:
				next := "for instance: assay init shop --target https://shop.example"
				if found := offers(""); found != "" {
					next += "\n" + strings.TrimSuffix(found, "\n")
				}
				return usagef("assay init needs a name").but("%s", next)
			case len(args) > 1:
				return usagef("assay init takes one name, got %q too", args[1])
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if args = o.pack.defaultName(args); len(args) > 0 {
				if err := initSuite(p, args[0], o); err != nil {
					return err
				}
			}
			if o.ci != "" {
				return writeCI(p, o.ci)
			}
			return nil
		},
	}
	s := c.Flags()
	s.StringVar(&o.target, "target", "", "base `URL` of the API")
	s.StringVar(&o.tests, "tests", "", "`KIND` of the test package: testing, ginkgo or none (default: by the go.mod)")
	s.StringVar(&o.ci, "ci", "", "write a job that runs the suites every night, for `SERVER`: github or gitlab; goes without NAME, too")
	s.StringSliceVar(&o.pack.packs, "pack", nil, "contracts of this `name`; may be repeated")
	s.StringVar(&o.pack.model, "model", "", "with --pack: the `model` that requests name")
	s.StringVar(&o.pack.key, "key", "", "with --pack: the environment `variable` that holds the key (default "+packs.DefaultKey+")")
	return c
}

// initOptions are the flags of assay init.
type initOptions struct {
	target, tests, ci string
	pack              packFlags
}

// onlyCI reports whether only a job of a CI server is asked for.
func (o *initOptions) onlyCI() bool { return o.ci != "" && o.target == "" && len(o.pack.packs) == 0 }

func initSuite(p *process, name string, o initOptions) error {
	target := o.target
	folder, name := filepath.Split(filepath.Clean(name)) // a path says where
	slug := suite.Slug(name)
	if slug == "" {
		return usagef("the name %q has no letter or digit to name files by", name)
	}
	u, err := url.Parse(target)
	if target == "" || err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		example := cmp.Or(origin.Meant(target), "https://"+slug+".example")
		return usagef("--target is the base URL of the API, got %q", target).but("for instance --target %s", example)
	}
	if _, secret := u.User.Password(); secret || len(redact.InAddresses(target)) > 0 {
		return usagef("--target holds a password, which the suite would keep").but(
			"leave it out, declare it under secrets: and send it with auth: {basic: [user, \"${password}\"]}")
	}
	if len(o.pack.packs) > 0 {
		return initPacks(p, folder, slug, o)
	}
	dir := folderFor(folder, slug)
	found := offers(dir)
	files := starter(name, slug, target)
	tests, err := testsFor(o.tests, dir)
	if err != nil {
		return err
	}
	if tests != nil {
		files = append(files, tests.file(slug))
	}
	if err := writeAll(p, dir, files); err != nil {
		return err
	}
	if tests != nil {
		fmt.Fprint(p.out, tests.lacks(filepath.Join(dir, files[len(files)-1].name)))
	}
	suite := filepath.Join(dir, slug+".suite.yaml")
	_, err = fmt.Fprintf(p.out, `next:
  assay run --live %[1]s   asks %[2]s once
  edit %[1]s: say what to send and what must hold
  assay lint %[1]s         finds errors and doubtful places
%[3]s`, suite, target, found)
	return err
}

// written is a file to write.
type written struct{ name, text string }

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// starter returns the files of a new suite.
func starter(name, slug, target string) []written {
	suite := fmt.Sprintf(`# What %[1]s promises. Send little: each probe is one request, sent at most once a run.
suite: %[1]s
target: %[2]s
fixtures: %[3]s.fixture

# A key is read from the environment, by live runs only, and masked everywhere:
# secrets: {api_key: %[4]s_API_KEY}
# request:
#   auth: {bearer: "${api_key}"}

probes:
  # What to send. The keys are those of a request: method, path, query, headers, json…
  root:
    path: /

findings:
  # What must hold.
  root-answers:
    claim: The root is answered without a server's error
    probe: root
    expect: {status: {lt: 500}}
`, quotedName(name), target, slug, importer.EnvName(slug))
	fixture := fmt.Sprintf("# Recorded answers of %s, an entry for each probe. Nothing is recorded yet.\n", name)
	return []written{{slug + ".suite.yaml", suite}, {slug + ".fixture", fixture}, {agentsFile, agentsGuide}}
}

// quotedName returns a name as a YAML scalar.
func quotedName(name string) string {
	if suite.Slug(name) == name || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ -_") == "" && strings.TrimSpace(name) == name && name[0] != '-' {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", "''") + "'"
}
