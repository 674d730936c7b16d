package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// verdict is what a tool, or assay, says of a construct.
type verdict string

const (
	green   verdict = "green"
	red     verdict = "red"
	grey    verdict = "grey"    // assay alone: inconclusive
	refused verdict = "refused" // the file cannot be read
)

// format is a kind of file that assay imports, with the tool that runs it.
type format struct {
	name   string // of assay import
	ending string // of its files, with the dot
	flags  func(version string) []string
	// assert makes a file of one assert on the answer of that name. May be nil.
	assert func(answer, assert string) string
	// generate returns constructs besides those of the format's file. May be nil.
	generate func() []construct
	// exact compares requests byte by byte, but for what clients add by themselves.
	exact bool
	// secret is the value of every secret; "" leaves them to the environment of all tools.
	secret string
	// recorded is for files with answers: the verdict is that of the replay.
	recorded bool
	// version prints the tool's version.
	version []string
	// verdicts are the tool's exit statuses; any other is an error.
	verdicts  map[int]verdict
	arguments func(file string) []string
	// start starts a tool that runs all files in one process, and returns its version; nil for a
	// command that runs one file.
	start func(ctx context.Context, path, dir string) (*resident, string, error)
	grid  bool // each word of its assertions is compared about each type: grid.go
}

// formats lists what is compared.
var formats = []format{
	{
		name: "hurl", ending: ".hurl",
		flags: func(version string) []string {
			if major := strings.Fields(version + " ? ?")[1]; strings.HasPrefix(major, "7.") {
				return []string{"--hurl", "7"}
			}
			return nil
		},
		assert: func(answer, assert string) string {
			return "GET URL/" + answer + "\nHTTP 200\n[Asserts]\n" + assert + "\n"
		},
		version:   []string{"--version"},
		verdicts:  map[int]verdict{0: green, 2: refused, 3: red, 4: red},
		arguments: func(file string) []string { return []string{"--no-color", "--no-output", file} },
	},
	{name: "postman", ending: ".json", assert: scripted, start: inNode("newman.cjs"), grid: true},
	{
		name: "http", ending: ".http",
		assert: func(answer, assert string) string {
			return "GET URL/" + answer + "\n\n?? " + assert + "\n"
		},
		version:   []string{"--version"},
		verdicts:  map[int]verdict{0: green, 10: red, 20: red},
		arguments: func(file string) []string { return []string{"send", file, "--all", "--output", "none"} },
	},
	{
		name: "curl", ending: ".sh", generate: curlCommands, exact: true, secret: "dark",
		version:   []string{"-c", "curl --version"},
		verdicts:  map[int]verdict{0: green, 1: red, 2: refused, 3: refused, 22: red, 26: red, 47: red},
		arguments: func(file string) []string { return []string{file} },
	},
	{
		name: "bruno", ending: ".bru",
		assert: func(answer, assert string) string {
			return "get {\n  url: URL/" + answer + "\n}\n\nassert {\n  " + assert + "\n}\n"
		},
		start: inNode("bru.cjs"),
	},
	{name: "openapi", ending: ".yaml", generate: openAPIDocuments, secret: "dark", start: inNode("openapi.cjs")},
	{name: "har", ending: ".har", generate: archives, secret: "dark", recorded: true, start: inNode("har.cjs")},
	{name: "insomnia", ending: ".json", generate: insomniaExports, secret: "dark", start: inNode("insomnia.cjs")},
}

// scripted returns a collection of one request with that test script. In it j is the JSON of the
// response; an assertion alone is a test.
func scripted(answer, script string) string {
	first := ""
	if usesJSON.MatchString(script) {
		first = "const j = pm.response.json();"
	}
	if strings.HasPrefix(script, "pm.expect(") || strings.HasPrefix(script, "pm.response.to.") {
		script = "pm.test('it holds', () => { " + script + " });"
	}
	exec, _ := json.Marshal([]string{first, script})
	return `{"info": {"name": "made", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, "item": [{"name": "one",` +
		` "event": [{"listen": "test", "script": {"exec": ` + string(exec) + `}}], "request": {"method": "GET", "url": "URL/` + answer + `"}}]}`
}

var usesJSON = regexp.MustCompile(`\bj\b`)

// tool is a command that runs the files of a format.
type tool struct {
	format
	path     string
	resident *resident // may be nil
}

// run returns the tool's verdict on a file, and what it printed.
func (t tool) run(ctx context.Context, dir, file string) (said, error) {
	if t.resident != nil {
		return t.resident.ask(filepath.Join(dir, file))
	}
	status, out, err := command(ctx, dir, t.path, t.arguments(file)...)
	if err != nil {
		return said{Told: out}, err
	}
	v, ok := t.verdicts[status]
	if !ok {
		return said{Told: out}, errors.New(t.path + " " + file + ": " + out)
	}
	return said{Verdict: v, Told: out}, nil
}

// command runs a command in a folder and returns its exit status and its output.
func command(ctx context.Context, dir, name string, args ...string) (int, string, error) {
	return commandWith(ctx, nil, dir, name, args...)
}

// commandWith is command with more in the environment.
func commandWith(ctx context.Context, env []string, dir, name string, args ...string) (int, string, error) {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir = dir
	c.Env = append(environment(), env...)
	out, err := c.CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.Exited() {
		return exit.ExitCode(), string(out), nil
	}
	return 0, string(out), err
}

// environment is what tools and assay see: the values of the constructs' variables and secrets.
func environment() []string {
	return append(os.Environ(), "HURL_secret_word=opensesame-1", "MADE_THEME=dark", "MADE_THEME_COOKIE=dark", "MADE_T=dark", "MADE_L=en", "MADE_PASSWORD=opensesame-1", "MADE_TOKEN=opensesame-1", "MADE_KEY=opensesame-1", "MADE_API_KEY=opensesame-1", "MADE_X_KEY=opensesame-1", "MADE_A_COOKIE=b", "MADE_C_COOKIE=d", "NO_COLOR=1")
}
