package packs

import (
	"embed"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"assay/runner/internal/source"
)

//go:embed files
var files embed.FS

// Shared is the document that every pack includes.
const Shared = "answers.yaml"

// The values in the packs that the user's replace. The packs are valid suites, so these are values,
// not marks of a template.
const (
	someTarget = "http://127.0.0.1:8080"
	someModel  = "some-model"
	someKey    = "LLM_API_KEY"
)

// DefaultKey is the environment variable with the key if the user names none.
const DefaultKey = someKey

// Provider is the provider that the contracts of a pack are for.
type Provider struct {
	Target string // base URL, without /v1
	Model  string // as requests name it; "" leaves a placeholder
	Key    string // name of the environment variable that holds the key; "" is [DefaultKey]
}

// Names returns the names of the packs, in alphabetical order.
func Names() []string {
	found, _ := fs.Glob(files, "files/*.suite.yaml") // the pattern is right
	for i, name := range found {
		found[i] = strings.TrimSuffix(path.Base(name), ".suite.yaml")
	}
	return found
}

// Suite returns the text of a pack for a provider, and whether there is such a pack.
func Suite(name string, p Provider) (string, bool) {
	text, ok := Text(name)
	if !ok {
		return "", false
	}
	said := []string{"target: " + someTarget + "\n", "target: " + scalar(p.Target) + "\n"}
	if p.Model != "" {
		said = append(said, someModel, scalar(p.Model))
	}
	if p.Key != "" {
		said = append(said, someKey, p.Key)
	}
	return strings.NewReplacer(said...).Replace(text), true
}

// Text returns the text of a pack as it is kept, whose target, model and key are placeholders, and
// whether there is such a pack.
func Text(name string) (string, bool) {
	text, err := files.ReadFile("files/" + name + ".suite.yaml")
	return string(text), err == nil
}

// Answers is the text of [Shared].
func Answers() string {
	text, _ := files.ReadFile("files/" + Shared) // it is embedded
	return string(text)
}

// About returns the comment at the top of a pack: what it judges, its requests, and the maximum
// number of output tokens that they cost.
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

var plain = source.Pattern(`^(https?://[A-Za-z0-9.:-]+(/[A-Za-z0-9._/-]*)?|[A-Za-z][A-Za-z0-9._/-]*)$`)

// scalar formats a text as a YAML scalar that is also valid within braces.
func scalar(s string) string {
	if plain().MatchString(s) {
		return s
	}
	return strconv.Quote(s)
}
