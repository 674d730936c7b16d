package importer_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"assay/runner/internal/importer/insomnia"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
)

// An export of Insomnia becomes the document of the golden.
func TestInsomnia(t *testing.T) {
	d, err := insomnia.Read(read(t, "insomnia/testdata/shop.yaml"), insomnia.Options{Suite: "shop"})
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := written(t, d)
	testkit.Golden(t, "insomnia/testdata/shop.golden", shown(d, text))
	if strings.Contains(text, "invented") {
		t.Errorf("a secret is in the document:\n%s", text)
	}
}

// An export of version 4, a list of resources, becomes the same kind of document: in the order of
// its sort keys, and a request outside of every folder is listed.
func TestInsomnia4(t *testing.T) {
	d, err := insomnia.Read(read(t, "insomnia/testdata/four.json"), insomnia.Options{Suite: "shop"})
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := written(t, d)
	testkit.Golden(t, "insomnia/testdata/four.golden", shown(d, text))
	if strings.Contains(text, "invented") {
		t.Errorf("a secret is in the document:\n%s", text)
	}
}

// What Insomnia sends of texts, addresses and bodies that are written in unusual ways becomes the
// document of the golden, and parts that are not sent are listed.
func TestInsomniaOddities(t *testing.T) {
	d, err := insomnia.Read(read(t, "insomnia/testdata/odd.yaml"), insomnia.Options{Suite: "odd"})
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := written(t, d)
	testkit.Golden(t, "insomnia/testdata/odd.golden", shown(d, text))
}

// Files that are no export of versions 5 and 4 are refused, with the reason.
func TestInsomniaRefused(t *testing.T) {
	for text, want := range map[string]string{
		"": "it is no map of keys and values", "a: [": "it is no YAML", `{"_type": "export", "__export_format": 3}`: "it is no collection of Insomnia", `{"_type": "export", "__export_format": 4}`: "there is no request in it",
		"type: collection.insomnia.rest/5.0\n": "there is no request in it; export a collection with requests",
	} {
		_, err := insomnia.Read(&source.File{Name: "a.yaml", Text: []byte(text)}, insomnia.Options{Suite: "s"})
		if err == nil || !strings.Contains(err.Error(), "a.yaml:1:1: "+want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

// A folder in a folder is read, up to the fiftieth; the names of all are labels.
func TestInsomniaFoldersInFolders(t *testing.T) {
	for depth, labels := range map[int]int{2: 2, 50: 50, 51: 0} {
		text := "type: collection.insomnia.rest/5.0\nname: Shop\ncollection:\n"
		for i := range depth {
			text += fmt.Sprintf("%*s- name: F%d\n%*s  children:\n", 2*i+1, "", i, 2*i+1, "")
		}
		text += fmt.Sprintf("%*s- {name: One, method: GET, url: http://127.0.0.1:1/one}\n%[1]*[2]s- {name: None, method: GET}\n", 2*depth+1, "")
		text += " - {name: Two, method: GET, url: http://127.0.0.1:1/two}\n"
		d, err := insomnia.Read(&source.File{Name: "a.yaml", Text: []byte(text)}, insomnia.Options{Suite: "s"})
		if err != nil {
			t.Fatal(err)
		}
		_, suite, _ := written(t, d)
		got := 0
		for i := range depth {
			if regexp.MustCompile(fmt.Sprintf(`\bf%d\b`, i)).MatchString(suite) {
				got++
			}
		}
		if got != labels || strings.Contains(suite, "/one") != (labels > 0) || !strings.Contains(suite, "/two") {
			t.Errorf("%d folders are %d labels:\n%s", depth, got, suite)
		}
	}
}
