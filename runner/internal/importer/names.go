package importer

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/origin"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// mostID limits the characters of an id, so that it stays readable.
const mostID = 60

// ID returns a new id made of words; a number at the end keeps it unique. A secret in the words
// contributes its name.
func (d *Draft) ID(words ...string) string {
	id := suite.Slug(named().ReplaceAllString(d.hide(strings.Join(words, " ")), "$1"))
	if id == "" {
		id = "probe"
	}
	if len(id) > mostID {
		id = strings.TrimRight(id[:mostID], "-")
	}
	for first := id; ; {
		d.ids[first]++
		if n := d.ids[first]; n > 1 {
			id = first + "-" + strconv.Itoa(n)
		}
		if id == first {
			return id
		}
		if _, taken := d.ids[id]; !taken {
			d.ids[id] = 1
			return id
		}
	}
}

// Name converts text to the name of a var or secret: lower-case words joined by underscores.
func Name(text string) string {
	name := strings.ReplaceAll(suite.Slug(text), "-", "_")
	if name == "" || slices.Contains(subst.Builtins, name) {
		return strings.TrimPrefix(name+"_value", "_")
	}
	if name[0] >= '0' && name[0] <= '9' {
		return "v" + name
	}
	return name
}

// VarName returns the name in the suite for a variable of the file. Different names in the file
// stay different in the suite.
func (d *Draft) VarName(name string) string {
	if declared, ok := d.named[name]; ok {
		return declared
	}
	base := Name(name)
	declared := base
	for n := 2; d.known(declared) || slices.Contains(slices.Collect(maps.Values(d.named)), declared); n++ {
		declared = base + "_" + strconv.Itoa(n)
	}
	d.named[name] = declared
	return declared
}

// EnvName converts text to the name of an environment variable.
func EnvName(text string) string { return strings.ToUpper(Name(text)) }

// PathWords returns the words of an address for an id: its path, or its host if the path is empty.
// A reference contributes its name.
func PathWords(address string) string {
	asked, rest := origin.Split(address)
	rest, _, _ = strings.Cut(rest, "?")
	rest, _, _ = strings.Cut(rest, "#")
	if plain, err := url.PathUnescape(rest); err == nil {
		rest = plain
	}
	if strings.Trim(rest, "/") == "" && !strings.HasPrefix(asked, "${") {
		_, host, _ := strings.Cut(asked, "://")
		return host
	}
	return named().ReplaceAllString(rest, "$1")
}

// named matches a reference; for ${probe.name} it captures the name.
var named = source.Pattern(`\$\{(?:[^}.]*\.)?([^}]*)\}`)

// ShownPath returns an address for a claim: its path, with references in braces.
func ShownPath(address string) string {
	_, rest := origin.Split(address)
	rest, _, _ = strings.Cut(rest, "?")
	if rest == "" {
		return "/"
	}
	return strings.ReplaceAll(named().ReplaceAllString(rest, "{$1}"), "$${", "${")
}

// Literal escapes a text without references for a document.
func Literal(s string) string { return strings.ReplaceAll(s, "${", "$${") }
