package canary_test

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/secret/canary"
)

// Each form of a secret is found wherever it stands: at both ends of a file, where a line was
// wrapped in it, and in a packed part. Files that may hold it are left out.
func TestSearch(t *testing.T) {
	secret := canary.Marker()
	for how, transform := range canary.Transforms {
		form := transform(secret)
		var packed bytes.Buffer
		w, _ := flate.NewWriter(&packed, flate.BestSpeed)
		_, _ = w.Write([]byte("in " + form + " a block"))
		_ = w.Close()
		half := len(form) / 2
		for name, text := range map[string]string{
			"alone":    form,
			"at ends":  form + " and " + form,
			"within":   strings.Repeat("0", 20) + form + strings.Repeat("0", 20),
			"wrapped":  "a " + form[:half] + "\n  " + form[half:] + " b",
			"packed":   fmt.Sprintf(`<script data-packed="9">%s</script>`, base64.StdEncoding.EncodeToString(packed.Bytes())),
			"left out": form,
			"half":     form[:half] + "|" + form[half:],
		} {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			leaks, err := canary.Search(dir, []string{secret}, "left out")
			if err != nil {
				t.Fatal(err)
			}
			found := strings.Contains(strings.Join(leaks, "\n"), fmt.Sprintf("%q", secret))
			if want := name != "left out" && name != "half"; found != want {
				t.Errorf("%s, %s: %q", how, name, leaks)
			}
		}
	}
}
