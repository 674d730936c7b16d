package bruno

import (
	"io/fs"
	"path"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/importer"
)

// places reads the environments of a collection. The values of secrets are not in its files.
func (r *reader) places() {
	entries, err := fs.ReadDir(r.options.Folder, "environments")
	if err != nil {
		return // there are none
	}
	var all []importer.Place
	for _, e := range entries {
		if path.Ext(e.Name()) != r.ending {
			continue
		}
		file, err := r.read(path.Join("environments", e.Name()))
		if err != nil {
			continue
		}
		b, ok := blocks(nil), false
		if r.ending == ".yml" {
			var document yaml.Node
			if err := yaml.Unmarshal(file.Text, &document); err == nil && len(document.Content) > 0 {
				b, ok = environment(node{file, document.Content[0]}), true
			}
		} else {
			b, ok = r.parse(file)
		}
		if ok {
			all = append(all, r.place(strings.TrimSuffix(e.Name(), r.ending), b))
		}
	}
	r.names.Environments(all)
}

// environment reads the variables of an environment of OpenCollection.
func environment(n node) blocks {
	y := &converter{}
	var plain, secret []node
	for _, v := range n.get("variables").all() {
		if v.get("secret").text() == "true" {
			secret = append(secret, v)
		} else {
			plain = append(plain, v)
		}
	}
	y.list("vars", plain, plainValue)
	y.list("vars:secret", secret, plainValue)
	return y.out
}

func (r *reader) place(name string, b blocks) importer.Place {
	place := importer.Place{Name: name}
	for _, v := range b.block("vars").on() {
		text := importer.Filled(v.value, template(), func(name string) string {
			if env, ok := strings.CutPrefix(name, "process.env."); ok {
				return r.EnvVar(env, env)
			}
			return "${" + r.VarName(name) + "}"
		})
		place.Values = append(place.Values, importer.Value{Name: v.key, Text: text})
	}
	for _, v := range b.block("vars:secret").on() {
		place.Values = append(place.Values, importer.Value{Name: v.key, Secret: true})
	}
	return place
}
