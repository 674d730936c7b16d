package page

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"

	g "maragu.dev/gomponents"

	"assay/runner/internal/report"
)

//go:embed assets
var assets embed.FS

// parts are what every page of a kind is made of.
type parts struct {
	sprite, style, early, script string
	// policy is what the page may do: run its two scripts, apply its style.
	policy string
	// server reports that a page asks the server that it comes from.
	server bool
}

// made makes the parts for the first page of a run, madeMatrix those of several, madeTargets those
// of several targets: most commands write none.
var (
	made        = sync.OnceValue(func() *parts { return newParts(asset("assets/page.css"), "run") })
	madeTargets = sync.OnceValue(func() *parts { return newParts(asset("assets/page.css")+asset("assets/targets.css"), "targets") })
	madeMatrix  = sync.OnceValue(func() *parts { return newParts(asset("assets/page.css")+asset("assets/matrix.css"), "matrix") })
)

// newParts makes the parts of a kind of page; its own scripts are in the folders of assets/ that
// kinds names.
func newParts(style string, kinds ...string) *parts {
	p := &parts{sprite: asset("assets/sprite.html"), style: style, early: asset("assets/early.js"), script: joined(append([]string{"script"}, kinds...)...)}
	p.server = slices.Contains(kinds, "served")
	p.policy = policy("script-src "+hashed(p.early)+" "+hashed(p.script), p.style)
	if p.server {
		p.policy += "; connect-src 'self'"
	}
	return p
}

// policy returns what a page may do.
func policy(scripts, style string) string {
	return strings.Join([]string{
		"default-src 'none'", scripts, "style-src " + hashed(style),
		"img-src data:", "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
	}, "; ")
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
	return written(w, made(), v.Title, shownRun(v, nil), func(out io.Writer) error { return writeData(out, r, 0) })
}

// written writes a page.
func written(w io.Writer, p *parts, title string, what g.Node, data func(io.Writer) error) error {
	out := bufio.NewWriterSize(w, 64<<10)
	err := document(p, title, what, data).Render(out)
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("writing the HTML report: %w", err)
	}
	return nil
}
