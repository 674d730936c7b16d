// Package insomnia makes drafts of suites from Insomnia's exports of versions 5 and 4: folders,
// environments, credentials, bodies, and the tags that take a value out of another response.
//
// Goals: the suite sends the same requests, in the order of the file; a tag or a script that a
// suite has no words for is listed. Non-goals: running scripts; exports of version 3 and earlier.
//
// A map of the files:
//
//	insomnia.go  Read: folders and requests
//	export4.go   the list of resources of version 4
//	request.go   a request: address, headers, body, credentials
//	tags.go      {{ _.names }} and {% tags %} as references
package insomnia

import (
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/yamltree"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// Options gives the suite's name and the API's base URL.
type Options struct{ Suite, Target string }

// version is how the type of an export of version 5 starts.
const version = "collection.insomnia.rest/5"

// Read makes a draft of an export. The error is a source.Problems.
func Read(from *source.File, o Options) (*importer.Draft, error) {
	root, err := yamltree.Parse(from)
	if err != nil {
		return nil, source.Advised(err, "export the collection from Insomnia")
	}
	if !strings.HasPrefix(root.Get("type").Text(), version) && !isExport4(root) {
		return nil, refused(from, "it is no collection of Insomnia: its type is no "+version+".0, and it is no export of version 4", "export the collection from Insomnia in one of these formats")
	}
	r := &reader{Draft: importer.New(from, o.Suite), probes: map[string]*importer.Probe{}}
	r.names = importer.NamesOf(r.Draft)
	r.Target = o.Target
	r.Shared.Set("redirects", mostRedirects)
	if isExport4(root) {
		export4Of(root).read(r)
	} else {
		base := root.Get("environments")
		r.placesOf(base, base.Get("subEnvironments").All())
		r.folder(root.Get("collection"), nil)
	}
	if len(r.Probes) == 0 {
		return nil, refused(from, "there is no request in it", "export a collection with requests")
	}
	r.Sequence()
	if len(r.Probes) > 1 {
		r.Shared.Set("jar", "session") // Insomnia keeps cookies
	}
	return r.Draft, nil
}

// mostRedirects is how many redirects Insomnia follows.
const mostRedirects = 10

func refused(from *source.File, why, next string) error {
	var ps source.Problems
	ps.Add(source.Pos{File: from, Line: 1, Col: 1}, "%s", why).Next = next
	return ps
}

type reader struct {
	*importer.Draft
	names   *importer.Names
	probes  map[string]*importer.Probe // by the ids of requests
	folders []yamltree.Node            // around the current request, the outermost first
}

// mostDeep limits the depth of folders.
const mostDeep = 50

// folder reads the requests and folders of a list.
func (r *reader) folder(list yamltree.Node, names []string) {
	for _, item := range list.All() {
		if children := item.Get("children"); children.Is() && len(names) < mostDeep {
			r.folders = append(r.folders, item)
			r.folder(children, append(slices.Clone(names), item.Get("name").Text()))
			r.folders = r.folders[:len(r.folders)-1]
			continue
		}
		r.item(item, names)
	}
}

// item adds a probe and a finding for a request.
func (r *reader) item(n yamltree.Node, folders []string) {
	name := n.Get("name").Text()
	method := strings.ToUpper(n.Get("method").Text())
	switch {
	case method == "" || n.Get("protoFileId").Is():
		r.Drop(n.At(), "Assay sends HTTP requests only", "%q is left out: it is no HTTP request", name)
		return
	case n.Get("url").Text() == "":
		r.Drop(n.At(), "give it an address, and import it again", "the request %q has no address yet, and is left out", name)
		return
	}
	p := &importer.Probe{At: n.At(), Request: importer.Request{Method: method}}
	r.request(p, n)
	if suite.Slug(name) != "" {
		r.Add(p, name)
	} else {
		r.Add(p, method, importer.PathWords(p.URL))
	}
	r.probes[either(n.Get("meta").Get("id"), n.Get("_id")).Text()] = p
	what := importer.Literal(name)
	if what == "" {
		what = method + " " + importer.ShownPath(p.URL)
	}
	var f *importer.Finding
	if r.scripts(n, name) {
		f = r.Expect(p, what+" passes its tests", importer.MapOf("status", importer.MapOf("lt", 500)))
		f.More = importer.MapOf("pending", "its tests are not carried over: say what must hold")
	} else {
		f = r.Expect(p, what+" is answered with success", importer.MapOf("status", "2xx"))
	}
	var labels importer.List
	for _, name := range folders {
		if label := suite.Slug(name); label != "" {
			labels = append(labels, label)
		}
	}
	if len(labels) > 0 {
		f.More.Set("labels", labels)
	}
}

// scripts lists the scripts of a request and its folders; it reports whether there is one behind
// the response.
func (r *reader) scripts(n yamltree.Node, name string) bool {
	tests := false
	for _, of := range append(slices.Clone(r.folders), n) {
		scripts := of.Get("scripts")
		if before := either(scripts.Get("preRequest"), of.Get("preRequestScript")); strings.TrimSpace(before.Text()) != "" {
			r.Drop(before.First(), "write vars:, or capture the value from the probe that gives it", "the script before %q is left out", name)
		}
		if after := either(scripts.Get("afterResponse"), of.Get("afterResponseScript")); strings.TrimSpace(after.Text()) != "" {
			r.Drop(after.First(), "say what must hold under expect:, or capture:", "the script after %q is left out", name)
			tests = true
		}
	}
	return tests
}

// either returns the first of the nodes of versions 5 and 4 that is there.
func either(five, four yamltree.Node) yamltree.Node {
	if five.Is() {
		return five
	}
	return four
}

// placesOf reads a base environment and those below it, which add to it.
func (r *reader) placesOf(n yamltree.Node, below []yamltree.Node) {
	base := values(n.Get("data"), "")
	var all []importer.Place
	for _, sub := range below {
		place := importer.Place{Name: sub.Get("name").Text()}
		own := values(sub.Get("data"), "")
		for _, v := range base {
			if !slices.ContainsFunc(own, func(o member) bool { return o.name == v.name }) {
				own = append(own, v)
			}
		}
		for _, v := range own {
			place.Values = append(place.Values, importer.Value{Name: v.name, Text: r.inPlace(v.text)})
		}
		all = append(all, place)
	}
	if len(all) > 0 {
		r.names.Environments(all)
		return
	}
	for _, v := range base {
		r.names.Declare(v.name, r.inPlace(v.text))
	}
}

type member struct{ name, text string }

// values returns the scalars of an environment, with the paths of nested ones: list.0 is the first
// item of a list.
func values(n yamltree.Node, prefix string) []member {
	var out []member
	for i, item := range n.All() {
		out = append(out, valuesOf(item, prefix+strconv.Itoa(i))...)
	}
	for _, m := range n.Members() {
		out = append(out, valuesOf(m.Node, prefix+m.Key)...)
	}
	return out
}

func valuesOf(n yamltree.Node, name string) []member {
	if n.Scalar() {
		return []member{{name, n.Text()}}
	}
	return values(n, name+".")
}

// inPlace converts the templates in a value of an environment, which name other values of it.
func (r *reader) inPlace(text string) string {
	return importer.Filled(text, template(), func(one string) string {
		switch {
		case strings.HasPrefix(one, "{#"):
			return ""
		case strings.HasPrefix(one, "{%"):
			return r.tag(one, source.Pos{File: r.From})
		}
		return "${" + r.VarName(variable(one)) + "}"
	})
}
