package link

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/fleet"
	"assay/runner/internal/fleet/server"
)

// Runs are shared whole, however long their lines are, and oldest first; of a full bucket the older
// half goes.
func TestRunsAreShared(t *testing.T) {
	t.Parallel()
	s, err := server.Start(fleet.UpOptions{Listen: "127.0.0.1:0", Folder: t.TempDir(), Store: 25 << 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	f, err := Client{}.Dial(t.Context(), s.Place)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := shared(t, f); len(got) != 0 {
		t.Errorf("a new fleet shares %v", got)
	}
	for i, want := range []string{"[0]", "[0 1]", "[0 1 2]", "[2 3]"} {
		line := bytes.Repeat([]byte{byte('0' + i)}, 1500<<10)
		if err := f.Share(t.Context(), strconv.Itoa(i), line); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(shared(t, f)); got != want {
			t.Errorf("shared are %s, expected %s", got, want)
		}
	}
	if got := shared(t, f, "2"); !slices.Equal(got, []string{"3"}) {
		t.Errorf("without the known one, shared are %v", got)
	}
}

// shared lists the shared runs that are not known, and checks their lines.
func shared(t *testing.T, f fleet.Fleet, known ...string) (out []string) {
	t.Helper()
	err := f.Shared(t.Context(), func(id string) bool { return slices.Contains(known, id) }, func(id string, line []byte) error {
		if len(line) != 1500<<10 || strings.Trim(string(line), id) != "" {
			t.Errorf("the line of run %s has %d bytes, or those of another", id, len(line))
		}
		out = append(out, id)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A run that cannot begin, as the server is gone, says so in words of its own.
func TestBeginWithoutAServer(t *testing.T) {
	t.Parallel()
	s, err := server.Start(fleet.UpOptions{Listen: "127.0.0.1:0", Folder: t.TempDir(), Store: 25 << 20})
	if err != nil {
		t.Fatal(err)
	}
	f, err := Client{}.Dial(t.Context(), s.Place)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s.Stop()
	ctx, end := context.WithTimeout(t.Context(), 2*time.Second)
	defer end()
	want := "the fleet's server at " + s.Place.URL + " cannot be reached: the connection to it was lost"
	if _, err := f.Begin(ctx, fleet.RunOptions{}); err == nil || err.Error() != want {
		t.Errorf("got %v, expected %s", err, want)
	}
}
