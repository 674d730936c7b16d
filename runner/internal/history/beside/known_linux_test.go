package beside_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/wholefile/readonly"
)

// In a folder that cannot be written a cooldown is known all the same; that none can be noted is an
// error.
func TestWhereNothingCanBeWritten(t *testing.T) {
	path, now := filepath.Join(t.TempDir(), "history.db"), time.Now().UTC()
	for target, at := range map[string]time.Time{"http://a.example": now, "http://b.example": now.Add(1000 * time.Hour)} {
		if err := note(path, target, at); err != nil {
			t.Fatal(err)
		}
	}
	readonly.Folder(t, filepath.Dir(path))
	if l := limitOf(t, path, "http://a.example", now); l == nil || !l.At.Equal(now) {
		t.Errorf("got %+v", l)
	}
	if l := limitOf(t, path, "http://b.example", now); l == nil || !l.At.Equal(now) || !l.Bounded {
		t.Errorf("from a time to come: %+v", l)
	}
	if err := note(path, "http://c.example", now); err == nil || !strings.Contains(err.Error(), "cannot be written: its folder or the file is read-only") {
		t.Errorf("got %v", err)
	}
}
