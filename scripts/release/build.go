package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// shells maps the shells of assay completion to the file names in which they look for a command's
// completions.
var shells = map[string]string{"bash": "assay.bash", "zsh": "_assay", "fish": "assay.fish", "powershell": "assay.ps1"}

// make builds the release in a folder of its own, and publishes it once it is complete.
func (r *release) make(ctx context.Context) error {
	work, err := os.MkdirTemp("", "release-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := r.build(ctx, work); err != nil {
		return err
	}
	shared, err := r.shared(ctx, work)
	if err != nil {
		return err
	}
	var archives []archive
	for _, p := range r.platforms {
		files := slices.Clone(shared)
		for _, command := range commands {
			f, err := read(binary(work, p, command), fileOf(command, p), executable)
			if err != nil {
				return err
			}
			files = append(files, f)
		}
		a := archive{name: "assay_" + r.version + "_" + strings.ReplaceAll(p, "/", "_"), zip: strings.HasPrefix(p, "windows/")}
		if err := a.pack(files, r.time); err != nil {
			return fmt.Errorf("%s: %w", a.fileName(), err)
		}
		archives = append(archives, a)
	}
	if err := publish(r.folder, archives); err != nil {
		return err
	}
	for _, a := range archives {
		fmt.Printf("%s  %.1f MB, the commands %.1f MB\n", filepath.Join(r.folder, a.fileName()), megabytes(len(a.data)), megabytes(a.commands))
	}
	return nil
}

func megabytes(n int) float64 { return float64(n) / 1e6 }

// host is the platform of this machine.
var host = runtime.GOOS + "/" + runtime.GOARCH

// commands are in an archive: assay, and the client and the server of fleets, which assay starts.
var commands = []string{"assay", "assay-fleet"}

// fileOf returns the name of a command's file.
func fileOf(command, platform string) string {
	if strings.HasPrefix(platform, "windows/") {
		return command + ".exe"
	}
	return command
}

// binary returns the build path of a platform's command.
func binary(work, platform, command string) string {
	return filepath.Join(folderOf(work, platform), fileOf(command, platform))
}

func folderOf(work, platform string) string { return filepath.Join(work, filepath.FromSlash(platform)) }

// build builds the commands for every platform, and for this machine, for its manual. The error
// names every platform that does not build.
func (r *release) build(ctx context.Context, work string) error {
	all := r.platforms
	if !slices.Contains(all, host) {
		all = append([]string{host}, all...)
	}
	var failed []error
	for _, p := range all {
		if err := r.buildOne(ctx, folderOf(work, p), p); err != nil {
			failed = append(failed, fmt.Errorf("the command does not build for %s:\n%w", p, err))
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("%w\nnothing was written to %s", errors.Join(failed...), r.folder)
	}
	return nil
}

// settings are the go command's settings that affect the bytes of a command.
var settings = []string{"CGO_ENABLED=0", "GOFLAGS=-trimpath -buildvcs=false", "GOAMD64=v1", "GOARM64=v8.0", "GOEXPERIMENT=", "GOWORK=off"}

// linked returns the flags of the linker: without symbols, with the version.
func linked(version string) string { return "-s -w -X main.version=" + version }

// buildOne builds the commands for a platform into a folder.
func (r *release) buildOne(ctx context.Context, to, platform string) error {
	goos, goarch, _ := strings.Cut(platform, "/")
	args := []string{"build", "-ldflags", linked(r.version), "-o", to + string(filepath.Separator)}
	for _, command := range commands {
		args = append(args, "./runner/cmd/"+command)
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch)
	cmd.Env = append(cmd.Env, settings...)
	out, err := cmd.CombinedOutput()
	if len(out) > 0 {
		return errors.New(strings.TrimRight(string(out), "\n"))
	}
	return err
}

// shared returns the files of every archive: some from the repository, others that the command
// itself writes.
func (r *release) shared(ctx context.Context, work string) ([]file, error) {
	var files []file
	for _, name := range []string{"LICENSE", "README.md"} {
		f, err := read(name, name, readable)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	assay, manual := binary(work, host, "assay"), filepath.Join(work, "man")
	if _, err := said(ctx, assay, "man", manual); err != nil {
		return nil, err
	}
	pages, err := filepath.Glob(filepath.Join(manual, "*.1"))
	if err != nil || len(pages) == 0 {
		return nil, fmt.Errorf("assay man wrote no page (%w)", err)
	}
	for _, page := range pages {
		f, err := read(page, "man/man1/"+filepath.Base(page), readable)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	for shell, name := range shells {
		script, err := said(ctx, assay, "completion", shell)
		if err != nil {
			return nil, err
		}
		files = append(files, file{name: "completions/" + name, mode: readable, data: script})
	}
	return files, nil
}

// said returns the output of a command.
func said(ctx context.Context, name string, args ...string) ([]byte, error) {
	var out, wrong bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = &out, &wrong
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("the built command fails: assay %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(wrong.String()))
	}
	return out.Bytes(), nil
}
