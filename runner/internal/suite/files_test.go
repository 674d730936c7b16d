package suite_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/suite"
)

func TestEnvFilesReadAsPeopleWriteThem(t *testing.T) {
	path := filepath.Join(t.TempDir(), "env")
	text := "# a comment\n\nPLAIN=a b\nexport EXPORTED=1\nSINGLE='a # $b \\n'\nDOUBLE=\"a\\nb \\\"c\\\" \\\\n\"\nTAIL=a # comment\nHASH=a#b\nEMPTY=\nEQUALS=a=b\r\nPLAIN=second\nSET=file\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	process := func(name string) (string, bool) {
		v, ok := map[string]string{"SET": "process", "EMPTY": ""}[name]
		return v, ok
	}
	env, err := suite.Environment(process, []string{path})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"PLAIN": "second", "EXPORTED": "1", "SINGLE": `a # $b \n`, "DOUBLE": "a\nb \"c\" \\n", "TAIL": "a", "HASH": "a#b",
		"EMPTY": "", "EQUALS": "a=b", "SET": "process",
	}
	got := map[string]string{}
	for name := range want {
		got[name], _ = env(name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if _, ok := env("UNSET"); ok {
		t.Error("a name that stands nowhere has a value")
	}
}

func TestVarsOfTheCommandLineWinOverFiles(t *testing.T) {
	dir := t.TempDir()
	first, second := filepath.Join(dir, "a.yaml"), filepath.Join(dir, "b.json")
	if err := os.WriteFile(first, []byte("host: a\nport: 1\nopen: true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(second, []byte(`{"host": "b", "path": "/x"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	got, _, err := suite.GatherVars([]string{first, second}, []string{"path=/y=z", "port=2"})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"host": "b", "port": "2", "open": "true", "path": "/y=z"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A file of environment variables holds secrets: no message shows its values.
func TestEnvFileMistakesShowNoValue(t *testing.T) {
	for _, line := range []string{"hidden", "A='hidden", `A="x" hidden`, "A B=hidden"} {
		path := filepath.Join(t.TempDir(), "env")
		if err := os.WriteFile(path, []byte("OK=1\n"+line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := suite.ReadEnv(path)
		if err == nil || strings.Contains(err.Error(), "hidden") || !strings.Contains(err.Error(), path+":2:1") {
			t.Errorf("%s: %v", line, err)
		}
	}
}
