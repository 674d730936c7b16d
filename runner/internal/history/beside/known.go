package beside

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"

	"assay/runner/internal/history"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/wholefile"
)

// keptFor is how long a cooldown is known, unless a later response takes its place: as long as a
// watch keeps runs.
const keptFor = 400 * 24 * time.Hour

// knownVersion is the version of the file that this program reads and writes.
const knownVersion = 1

// Known is what the history at a path knows that a run must know before it sends.
type Known struct {
	Version int `json:"version"`
	// Partly reports that an earlier release wrote the history, which may know more.
	Partly    bool             `json:"partly,omitempty"`
	Cooldowns []Cooldown       `json:"cooldowns"` // one for each target, the last
	Answers   []history.Answer `json:"answers"`   // one for each item of a suite, the last

	changed bool
}

// Cooldown is the last response of a target that started a cooldown, and of which suite.
type Cooldown struct {
	Target string `json:"target"`
	Suite  string `json:"suite,omitempty"`
	history.Limit
}

// KnownFile returns the file of what is known to the history at path.
func KnownFile(path string) string { return path + "-known" }

// Read returns what is known to the history at path. A damaged file is an error, a *[Failure]:
// nobody knows what it said.
func Read(path string) (*Known, error) {
	// Whoever begins a history makes this file first: if runs wait already and it is not there, an
	// earlier release left them.
	found, err := exists(path)
	if err != nil {
		return nil, Failed(path, "cannot be read", err)
	}
	k := &Known{Version: knownVersion, Partly: found, Cooldowns: []Cooldown{}, Answers: []history.Answer{}}
	name := KnownFile(path)
	text, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return k, nil
	case err != nil:
		return nil, Failed(path, "cannot be read", err)
	}
	k = &Known{}
	if err := json.Unmarshal(text, k); err != nil || !k.whole() {
		return nil, &Failure{
			Path: path, Message: fmt.Sprintf("cannot tell: the file %s is damaged", name), Wrong: true, Err: err,
			Next: "move that file away and run assay history, which writes it anew from the history",
		}
	}
	if k.Version > knownVersion {
		return nil, &Failure{
			Path: path, Message: fmt.Sprintf("cannot tell: a newer assay wrote the file %s", name), Wrong: true,
			Next: "use that assay, or another file with --history",
		}
	}
	return k, nil
}

// Note changes what is known to the history at path, under a lock: a process that is killed leaves
// the old file or the new one. It creates folder and file if they do not exist.
func Note(path string, change func(*Known)) error {
	if err := makeFolder(path); err != nil {
		return err
	}
	unlock, err := lockedfile.MutexAt(path + "-lock").Lock()
	if err != nil {
		return Failed(path, "cannot be written", err)
	}
	defer unlock()
	k, err := Read(path)
	if err != nil {
		return err
	}
	if change(k); !k.changed {
		return nil
	}
	limit := time.Now().Add(-keptFor)
	k.Cooldowns = slices.DeleteFunc(k.Cooldowns, func(c Cooldown) bool { return c.At.Before(limit) })
	text, err := json.Marshal(k)
	if err != nil {
		return Failed(path, "cannot be written", err)
	}
	if err := wholefile.WritePrivate(KnownFile(path), append(text, '\n')); err != nil {
		return Failed(path, "cannot be written", err)
	}
	return nil
}

// whole reports whether nothing is missing in what was read.
func (k *Known) whole() bool {
	return k.Version > 0 && !slices.ContainsFunc(k.Cooldowns, func(c Cooldown) bool { return c.Target == "" || c.At.IsZero() })
}

// has reports whether the file with what is known to the history at path is there, whole or not.
func has(path string) bool {
	_, err := os.Stat(KnownFile(path))
	return err == nil
}

// Begin creates the folder of a new history, and its file of what is known: nothing.
func Begin(path string) error {
	if err := makeFolder(path); err != nil || has(path) {
		return err
	}
	return Note(path, func(k *Known) { k.changed = !k.Partly })
}

// Cool notes a response that started a cooldown: the last of its target.
func (k *Known) Cool(c Cooldown) {
	k.changed = true
	if i := k.of(c.Target); i >= 0 {
		k.Cooldowns[i] = c
		return
	}
	k.Cooldowns = append(k.Cooldowns, c)
}

// Learn is Cool for a response that was the last one only if its time is the latest.
func (k *Known) Learn(c Cooldown) {
	if i := k.of(c.Target); i < 0 || c.At.After(k.Cooldowns[i].At) {
		k.Cool(c)
	}
}

// All notes that the history knows nothing else.
func (k *Known) All() { k.Partly, k.changed = false, true }

func (k *Known) of(target string) int {
	return slices.IndexFunc(k.Cooldowns, func(c Cooldown) bool { return c.Target == target })
}

// Answer notes an answer to a checklist item: the last one. An empty one revokes it.
func (k *Known) Answer(a history.Answer) {
	k.changed = true
	k.Answers = slices.DeleteFunc(k.Answers, func(b history.Answer) bool { return b.Suite == a.Suite && b.Item == a.Item })
	if a.Text != "" {
		k.Answers = append(k.Answers, a)
	}
}

// LastLimit returns the last response of a target that started a cooldown; nil if none is known to
// the history at path. One from a time that is still to come was noted before the clock was set
// back: it counts from now on.
func LastLimit(path, target string, now time.Time) (*history.Limit, error) {
	k, err := Read(path)
	if err != nil {
		return nil, err
	}
	i := k.of(target)
	switch {
	case i < 0 && k.Partly && !Linked():
		return nil, earlier(path)
	case i < 0:
		return nil, nil
	}
	c := k.Cooldowns[i]
	if c.At.After(now) {
		ahead := c.At
		c.At, c.Bounded = now, true
		// Where it cannot be noted, it counts from the next time on that a run asks.
		_ = Note(path, func(k *Known) {
			if i := k.of(target); i >= 0 && k.Cooldowns[i].At.Equal(ahead) {
				k.Cool(c)
			}
		})
	}
	return &c.Limit, nil
}

// Answers returns the answers to a suite's items by their ids.
func Answers(path, suite string) (map[string]history.Answer, error) {
	k, err := Read(path)
	if err != nil {
		return nil, err
	}
	if k.Partly && !Linked() {
		return nil, earlier(path)
	}
	out := map[string]history.Answer{}
	for _, a := range k.Answers {
		if a.Suite == suite {
			out[a.Item] = a
		}
	}
	return out, nil
}

// earlier returns the error of a program that does not link the database, if an earlier release
// wrote the history at path.
func earlier(path string) *Failure {
	return &Failure{
		Path: path, Message: "was written by an earlier assay, and " + ErrUnlinked.Error(), Err: ErrUnlinked,
		Next: "run assay history, which writes " + KnownFile(path) + " for such programs, or " + LinkNext,
	}
}

// Clean is the last check before a cooldown is noted: it returns an error if r finds a secret in
// it.
func (c *Cooldown) Clean(r *redact.Redactor) error {
	if leaks := r.Scan([]byte(c.Target + "\n" + c.Answer + "\n" + c.Suite)); len(leaks) > 0 {
		return &history.Leak{Suite: c.Suite, Kind: leaks[0].Kind}
	}
	return nil
}
