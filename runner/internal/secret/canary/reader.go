package canary

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"strings"
)

// readings returns what a determined reader may decode from a text.
func readings(text string, deep int) []string {
	out := []string{text, backwards(text)}
	if deep == 0 {
		return out
	}
	add := func(s string) {
		if s != text && s != "" {
			out = append(out, readings(s, deep-1)...)
		}
	}
	if s, err := url.QueryUnescape(text); err == nil {
		add(s)
	}
	if s, err := url.PathUnescape(text); err == nil {
		add(s)
	}
	add(html.UnescapeString(text))
	if s, err := url.PathUnescape(unescapeJSON(html.UnescapeString(text))); err == nil { // side by side
		add(s)
	}
	add(unescapeJSON(text))
	for _, run := range regexp.MustCompile(`[0-9a-fA-F]{8,}`).FindAllString(text, -1) {
		if raw, err := hex.DecodeString(run[:len(run)&^1]); err == nil {
			add(string(raw))
		}
	}
	for _, run := range regexp.MustCompile(`[0-9A-Za-z+/_-]{6,}`).FindAllString(text, -1) {
		run = strings.NewReplacer("-", "+", "_", "/").Replace(run)
		for from := range 4 {
			if from < len(run) {
				part := run[from:]
				for len(part)%4 == 1 {
					part = part[:len(part)-1]
				}
				if raw, err := base64.RawStdEncoding.DecodeString(part); err == nil {
					add(string(raw))
				}
			}
		}
	}
	return out
}

func unescapeJSON(s string) string {
	return regexp.MustCompile(`\\(u[0-9a-fA-F]{4}|.)`).ReplaceAllStringFunc(s, func(e string) string {
		var out string
		if json.Unmarshal([]byte(`"`+e+`"`), &out) != nil {
			return e
		}
		return out
	})
}

// Leaks says how a secret can be read out of a text, "" if it cannot.
func Leaks(text, secret string) string {
	for _, r := range readings(text, 2) {
		if strings.Contains(r, secret) {
			return r
		}
	}
	return ""
}
