package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"assay/runner/internal/wholefile"
)

// gitHub is GitHub as a job of GitHub Actions reaches it: through its command gh, which finds the
// repository and the token in the environment.
type gitHub struct{ p *process }

// issueLabel is the label of issues about changed verdicts.
const issueLabel = "assay"

// gh runs GitHub's command and returns what it prints.
func (g *gitHub) gh(ctx context.Context, args ...string) ([]byte, error) {
	c := exec.CommandContext(ctx, "gh", args...)
	var said strings.Builder
	c.Stderr = &said
	out, err := c.Output()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, usagef("--github needs GitHub's command gh, which is not here").but("install it, or leave --github out")
	case err != nil:
		return nil, fmt.Errorf("nightly: gh %s: %w: %s", strings.Join(args[:2], " "), err, strings.TrimSpace(said.String()))
	}
	return out, nil
}

// restore puts the state that an artifact of the newest run of this workflow has into the folder.
// The first night finds none, which is no error. Newer state in the folder is replaced.
func (g *gitHub) restore(ctx context.Context, artifact, folder string) error {
	ref, _ := g.p.env("GITHUB_WORKFLOW_REF") // owner/name/.github/workflows/nightly.yml@refs/heads/main
	file, _, _ := strings.Cut(ref, "@")
	if file == "" {
		return usagef("--github: GITHUB_WORKFLOW_REF is not set, which names this workflow").but("it is set in a job of GitHub Actions; elsewhere, leave --github out")
	}
	listed, err := g.gh(ctx, "run", "list", "--workflow", path.Base(file), "--status", "completed", "--limit", "20", "--json", "databaseId")
	if err != nil {
		return err
	}
	var runs []struct {
		ID int64 `json:"databaseId"`
	}
	if err := json.Unmarshal(listed, &runs); err != nil {
		return fmt.Errorf("nightly: gh run list: %w", err)
	}
	for _, run := range runs {
		found, err := g.fetch(ctx, fmt.Sprint(run.ID), artifact, folder)
		if err != nil {
			return err
		}
		if found {
			fmt.Fprintf(g.p.err, "nightly: the state of run %d\n", run.ID)
			return nil
		}
	}
	fmt.Fprintf(g.p.err, "nightly: no run kept %s; starting anew\n", artifact)
	return nil
}

// fetch takes the state out of the artifact of a run, and reports whether there is one.
func (g *gitHub) fetch(ctx context.Context, run, artifact, folder string) (bool, error) {
	at, err := os.MkdirTemp(folder, "restored-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(at)
	if _, err := g.gh(ctx, "run", "download", run, "--name", artifact, "--dir", at); err != nil {
		fmt.Fprintln(g.p.err, g.p.masks.String(fmt.Sprintf("nightly: run %s gave no %s: %v", run, artifact, err)))
		return false, nil // mostly, that run kept none
	}
	state := filepath.Join(at, nightlyState)
	if !exists(state) {
		return false, nil
	}
	if err := os.RemoveAll(filepath.Join(folder, nightlyState)); err != nil {
		return false, err
	}
	return true, os.Rename(state, filepath.Join(folder, nightlyState)) //nolint:forbidigo // a folder
}

// mostOfIssue is how many bytes of a file an issue gets: GitHub takes 65,536 characters.
const mostOfIssue = 60_000

// cut returns a file with the first lines of a file that is too long for an issue, in folder, and
// removes it at the end; the file itself if it is not.
func cut(file, folder string) (short string, end func(), err error) {
	none := func() {}
	text, err := os.ReadFile(file)
	if err != nil || len(text) <= mostOfIssue {
		return file, none, err
	}
	text = text[:bytes.LastIndexByte(text[:mostOfIssue], '\n')+1]
	short = filepath.Join(folder, "issue.md")
	err = wholefile.WriteFrom(short, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%s\nThis is not all: %s of the run has the rest.\n", text, filepath.Base(file))
		return err
	})
	return short, func() { os.Remove(short) }, err
}

// tell adds a file to the open issue of this title, or opens one. Of a long file it adds the
// beginning.
func (g *gitHub) tell(ctx context.Context, title, folder, file string) error {
	file, end, err := cut(file, folder)
	defer end()
	if err != nil {
		return err
	}
	listed, err := g.gh(ctx, "issue", "list", "--state", "open", "--label", issueLabel, "--limit", "100", "--json", "number,title")
	if err != nil {
		return err
	}
	var issues []struct {
		Number int    `json:"number"`
		Title  string `json:"title"`
	}
	if err := json.Unmarshal(listed, &issues); err != nil {
		return fmt.Errorf("nightly: gh issue list: %w", err)
	}
	oldest := 0
	for _, i := range issues {
		if i.Title == title && (oldest == 0 || i.Number < oldest) {
			oldest = i.Number
		}
	}
	if oldest > 0 {
		_, err = g.gh(ctx, "issue", "comment", fmt.Sprint(oldest), "--body-file", file)
		return err
	}
	if _, err := g.gh(ctx, "label", "create", issueLabel, "--description", "a verdict of the nightly contract run changed", "--force"); err != nil {
		return err
	}
	_, err = g.gh(ctx, "issue", "create", "--title", title, "--label", issueLabel, "--body-file", file)
	return err
}
