package canary

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Search looks for secrets, and for the parts of dotted ones, in every form in
// every file below dir, also where a line was wrapped in the middle of one, or a part is packed;
// but for the named files, which hold them on purpose. It gives a sentence for each leak.
func Search(dir string, secrets []string, but ...string) ([]string, error) {
	needles := newNeedles(secrets)
	var out []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || slices.Contains(but, entry.Name()) {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		text = Unpacked(text)
		found := map[string]bool{}
		tell := func(text []byte, needle string, at int) {
			if !found[needle] {
				found[needle] = true
				out = append(out, fmt.Sprintf("%s holds %s: …%s…", path, needles.what[needle], text[max(0, at-60):min(len(text), at+len(needle)+30)]))
			}
		}
		needles.search(text, tell)
		needles.search(unwrapped(text), tell)
		return nil
	})
	return out, err
}

// needles are what is looked for, found by their first eight bytes: one pass over a text finds all
// of several hundred.
type needles struct {
	what  map[string]string // a secret and its form, by needle
	begin map[uint64][]string
	maybe [1 << 12]bool // by mark of begin
}

func newNeedles(secrets []string) *needles {
	n := &needles{what: map[string]string{}, begin: map[uint64][]string{}}
	for _, secret := range secrets {
		for _, part := range append(append(strings.Split(secret, "."), strings.Fields(secret)...), secret) {
			if len(part) < window {
				continue
			}
			for how, transform := range Transforms {
				n.what[transform(part)] = fmt.Sprintf("%q, %s", part, how)
			}
		}
	}
	for needle := range n.what {
		var first uint64
		for i := range window {
			first = next(first, needle[i])
		}
		n.begin[first] = append(n.begin[first], needle)
		n.maybe[mark(first)] = true
	}
	return n
}

// window is how many bytes of a needle are held against a text at once. No form of a secret is
// shorter.
const window = 8

func next(last uint64, b byte) uint64 { return last<<8 | uint64(b) }

func mark(first uint64) uint64 { return first * 0x9E3779B97F4A7C15 >> 52 }

// search calls found for each needle in text, with its place.
func (n *needles) search(text []byte, found func(text []byte, needle string, at int)) {
	var last uint64
	for i, b := range text {
		last = next(last, b)
		if i < window-1 || !n.maybe[mark(last)] {
			continue
		}
		at := i - window + 1
		for _, needle := range n.begin[last] {
			if bytes.HasPrefix(text[at:], []byte(needle)) {
				found(text, needle, at)
			}
		}
	}
}

// unwrapped returns text without white space.
func unwrapped(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for _, b := range text {
		if !unicode.IsSpace(rune(b)) || b >= utf8.RuneSelf {
			out = append(out, b)
		}
	}
	return out
}

// packed is a block of a page, raw DEFLATE in base64, or the part of a run that a history keeps,
// base64.
var packed = regexp.MustCompile(`data-packed="\d+">([A-Za-z0-9+/=]+)<|"packed":"([A-Za-z0-9+/=]+)"`)

// Unpacked returns a text with what its packed parts hold after it.
func Unpacked(text []byte) []byte {
	if !bytes.Contains(text, []byte("packed")) {
		return text
	}
	for _, part := range packed.FindAllSubmatch(text, -1) {
		plain, err := base64.StdEncoding.DecodeString(string(append(part[1], part[2]...)))
		if err == nil && len(part[1]) > 0 {
			plain, err = io.ReadAll(flate.NewReader(bytes.NewReader(plain)))
		}
		if err == nil {
			text = append(append(text, '\n'), plain...)
		}
	}
	return text
}
