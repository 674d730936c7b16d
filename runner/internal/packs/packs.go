package packs

import (
	"embed"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
)

//go:embed files
var files embed.FS

// Shared is the document that every pack includes.
const Shared = "answers.yaml"

// What stands in the packs for what a user says. The packs are suites that load as they
// are, so these are values, not marks of a template.
const (
	someTarget = "http://127.0.0.1:8080"
	someModel  = "some-model"
	someKey    = "LLM_API_KEY"
)

// DefaultKey is the environment variable that holds the key where the user names none.
const DefaultKey = someKey

// Provider is whom the contracts of a pack are for.
type Provider struct {
	Target string // base URL, without /v1
	Model  string // as requests name it; "" leaves it to be written
	Key    string // name of the environment variable that holds the key; "" is [DefaultKey]
}

// Names are the packs, in alphabetical order.
func Names() []string {
	found, _ := fs.Glob(files, "files/*.suite.yaml") // the pattern is right
	for i, name := range found {
		found[i] = strings.TrimSuffix(path.Base(name), ".suite.yaml")
	}
	return found
}

// Suite is the text of a pack for a provider, and whether there is such a pack.
func Suite(name string, p Provider) (string, bool) {
	text, err := files.ReadFile("files/" + name + ".suite.yaml")
	if err != nil {
		return "", false
	}
	said := []string{"target: " + someTarget + "\n", "target: " + scalar(p.Target) + "\n"}
	if p.Model != "" {
		said = append(said, someModel, scalar(p.Model))
	}
	if p.Key != "" {
		said = append(said, someKey, p.Key)
	}
	return strings.NewReplacer(said...).Replace(string(text)), true
}

// Answers is the text of [Shared].
func Answers() string {
	text, _ := files.ReadFile("files/" + Shared) // it is embedded
	return string(text)
}

// About is what a pack says of itself at its top: what it judges, its requests, and
// the most tokens of output that they cost.
func About(suite string) string {
	var about []string
	for line := range strings.Lines(suite) {
		text, comment := strings.CutPrefix(line, "# ")
		if !comment {
			break
		}
		about = append(about, strings.TrimSpace(text))
	}
	return strings.Join(about, " ")
}

var plain = regexp.MustCompile(`^(https?://[A-Za-z0-9.:-]+(/[A-Za-z0-9._/-]*)?|[A-Za-z][A-Za-z0-9._/-]*)$`)

// scalar is a text as a value of YAML, also within braces.
func scalar(s string) string {
	if plain.MatchString(s) {
		return s
	}
	return strconv.Quote(s)
}
