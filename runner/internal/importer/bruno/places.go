package bruno

import (
	"io/fs"
	"path"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/yamltree"
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
			if root, err := yamltree.Parse(file); err == nil {
				b, ok = environment(root), true
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
func environment(n yamltree.Node) blocks {
	y := &converter{}
	var plain, secret []yamltree.Node
	for _, v := range n.Get("variables").All() {
		if v.Get("secret").Text() == "true" {
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
