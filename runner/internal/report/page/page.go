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

// parts are what every page is made of.
type parts struct {
	style, early, script string
	pages                *template.Template
	// policy is what the page may do: run its two scripts, apply its style.
	policy string
}

// made makes the parts for the first page: most commands write none.
var made = sync.OnceValue(func() *parts {
	p := &parts{style: asset("assets/page.css"), early: asset("assets/early.js"), script: joined()}
	p.pages = template.Must(template.New("").Funcs(template.FuncMap{
		"show": report.Printable, "took": text.Took, "count": text.Count,
	}).ParseFS(assets, "assets/*.html"))
	p.policy = strings.Join([]string{
		"default-src 'none'", "script-src " + hashed(p.early) + " " + hashed(p.script), "style-src " + hashed(p.style),
		"img-src data:", "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
	}, "; ")
	return p
})

// asset returns an embedded file, which exists since the build.
func asset(name string) string {
	text, err := assets.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// joined is the page's script: its parts in one function of their own.
func joined() string {
	names, err := fs.Glob(assets, "assets/script/*.js")
	if err != nil {
		panic(err)
	}
	var b strings.Builder
	b.WriteString("(() => {\n'use strict';\n")
	for _, name := range names {
		b.WriteString(asset(name))
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
	out := bufio.NewWriterSize(w, 64<<10)
	v := viewOf(r)
	if err := made().pages.ExecuteTemplate(out, "head.html", v); err != nil {
		return fmt.Errorf("writing the HTML report: %w", err)
	}
	if err := writeData(out, r); err != nil {
		return fmt.Errorf("writing the HTML report: %w", err)
	}
	if err := made().pages.ExecuteTemplate(out, "tail.html", v); err != nil {
		return fmt.Errorf("writing the HTML report: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the HTML report: %w", err)
	}
	return nil
}
