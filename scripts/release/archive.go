package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The permissions of files in an archive.
const (
	readable   fs.FileMode = 0o644
	executable fs.FileMode = 0o755
)

// file is a file of an archive, with its name below the archive's folder.
type file struct {
	name string
	mode fs.FileMode
	data []byte
}

// read reads a file of this machine, under another name.
func read(path, name string, mode fs.FileMode) (file, error) {
	data, err := os.ReadFile(path)
	return file{name: name, mode: mode, data: data}, err
}

// archive is an archive of a release: a packed folder of the archive's name.
type archive struct {
	name     string // without its extension
	zip      bool   // else tar.gz
	data     []byte
	commands int // bytes of the commands in it
}

func (a *archive) fileName() string {
	if a.zip {
		return a.name + ".zip"
	}
	return a.name + ".tar.gz"
}

// pack packs the files, sorted by name and with one time.
func (a *archive) pack(files []file, at time.Time) error {
	slices.SortFunc(files, func(x, y file) int { return strings.Compare(x.name, y.name) })
	for _, f := range files {
		if f.mode == executable {
			a.commands += len(f.data)
		}
	}
	var out bytes.Buffer
	pack := packTar
	if a.zip {
		pack = packZip
	}
	err := pack(&out, a.name+"/", files, at)
	a.data = out.Bytes()
	return err
}

func packTar(w io.Writer, folder string, files []file, at time.Time) error {
	compressed, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	out := tar.NewWriter(compressed)
	for _, f := range files {
		h := &tar.Header{Name: folder + f.name, Mode: int64(f.mode), Size: int64(len(f.data)), ModTime: at, Typeflag: tar.TypeReg, Format: tar.FormatUSTAR}
		if err := out.WriteHeader(h); err != nil {
			return err
		}
		if _, err := out.Write(f.data); err != nil {
			return err
		}
	}
	return errors.Join(out.Close(), compressed.Close())
}

func packZip(w io.Writer, folder string, files []file, at time.Time) error {
	out := zip.NewWriter(w)
	out.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	for _, f := range files {
		h := &zip.FileHeader{Name: folder + f.name, Method: zip.Deflate, Modified: at}
		h.SetMode(f.mode)
		in, err := out.CreateHeader(h)
		if err != nil {
			return err
		}
		if _, err := in.Write(f.data); err != nil {
			return err
		}
	}
	return out.Close()
}

// sumsName is the file of the checksums.
const sumsName = "SHA256SUMS"

// sums returns the checksums of the archives in the format of sha256sum -c.
func sums(archives []archive) []byte {
	var out bytes.Buffer
	for _, a := range archives {
		fmt.Fprintf(&out, "%x  %s\n", sha256.Sum256(a.data), a.fileName())
	}
	return out.Bytes()
}

// publish replaces the release in a folder. Files outside releases stay.
func publish(folder string, archives []archive) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(folder, "assay_*"))
	if err != nil {
		return err
	}
	for _, path := range append(old, filepath.Join(folder, sumsName)) {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for _, a := range archives {
		if err := os.WriteFile(filepath.Join(folder, a.fileName()), a.data, readable); err != nil {
			return err
		}
	}
	// Write the sums last: they mark a complete release.
	return os.WriteFile(filepath.Join(folder, sumsName), sums(archives), readable)
}
