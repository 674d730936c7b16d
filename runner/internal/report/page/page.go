package page

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"strings"
	"sync"

	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

//go:embed assets
var assets embed.FS

// parts are what every page of a kind is made of.
type parts struct {
	style, early, script string
	pages                *template.Template
	// policy is what the page may do: run its two scripts, apply its style.
	policy string
}

// made makes the parts for the first page of a run, madeMatrix those of several: most commands
// write none.
var (
	made       = sync.OnceValue(func() *parts { return newParts(asset("assets/page.css"), "run") })
	madeMatrix = sync.OnceValue(func() *parts { return newParts(asset("assets/page.css")+asset("assets/matrix.css"), "matrix") })
)

// newParts makes the parts of a kind of page; its own scripts are in assets/KIND.
func newParts(style, kind string) *parts {
	p := &parts{style: style, early: asset("assets/early.js"), script: joined("script", kind)}
	p.pages = template.Must(template.New("").Funcs(template.FuncMap{
		"show": report.Printable, "took": text.Took, "count": text.Count,
	}).ParseFS(assets, "assets/*.html"))
	p.policy = strings.Join([]string{
		"default-src 'none'", "script-src " + hashed(p.early) + " " + hashed(p.script), "style-src " + hashed(p.style),
		"img-src data:", "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
	}, "; ")
	return p
}

// asset returns an embedded file, which exists since the build.
func asset(name string) string {
	text, err := assets.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// joined is a page's script: the parts in some folders, in one function of their own.
func joined(folders ...string) string {
	var b strings.Builder
	b.WriteString("(() => {\n'use strict';\n")
	for _, folder := range folders {
		names, err := fs.Glob(assets, "assets/"+folder+"/*.js")
		if err != nil {
			panic(err)
		}
		for _, name := range names {
			b.WriteString(asset(name))
		}
	}
	b.WriteString("})();\n")
	return b.String()
}

func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// Write writes a run as one HTML file: a [report.Writer].
func Write(w io.Writer, r *report.Result) error {
	v := viewOf(r)
	return written(w, made().pages, "head.html", v, func(out *bufio.Writer) error { return writeData(out, r, 0) })
}

// written writes a page: its head, its data, its script.
func written(w io.Writer, pages *template.Template, head string, v any, data func(*bufio.Writer) error) error {
	out := bufio.NewWriterSize(w, 64<<10)
	err := pages.ExecuteTemplate(out, head, v)
	if err == nil {
		err = data(out)
	}
	if err == nil {
		err = pages.ExecuteTemplate(out, "tail.html", v)
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("writing the HTML report: %w", err)
	}
	return nil
}
