package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A statement goes whole, and what stands in it can go alone. What declares a name, returns, or
// ends a function by panic stays.
func TestStatementsThatGo(t *testing.T) {
	module(t, `package m

import "sync"

var mu sync.Mutex

func Sum(list []int) (sum int) {
	mu.Lock()
	defer mu.Unlock()
	every := func(f func(int)) {
		for _, n := range list {
			if n == 7 {
				continue
			}
			f(n)
		}
	}
	every(func(n int) { sum += n })
	sum++
	done := make(chan int, 1)
	select {
	case done <- sum:
		sum = 0
	}
	return <-done
}

func Never() int { panic("never") }
`, "package m\n\nimport \"testing\"\n\nfunc TestSum(t *testing.T) {\n\tif Sum([]int{1, 7, 2}) != 4 || Sum(nil) != 1 {\n\t\tt.Fatal()\n\t}\n}\n")
	var out strings.Builder
	if err := command(context.Background(), []string{"-n", "0", "-seed", "5", "-least", "0", "-timeout", "5s", "-statements", "."}, &out); err != nil {
		t.Error(err)
	}
	want := `seed 5: 11 of 11 mutants
survived m.go:23:3: the statement goes
	sum = 0
survived m.go:23:9: 0 becomes 1
	sum = 0
example.test/m: 9 of 11 killed, 0 not compiled
all: 9 of 11 killed, 0 not compiled
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The tests of a package that is named count, too, and those of its neighbors do not.
func TestTheTestsOfNamedPackagesCount(t *testing.T) {
	const test = "package %s\n\nimport (\n\t\"testing\"\n\n\t\"example.test/m\"\n)\n\nfunc Test(t *testing.T) {\n\tif %s {\n\t\tt.Fatal()\n\t}\n}\n"
	module(t, "package m\n\nfunc Less(a, b int) bool { return a < b }\n\nfunc Seven() int { return 7 }\n", "")
	for name, wrong := range map[string]string{"less": "m.Less(1, 1)", "seven": "m.Seven() != 7"} {
		if err := errors.Join(os.Mkdir(name, 0o755),
			os.WriteFile(filepath.Join(name, "m_test.go"), fmt.Appendf(nil, test, name, wrong), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove("m_test.go"); err != nil {
		t.Fatal(err)
	}
	for with, killed := range map[string]int{"./less": 1, "./less,./seven": 2} {
		var out strings.Builder
		err := command(context.Background(), []string{"-n", "0", "-least", "50", "-with", with, "."}, &out)
		if want := fmt.Sprintf("\nall: %d of 2 killed, 0 not compiled\n", killed); err != nil || !strings.HasSuffix(out.String(), want) {
			t.Errorf("with %s: the error is %v after\n%s", with, err, out.String())
		}
	}
}
