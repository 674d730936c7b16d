package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"assay/runner/internal/history"
	"assay/runner/internal/history/beside"
	"assay/runner/internal/history/store"
)

// These environment variables make this binary a process that only writes runs into the history
// that they name, or next to it.
const (
	writes = "ASSAY_TEST_WRITES"
	leaves = "ASSAY_TEST_LEAVES"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(writes); path != "" {
		db, err := store.Open(context.Background(), path)
		if err == nil {
			err = writeForever(func(r *history.Run) error { return db.Add(context.Background(), r) })
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if path := os.Getenv(leaves); path != "" {
		err := writeForever(func(r *history.Run) error {
			err := beside.Leave(context.Background(), path, r)
			if err == nil && rand.N(20) == 0 { // as a command that reads it would
				var db *store.DB
				if db, err = store.Existing(context.Background(), path); err == nil {
					err = db.Close()
				}
			}
			return err
		})
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// rowsWritten is the number of verdicts in each run of writeForever.
const rowsWritten = 50

// writeForever keeps runs until one fails.
func writeForever(keep func(*history.Run) error) error {
	for i := 0; ; i++ {
		r := runAt(fmt.Sprint(os.Getpid(), "-", i), at(0), history.Observation{Status: 200}, history.Holds)
		part := r.Parts[0]
		for k := 1; k < rowsWritten; k++ {
			v := part.Verdicts[0]
			v.Finding = fmt.Sprint("f", k)
			part.Verdicts = append(part.Verdicts, v)
		}
		r.Parts[0] = part
		if err := keep(r); err != nil {
			return err
		}
		if i == 0 {
			fmt.Println("written")
		}
	}
}

// A process that only writes is killed 200 times: the file then has only whole runs. Half of the
// processes are killed at any moment from their start on, the others once they have written a run.
func TestKilledWhileWriting(t *testing.T) { kill(t, writes) }

// The same for a process that writes runs next to the file, and sometimes adds them to it.
func TestKilledWhileLeaving(t *testing.T) { kill(t, leaves) }

// kill starts processes that write in this way, kills them, and checks what they left.
func kill(t *testing.T, way string) {
	path := filepath.Join(t.TempDir(), "history.db")
	kills := 200
	if testing.Short() {
		kills = 20
	}
	for i := range kills {
		c := exec.Command(os.Args[0])
		c.Env, c.Stderr = append(os.Environ(), way+"="+path), os.Stderr
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			_, _ = out.Read(make([]byte, 1))
		}
		time.Sleep(5*time.Millisecond + rand.N(15*time.Millisecond)) // a random moment
		_ = c.Process.Kill()
		if err := c.Wait(); c.ProcessState.ExitCode() == 1 {
			t.Fatal(err)
		}
	}
	found, err := open(t, path).Findings(context.Background(), store.Filter{})
	if err != nil || len(found) != rowsWritten {
		t.Fatalf("%d findings, %v", len(found), err)
	}
	for _, f := range found {
		if f.Held != found[0].Held {
			t.Errorf("%s is in %d runs, %s in %d: a run is torn", f.Finding, f.Held, found[0].Finding, found[0].Held)
		}
	}
	t.Logf("%d runs were kept", found[0].Held)
}
