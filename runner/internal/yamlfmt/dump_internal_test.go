package yamlfmt

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// A document is written in parts, here of one entry each, as it is written whole.
func TestPartsAreTheWhole(t *testing.T) {
	divided := 0
	compare := func(text []byte) {
		var whole, parts bytes.Buffer
		for _, out := range []*bytes.Buffer{&whole, &parts} {
			root, err := parse(text)
			if err != nil || root == nil {
				return
			}
			keepBlankLines(root, strings.Split(string(text), "\n"))
			top := root.Content[0]
			unbrace(top, 0, 0)
			if out == &whole {
				err = dump(out, root)
			} else {
				if top.Kind == yaml.MappingNode && plain(root) && plain(top) {
					for _, n := range top.Content {
						if divides(n, 1) {
							divided++
						}
					}
				}
				err = dumpInParts(out, root, top, 1)
			}
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
		}
		if diff := cmp.Diff(whole.String(), parts.String()); diff != "" {
			t.Fatalf("%s\nwritten in parts (+) and whole (-):\n%s", text, diff)
		}
	}
	for _, root := range []string{"../../../suites", ".."} {
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".yaml") {
				text, err := os.ReadFile(path)
				compare(text)
				return err
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	lines := []string{"a%d: 1", "b%d: {a: 1, b: [x, 'y']}", "c%d:", "'d %d': \"x\"", "e%d: w # why", "l%d: |", "m%d: >-", "g%d: *top", "h%d: {}", "i%d: ~", "? j%d"}
	r := rand.New(rand.NewPCG(3, 5))
	for range 3_000 {
		text := []byte("t: &top 1\n")
		for section := range 1 + r.IntN(3) {
			if r.IntN(3) == 0 {
				text = append(text, "\n# about\n"...)
			}
			text = fmt.Appendf(text, "s%d:\n", section)
			for i := range 2 + r.IntN(6) {
				for _, also := range []string{"\n", "  # note\n", "\n\n"} {
					if r.IntN(5) == 0 {
						text = append(text, also...)
					}
				}
				line := fmt.Sprintf(lines[r.IntN(len(lines))], i)
				text = append(text, "  "+line+"\n"...)
				switch {
				case strings.HasSuffix(line, ":"):
					text = append(text, "    x: 1\n    y: [1, 2]\n"...)
				case strings.HasSuffix(line, "|"), strings.HasSuffix(line, ">-"):
					text = append(text, "    text\n"...)
				}
			}
		}
		compare(text)
	}
	if divided < 3_000 {
		t.Errorf("only %d sections were divided", divided)
	}
}
