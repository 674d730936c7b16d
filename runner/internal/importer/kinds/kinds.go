// Package kinds holds the table of importable kinds of files: the command, its help and completion
// and the documentation iterate over it.
//
// Goals: a new kind takes a package that fills a draft, and one row. Non-goals: reading and writing
// files for the user; the command does both.
//
// Files: kinds.go; found.go, which says what a file is by its first bytes.
package kinds

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/bruno"
	"assay/runner/internal/importer/curl"
	"assay/runner/internal/importer/har"
	"assay/runner/internal/importer/httpfile"
	"assay/runner/internal/importer/hurl"
	"assay/runner/internal/importer/insomnia"
	"assay/runner/internal/importer/openapi"
	"assay/runner/internal/importer/postman"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// All lists the kinds in the order of the help and the documentation.
var All = []importer.Kind{
	{
		Name: "curl", From: "curl commands", Endings: []string{"sh", "txt", "md"}, Found: curlCommands,
		Doc: `Curl reads the curl commands of a shell script, of notes, or as a browser copies
them ("Copy as cURL (bash)"): a probe and a finding for each. Variables of the
shell become vars and secrets. What is about curl's output only (-s, -v, -o) has
no effect on a suite; everything else that has no place in one is listed.`,
		Example: `  assay import curl notes.sh
  pbpaste | assay import curl - --name shop
  assay import curl notes.sh -o suites/shop/`,
		Read: func(file *source.File, o importer.Options) (*importer.Draft, error) {
			return curl.Read(file, curl.Options{Suite: o.Suite, ReadFile: importer.ReadSent, Path: o.Path})
		},
	},
	{
		Name: "har", From: "a HAR file, with its fixtures", Endings: []string{"har"}, Found: always("a HAR file"), LeavesOut: "images, styles, scripts, fonts and preflights",
		Doc: `Har reads an HTTP archive, as the network panel of a browser or a proxy saves it:
a probe and a finding for each exchange, and a fixture file with the recorded
answers, so that the suite replays at once. Cookies, tokens and keys are taken
out of both: what an earlier answer gave is captured from it, the rest are
secrets. Images, styles, scripts and fonts are left out, and counted.`,
		Example: `  assay import har shop.har
  assay import har shop.har -o suites/shop/ && assay run suites/shop`,
		Read: func(file *source.File, o importer.Options) (*importer.Draft, error) {
			return har.Read(file, har.Options{Suite: o.Suite, All: o.All, ReadFile: importer.ReadBelow(file.Name)})
		},
	},
	{
		Name: "openapi", From: "an OpenAPI document", Endings: []string{"yaml", "yml", "json"}, Found: where(openAPI, "an OpenAPI document"), Target: true,
		Doc: `Openapi reads an OpenAPI 3.0 to 3.2 document, YAML or JSON: a probe for each
operation, with the document's examples for parameters and bodies, and a finding
that it succeeds and answers as the document says (openapi: true). Where the
document has no example, a value is made up from the schema, and listed. Path
parameters are vars, credentials secrets.`,
		Example: `  assay import openapi petstore.yaml
  assay import openapi petstore.yaml --target http://127.0.0.1:8080 -o suites/petstore/`,
		Read: readOpenAPI,
	},
	{
		Name: "postman", From: "a Postman collection", Endings: []string{"json"}, Found: where(postmanCollection, "a Postman collection"), Target: true, Places: "a Postman environment",
		Doc: `Postman reads a collection exported as v2.1 (or v2.0): folders become labels,
variables vars and secrets, credentials are inherited as in Postman. The usual
lines of test scripts become expectations, one finding for each pm.test, and
variables that they set become captures; other lines are listed. Environments
given beside it become environments: of the suite, without the values of secrets.`,
		Example: `  assay import postman Shop.postman_collection.json
  assay import postman Shop.postman_collection.json --environment Staging.postman_environment.json
  assay import postman Shop.postman_collection.json --target http://127.0.0.1:8080`,
		Read: func(file *source.File, o importer.Options) (*importer.Draft, error) {
			return postman.Read(file, postman.Options{Suite: o.Suite, Target: o.Target, Environments: o.Environments})
		},
	},
	{
		Name: "hurl", From: "a Hurl file", Endings: []string{"hurl"}, Found: always("a Hurl file"), Target: true, Versions: []int{8, 7},
		Doc: `Hurl reads a Hurl file: each entry becomes a probe and a finding, captures become
captures, asserts expectations, retry: an until:. Variables come from the
environment as HURL_name, as for Hurl itself. Asserts and filters that a suite
has no words for are listed. The rules are those of Hurl 8; --hurl 7 takes what
a path with *, .., : or ? gives as a list, always.`,
		Example: `  assay import hurl shop.hurl
  assay import hurl shop.hurl --target http://127.0.0.1:8080 -o suites/shop/`,
		Read: func(file *source.File, o importer.Options) (*importer.Draft, error) {
			beside := func(path string) string { return o.Path(filepath.Join(filepath.Dir(file.Name), path)) }
			return hurl.Read(file, hurl.Options{Suite: o.Suite, Target: o.Target, Version: o.Version, Alone: o.Alone, ReadFile: importer.ReadBelow(file.Name), Path: beside})
		},
	},
	{
		Name: "http", From: "a request file of JetBrains, VS Code or httpyac", Endings: []string{"http", "rest"}, Found: requestFile, Target: true, Places: "a file of environments (http-client.env.json, VS Code's settings.json)",
		Doc: `Http reads a request file (.http, .rest) of JetBrains' HTTP client, VS Code's REST
Client or httpyac: each request becomes a probe and a finding, variables of the
file vars and secrets, asserts (??) expectations. The usual lines of response
handlers become expectations and captures; other lines are listed. Environments
beside the file (http-client.env.json, its private one, .vscode/settings.json)
become environments: of the suite, without the values of secrets.`,
		Example: `  assay import http shop.http
  assay import http shop.http --environment http-client.env.json -o suites/shop/
  assay import http shop.rest --target http://127.0.0.1:8080`,
		Read: readHTTP,
	},
	{
		Name: "bruno", From: "a folder of Bruno, or OpenCollection", Endings: []string{"bru", "json", "yml"}, Folder: bruno.Entries, Target: true,
		Doc: `Bruno reads the folder of a collection (bruno.json and .bru files, or OpenCollection's
opencollection.yml and .yml files), or the file of one request: requests in the
order of bru run, folders as labels, variables and environments, credentials that
are inherited. Asserts become expectations, variables after a response captures;
so do the usual lines of scripts and tests, other lines are listed.`,
		Example: `  assay import bruno shop/
  assay import bruno shop/bruno.json -o suites/shop/
  assay import bruno shop/orders/read.bru --target http://127.0.0.1:8080`,
		Read: readBruno,
	},
	{
		Name: "insomnia", From: "an export of Insomnia 5 or 4", Endings: []string{"yaml", "yml", "json"}, Found: where(insomniaExport, "an export of Insomnia"), Target: true,
		Doc: `Insomnia reads a collection exported in the format of version 5 or 4: folders
become labels, environments environments:, credentials and headers of folders
are inherited. The tag {% response … %} becomes a capture, {% uuid %} and {% now %}
what the suite has for them; other tags and scripts are listed.`,
		Example: `  assay import insomnia Shop.yaml
  assay import insomnia Shop.yaml --target http://127.0.0.1:8080 -o suites/shop/`,
		Read: func(file *source.File, o importer.Options) (*importer.Draft, error) {
			return insomnia.Read(file, insomnia.Options{Suite: o.Suite, Target: o.Target})
		},
	},
}

