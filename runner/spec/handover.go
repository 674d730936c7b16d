package spec

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/onsi/ginkgo/v2"

	"assay/runner/internal/exchange/packed"
	"assay/runner/internal/session"
	"assay/runner/internal/wholefile"
)

// written is the form of a batch in a file: its observations are packed.
type written struct {
	Batch    session.Batch
	Observed packed.Observations
}

// handover passes observations between the processes of a parallel run, through
// files in a folder that only the user can read; nil in a run of one process.
type handover struct {
	dir string
}

// newHandover returns the folder of this run: its name derives from properties that the processes
// share.
func newHandover() *handover {
	c, _ := ginkgo.GinkgoConfiguration()
	if c.ParallelTotal < 2 {
		return nil
	}
	wd, _ := os.Getwd()
	sum := sha256.Sum256([]byte(c.ParallelHost + "\x00" + wd + "\x00" + strconv.Itoa(os.Getppid())))
	return &handover{dir: filepath.Join(os.TempDir(), "assay-"+hex.EncodeToString(sum[:12]))}
}

// removed lets process 1 remove the folder once all others have ended. Readers of the folder must
// be registered with Ginkgo before it.
func (h *handover) removed() {
	if h == nil {
		return
	}
	ginkgo.ReportAfterSuite("observations handed over are removed", func(ginkgo.Report) {
		if err := os.RemoveAll(h.dir); err != nil {
			ginkgo.Fail(err.Error())
		}
	})
}

// Lock waits until no other process observes; unlock releases it.
func (h *handover) Lock(ctx context.Context) (unlock func(), err error) {
	if err := h.open(); err != nil {
		return nil, err
	}
	path := filepath.Join(h.dir, "lock")
	for {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err == nil {
			f.Close()
			return func() { os.Remove(path) }, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("waiting for the process that observes: %w", err)
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for the process that observes: %w", ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// open makes the folder. An existing one must be closed to other users.
func (h *handover) open() error {
	err := os.Mkdir(h.dir, 0o700)
	if err == nil {
		return nil
	}
	if !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("a folder for observations: %w", err)
	}
	info, err := os.Lstat(h.dir)
	if err != nil {
		return fmt.Errorf("a folder for observations: %w", err)
	}
	if !info.IsDir() || info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("a folder for observations: %s is open to others (%s); remove it", h.dir, info.Mode())
	}
	return nil
}

// Run returns the id that the first process wrote for all of them.
func (h *handover) Run(fresh string) (string, error) {
	path := filepath.Join(h.dir, "run")
	switch id, err := os.ReadFile(path); {
	case err == nil:
		return string(id), nil
	case !errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("the id of the run: %w", err)
	}
	err := wholefile.WriteFrom(path, func(f io.Writer) error {
		_, err := io.WriteString(f, fresh)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("the id of the run: %w", err)
	}
	return fresh, nil
}

func (h *handover) path(document, number int) string {
	return filepath.Join(h.dir, fmt.Sprintf("%d-%d", document, number))
}

// Write stores a batch as the number-th of a document.
func (h *handover) Write(document, number int, b *session.Batch) error {
	out, err := packedOf(b)
	if err != nil {
		return fmt.Errorf("handing observations over: %w", err)
	}
	err = wholefile.WriteFrom(h.path(document, number), func(f io.Writer) error {
		w := bufio.NewWriter(f)
		return errors.Join(gob.NewEncoder(w).Encode(out), w.Flush())
	})
	if err != nil {
		return fmt.Errorf("handing observations over: %w", err)
	}
	return nil
}

// Read returns the number-th batch of a document, nil if it is absent.
func (h *handover) Read(document, number int) (*session.Batch, error) {
	f, err := os.Open(h.path(document, number))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("taking observations over: %w", err)
	}
	defer f.Close()
	var in written
	if err := gob.NewDecoder(bufio.NewReader(f)).Decode(&in); err != nil {
		return nil, fmt.Errorf("taking observations over: %w", err)
	}
	return in.unpacked()
}

// packedOf converts a batch for gob.
func packedOf(b *session.Batch) (*written, error) {
	out := &written{Batch: *b}
	out.Batch.Observations = nil
	var err error
	out.Observed, err = packed.Of(b.Observations)
	return out, err
}

// unpacked returns the batch with its observations.
func (in *written) unpacked() (*session.Batch, error) {
	all, err := in.Observed.All()
	if err != nil {
		return nil, fmt.Errorf("taking observations over: %w", err)
	}
	in.Batch.Observations = all
	return &in.Batch, nil
}
