package engine

import (
	"os"
	"path/filepath"
	"testing"
)

// Recordings of 16 MiB in all are held for documents to come. One more lets go of those before it,
// and counts from there.
func TestRecordingsMakeRoom(t *testing.T) {
	const most = 16 << 20
	o := &opener{recorded: map[string]*recording{}}
	read := func(name string, size int64) {
		t.Helper()
		path := filepath.Join(t.TempDir(), name)
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if err := file.Truncate(size); err != nil {
			t.Fatal(err)
		}
		o.makeRoom(path)
		o.recorded[name] = &recording{}
	}
	for _, next := range []struct {
		name string
		size int64
		held []string
	}{
		{"a", most / 2, []string{"a"}},
		{"b", most / 2, []string{"a", "b"}},
		{"c", 1, []string{"c"}},
		{"d", most - 1, []string{"c", "d"}},
		{"e", 2 * most, []string{"e"}},
	} {
		read(next.name, next.size)
		held := 0
		for _, name := range next.held {
			if o.recorded[name].gone {
				t.Errorf("after %s, %s is not held", next.name, name)
			}
		}
		for _, r := range o.recorded {
			if !r.gone {
				held++
			}
		}
		if held != len(next.held) {
			t.Errorf("after %s, %d are held, want %v", next.name, held, next.held)
		}
	}
}
