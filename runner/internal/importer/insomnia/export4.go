package insomnia

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/importer/yamltree"
	"assay/runner/internal/source"
)

// export4 is an export of version 4: a list of resources, each of which names the one around it.
type export4 struct {
	root     yamltree.Node
	children map[string][]yamltree.Node // by the id of what is around them, in their order
}

// isExport4 reports whether a file is an export of version 4.
func isExport4(root yamltree.Node) bool {
	return root.Get("_type").Text() == "export" && root.Get("__export_format").Text() == "4"
}

// export4Of sorts the resources of an export.
func export4Of(root yamltree.Node) export4 {
	e := export4{root: root, children: map[string][]yamltree.Node{}}
	for _, one := range root.Get("resources").All() {
		around := one.Get("parentId").Text()
		e.children[around] = append(e.children[around], one)
	}
	key := func(n yamltree.Node) float64 {
		f, _ := strconv.ParseFloat(n.Get("metaSortKey").Text(), 64)
		return f
	}
	for _, list := range e.children {
		slices.SortStableFunc(list, func(a, b yamltree.Node) int { return cmp.Compare(key(a), key(b)) })
	}
	return e
}

// read reads the environments and the requests of each workspace, in the order of the export.
func (e export4) read(r *reader) {
	var workspaces []yamltree.Node
	for _, one := range e.root.Get("resources").All() {
		if one.Get("_type").Text() == "workspace" {
			workspaces = append(workspaces, one)
		}
	}
	for _, w := range workspaces {
		id := w.Get("_id").Text()
		for _, base := range e.of(id, "environment") {
			r.placesOf(base, e.of(base.Get("_id").Text(), "environment"))
		}
	}
	seen := map[string]bool{}
	for _, w := range workspaces {
		e.folder(r, w.Get("_id").Text(), nil, seen)
	}
	var at source.Pos
	var lost []string
	for _, one := range e.root.Get("resources").All() {
		if one.Get("_type").Text() == "request" && !seen[one.Get("_id").Text()] {
			if lost = append(lost, one.Get("name").Text()); len(lost) == 1 {
				at = one.At()
			}
		}
	}
	if len(lost) > 0 {
		r.Drop(at, "export the whole collection", "requests whose folder is not in the export are left out: %s", strings.Join(lost, ", "))
	}
}

// of returns the resources of a type below an id.
func (e export4) of(id, kind string) []yamltree.Node {
	var out []yamltree.Node
	for _, one := range e.children[id] {
		if one.Get("_type").Text() == kind {
			out = append(out, one)
		}
	}
	return out
}

// folder reads the requests and folders below an id.
func (e export4) folder(r *reader, id string, names []string, seen map[string]bool) {
	for _, one := range e.children[id] {
		own := one.Get("_id").Text()
		switch kind := one.Get("_type").Text(); {
		case seen[own]:
		case kind == "request_group" && len(names) < mostDeep:
			seen[own] = true
			r.folders = append(r.folders, one)
			e.folder(r, own, append(slices.Clone(names), one.Get("name").Text()), seen)
			r.folders = r.folders[:len(r.folders)-1]
		case kind == "request" || kind == "grpc_request" || kind == "websocket_request":
			seen[own] = true
			r.item(one, names)
		}
	}
}
