package httpfile

import (
	"bytes"
	"path/filepath"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/jsontree"
	"assay/runner/internal/source"
)

// settings is the member of VS Code's settings that holds the environments of the REST Client.
const settings = "rest-client.environmentVariables"

// shared is the REST Client's name for the values that all environments have.
const shared = "$shared"

// places reads environment files: a private one adds to the environments of the others, and its
// values are secrets, but for addresses.
func (r *reader) places(files []*source.File) error {
	var all []importer.Place
	for _, file := range files {
		root, err := jsontree.Parse(&source.File{Name: file.Name, Text: withoutComments(file.Text)})
		if err != nil {
			return err
		}
		isSettings := root.Get(settings) != nil
		if isSettings {
			root = root.Get(settings)
		}
		if !root.Object {
			return refused(file, "it is no file of environments: it has no object of environments, each with its variables", "give http-client.env.json or VS Code's settings.json; the request file is the argument")
		}
		secret := strings.Contains(filepath.Base(file.Name), "private")
		common := root.Get(shared)
		for _, env := range root.Members() {
			if env.Key == shared || !env.Object {
				continue
			}
			place := placeOf(&all, env.Key)
			for _, of := range []*jsontree.Node{common, env} {
				r.values(place, of, secret)
			}
		}
	}
	r.names.Environments(all)
	return nil
}

// placeOf returns the place of that name, a new one if there is none.
func placeOf(all *[]importer.Place, name string) *importer.Place {
	for i := range *all {
		if (*all)[i].Name == name {
			return &(*all)[i]
		}
	}
	*all = append(*all, importer.Place{Name: name})
	return &(*all)[len(*all)-1]
}

// values reads the variables of an environment.
func (r *reader) values(place *importer.Place, n *jsontree.Node, secret bool) {
	for _, v := range n.Members() {
		if v.Object || v.List {
			r.Drop(v.At(), "say it in the suite's words: auth:, tls:", "%s of the environment %s is left out: it is no text or number", v.Key, place.Name)
			continue
		}
		text := importer.Filled(v.Text(), template(), func(name string) string {
			name = strings.TrimSpace(strings.TrimPrefix(name, shared))
			return "${" + r.VarName(name) + "}"
		})
		one := importer.Value{Name: v.Key, Text: text, Secret: secret && !strings.Contains(text, "://")}
		replaced := false
		for i := range place.Values {
			if place.Values[i].Name == v.Key {
				place.Values[i], replaced = one, true
			}
		}
		if !replaced {
			place.Values = append(place.Values, one)
		}
	}
}

// withoutComments blanks the comments of JSON as VS Code writes it, and the commas in front of a
// closing bracket. Offsets stay.
func withoutComments(text []byte) []byte {
	out := append([]byte(nil), text...)
	comma := -1
	for i := 0; i < len(out); i++ {
		switch c := out[i]; {
		case c == '"':
			for i++; i < len(out) && out[i] != '"'; i++ {
				if out[i] == '\\' {
					i++
				}
			}
			comma = -1
		case c == '/' && i+1 < len(out) && (out[i+1] == '/' || out[i+1] == '*'):
			i = blanked(out, i)
		case c == ',':
			comma = i
		case (c == '}' || c == ']') && comma >= 0:
			out[comma], comma = ' ', -1
		case c != ' ' && c != '\t' && c != '\n' && c != '\r':
			comma = -1
		}
	}
	return out
}

// blanked blanks the comment at an offset, and returns that of its last byte.
func blanked(out []byte, i int) int {
	end, kept := []byte("\n"), 0
	if out[i+1] == '*' {
		end, kept = []byte("*/"), 2
	}
	stop := len(out)
	if n := bytes.Index(out[i+2:], end); n >= 0 {
		stop = i + 2 + n + kept
	}
	for j := i; j < stop; j++ {
		if out[j] != '\n' {
			out[j] = ' '
		}
	}
	return stop - 1
}
