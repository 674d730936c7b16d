package main

import (
	"bufio"
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"path"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
)

//go:embed *.txtar
var data embed.FS

// construct is a file of one construct of a format. Its text has URL in the place of the server's
// address, and PORT in the place of its port.
type construct struct {
	name, text string
	peer       string // the same in a format that the tool reads; "" for text
	answer     answer // of the server, at /made and below it
	known      string // why it differs: docs/import.md says so
}

// read returns the constructs of a format, and the files that lie in the folder of each.
func (f format) read() (all []construct, beside []txtar.File, err error) {
	text, err := data.ReadFile(f.name + ".txtar")
	if err != nil && f.generate == nil {
		return nil, nil, err
	}
	known := map[string]string{}
	seen := map[string]bool{}
	for _, file := range txtar.Parse(text).Files {
		name, ending := strings.TrimSuffix(file.Name, path.Ext(file.Name)), path.Ext(file.Name)
		switch {
		case ending == f.ending:
			all = append(all, construct{name: name, text: string(file.Data)})
		case ending == ".asserts" && f.assert != nil:
			lines := bufio.NewScanner(bytes.NewReader(file.Data))
			for lines.Scan() {
				of, assert, ok := strings.Cut(lines.Text(), ": ")
				if !ok {
					return nil, nil, fmt.Errorf("%s: expected a line like \"name: assert\", got %q", file.Name, lines.Text())
				}
				all = append(all, construct{name: of, text: f.assert(name, assert)})
			}
		case file.Name == "known":
			lines := bufio.NewScanner(bytes.NewReader(file.Data))
			for lines.Scan() {
				of, why, _ := strings.Cut(lines.Text(), ": ")
				known[of] = why
			}
		default:
			beside = append(beside, file)
		}
	}
	if f.generate != nil {
		all = append(all, f.generate()...)
	}
	for i := range all {
		if seen[all[i].name] {
			return nil, nil, fmt.Errorf("%s.txtar: the construct %s is there twice", f.name, all[i].name)
		}
		seen[all[i].name] = true
		all[i].known = cmp.Or(all[i].known, known[all[i].name])
	}
	return all, beside, nil
}

// knownAre sets why constructs differ, by globs of their names.
func knownAre(all []construct, known [][2]string) []construct {
	for i := range all {
		for _, k := range known {
			if is, _ := path.Match(k[0], all[i].name); is {
				all[i].known = k[1]
			}
		}
	}
	return all
}

// at returns a text for a server with this address, like http://127.0.0.1:8080.
func at(text, address string) string {
	port := address[strings.LastIndexByte(address, ':')+1:]
	return strings.NewReplacer("URL", address, "PORT", port).Replace(text)
}
