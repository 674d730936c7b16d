package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"assay/runner/internal/engine"
	"assay/runner/internal/source"
	"assay/runner/internal/wholefile"
)

// ciServers are the values of --ci.
var ciServers = []string{"github", "gitlab"}

// checkCI rejects an unknown CI server.
func checkCI(server string) error {
	if server == "" || slices.Contains(ciServers, server) {
		return nil
	}
	err := usagef("--ci is github or gitlab, got %q", server)
	if near := source.Nearest(server, ciServers); near != "" {
		return err.but("did you mean %q?", near)
	}
	return err.but("for another server: a job that runs assay nightly and keeps the folder nightly (assay nightly --help)")
}

// writeCI writes the job that runs the suites at the paths every night, and says what is left to
// do.
func writeCI(p *process, server string) error {
	job := &ciJob{paths: strings.Join(paths(nil), " "), secrets: secretsOf(p), run: runsAssay()}
	file, text := filepath.Join(".github", "workflows", "contracts.yml"), job.gitHub()
	next := "commit it"
	if server == "gitlab" {
		file, text = ".gitlab-ci.yml", job.gitLab()
		next = "commit it, and add a schedule: Build, Pipeline schedules"
		if exists(file) {
			file = "contracts.gitlab-ci.yml"
			next = "add it to .gitlab-ci.yml (include: " + file + "), commit both, and add a schedule: Build, Pipeline schedules"
		}
	}
	if exists(file) {
		return usagef("%s exists already; nothing was written", file).but("remove it first, or take over what assay init --ci %s writes in an empty folder", server)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // part of a repository
		return unwritten("the job", err).but("run assay init --ci %s in a folder that can be written to", server)
	}
	if err := wholefile.Create(file, []byte(text)); err != nil {
		return unwritten("the job", err).but("run assay init --ci %s in a folder that can be written to", server)
	}
	p.say("wrote %s\nnext:\n  %s\n", file, next)
	if len(job.secrets) > 0 {
		p.say("  add to the secrets of the repository what the suites read: %s\n", strings.Join(job.secrets, ", "))
	}
	if !strings.Contains(ownModule(), ".") {
		p.say("  put the address of your Assay module for %s in it: this command was built without one\n", ownModule())
	}
	return nil
}

// ciJob is a job of a CI server.
type ciJob struct {
	paths   string
	secrets []string // variables of the environment
	run     string   // how it runs the command
}

// secretsOf returns the variables that the suites here read secrets from, sorted; none if the
// suites are wrong, which assay lint says.
func secretsOf(p *process) []string {
	load, err := (&flags{output: "text"}).load(p)
	if err != nil {
		return nil
	}
	documents, err := engine.Open(paths(nil), engine.Options{Load: load, Secret: load.Env, Hooks: engine.Hooks{Masks: &p.masks}})
	if err != nil {
		return nil
	}
	var names []string
	for _, d := range documents {
		for _, s := range d.Suite.Secrets {
			if s.Env != "" {
				names = append(names, s.Env)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// runsAssay returns the command line that runs Assay in a job: of the module itself, of the module
// that requires it, or of its release.
func runsAssay() string {
	own := ownModule() + "/runner/cmd/assay"
	around := moduleAround(".")
	switch {
	case around != nil && around.path == ownModule():
		return "go run ./runner/cmd/assay"
	case around != nil && around.hasAssay:
		return "go run " + own
	case release != "":
		return "go run " + own + "@" + release
	}
	return "go run " + own + "@latest"
}

func (j *ciJob) gitHub() string {
	var env strings.Builder
	for _, name := range append([]string{"GH_TOKEN"}, j.secrets...) {
		value := "secrets." + name
		if name == "GH_TOKEN" {
			value = "github.token"
		}
		fmt.Fprintf(&env, "          %s: ${{ %s }}\n", name, value)
	}
	return fmt.Sprintf(`# Every night: the suites live. Red only where a contract is broken; an issue says what changed.
name: contracts
on:
  schedule: [{cron: "17 3 * * *"}]
  workflow_dispatch:
permissions: {contents: read, actions: read, issues: write}
concurrency: contracts
jobs:
  nightly:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-go@v5
        with: {go-version: stable}
      - run: %s nightly --github %s
        env:
%s      - uses: actions/upload-artifact@v4
        if: always()
        with: {name: assay-nightly, path: nightly}
`, j.run, j.paths, env.String())
}

func (j *ciJob) gitLab() string {
	return fmt.Sprintf(`# Every night, by a schedule: the suites live. Red only where a contract is broken.
contracts:
  image: golang:latest
  rules: [{if: '$CI_PIPELINE_SOURCE == "schedule"'}]
  script: [%s nightly %s]
  cache: {key: assay-nightly, when: always, paths: [nightly/state]}
  artifacts: {when: always, paths: [nightly], reports: {junit: nightly/junit.xml}}
`, j.run, j.paths)
}
