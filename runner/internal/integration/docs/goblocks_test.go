//go:build unix

package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// goBlock is a block of Go in a page.
var goBlock = regexp.MustCompile("(?ms)^```go\n(.*?)^```$")

// A block ```go is a whole file, and go vet accepts it.
func TestGoBlocksCompile(t *testing.T) {
	blocks := 0
	for _, page := range pages(t) {
		text, err := os.ReadFile(filepath.Join(root, page))
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range goBlock.FindAllSubmatch(text, -1) {
			blocks++
			file := filepath.Join(t.TempDir(), "block.go")
			if err := os.WriteFile(file, block[1], 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.CommandContext(t.Context(), "go", "vet", file).CombinedOutput(); err != nil {
				t.Errorf("%s: the block that begins with %.60q…: %v\n%s", page, block[1], err, out)
			}
		}
	}
	if blocks < 4 {
		t.Errorf("%d blocks of Go in the pages, expected at least 4", blocks)
	}
}