// httpPlaces are the files of environments that the tools of .http files find beside them.
var httpPlaces = []string{"http-client.env.json", "http-client.private.env.json", ".vscode/settings.json"}

// readHTTP reads a request file, with the environments beside it if none are given.
func readHTTP(file *source.File, o importer.Options) (*importer.Draft, error) {
	read, folder := importer.ReadBelow(file.Name), filepath.Dir(file.Name)
	places := o.Environments
	if len(places) == 0 && !o.Piped {
		for _, name := range httpPlaces {
			if text, err := read(name); err == nil {
				places = append(places, &source.File{Name: filepath.Join(folder, name), Text: text})
			}
		}
	}
	beside := func(path string) string { return o.Path(filepath.Join(folder, path)) }
	return httpfile.Read(file, httpfile.Options{Suite: o.Suite, Target: o.Target, Environments: places, ReadFile: read, Path: beside})
}

// readBruno reads a collection with the files of its folder, and none outside of it.
func readBruno(file *source.File, o importer.Options) (*importer.Draft, error) {
	folder := filepath.Dir(file.Name)
	beside := func(path string) string { return o.Path(filepath.Join(folder, path)) }
	options := bruno.Options{Suite: o.Suite, Target: o.Target, Path: beside}
	if root, err := os.OpenRoot(folder); err == nil && !o.Piped {
		defer root.Close()
		options.Folder = root.FS()
	}
	return bruno.Read(file, options)
}

// Why a document, or a file that it names, is written next to the suite.
const (
	copyOf      = "copied, because a suite reads only files of its own project"
	copyOfPiped = "a copy of standard input"
)

// readOpenAPI reads a document. If the document is in no file, or the suite may not read it in its
// place, a copy goes next to the suite, with copies of the files that its references lead to.
func readOpenAPI(file *source.File, o importer.Options) (*importer.Draft, error) {
	options := openapi.Options{Suite: o.Suite, Target: o.Target, Path: o.Path(file.Name)}
	copied := !o.Alone && (o.Piped || !suite.MayRead(o.Dir, file.Name))
	switch {
	case o.Piped && o.Alone:
		options.Path = ""
	case o.Piped:
		options.Path = suite.Slug(o.Suite) + ".openapi" + endingOf(file.Text)
	case copied:
		options.Path = filepath.Base(file.Name)
	}
	files := []importer.File{{Name: options.Path, Text: file.Text, About: copyOf}}
	if o.Piped {
		files[0].About = copyOfPiped
	}
	options.Beside = func(path string, text []byte) {
		if !slices.ContainsFunc(files, func(f importer.File) bool { return f.Name == path }) {
			files = append(files, importer.File{Name: path, Text: text, About: copyOf})
		}
	}
	d, err := openapi.Read(file, options)
	if err == nil && copied {
		d.Files = files
	}
	return d, err
}

// endingOf returns the ending of a file with that document, JSON or YAML.
func endingOf(text []byte) string {
	if json.Valid(text) {
		return ".json"
	}
	return ".yaml"
}
