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
	"strings"
	"unicode"
)

// Search looks for secrets, and for the parts of dotted ones, in every form in
// every file below dir, also where a line was wrapped in the middle of one, or a part is packed;
// but for the named files, which hold them on purpose. It gives a sentence for each leak.
func Search(dir string, secrets []string, but ...string) ([]string, error) {
	needles := map[string]string{}
	for _, secret := range secrets {
		for _, part := range append(append(strings.Split(secret, "."), strings.Fields(secret)...), secret) {
			if len(part) < 8 {
				continue
			}
			for how, transform := range Transforms {
				needles[transform(part)] = fmt.Sprintf("%q, %s", part, how)
			}
		}
	}
	var out []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		for _, name := range but {
			if entry.Name() == name {
				return nil
			}
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		text = Unpacked(text)
		unwrapped := bytes.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return -1
			}
			return r
		}, text)
		for needle, what := range needles {
			at := bytes.Index(text, []byte(needle))
			if at < 0 && !strings.Contains(needle, " ") {
				if at = bytes.Index(unwrapped, []byte(needle)); at >= 0 {
					text = unwrapped
				}
			}
			if at >= 0 {
				out = append(out, fmt.Sprintf("%s holds %s: …%s…", path, what, text[max(0, at-60):min(len(text), at+len(needle)+30)]))
			}
		}
		return nil
	})
	return out, err
}

// packed is a block of a page, raw DEFLATE in base64, or the part of a run that a history keeps,
// base64.
var packed = regexp.MustCompile(`data-packed="\d+">([A-Za-z0-9+/=]+)<|"packed":"([A-Za-z0-9+/=]+)"`)

// Unpacked returns a text with what its packed parts hold after it.
func Unpacked(text []byte) []byte {
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
