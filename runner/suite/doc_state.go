package suite

import (
	"go.yaml.in/yaml/v4"

	"assay/runner/source"
)

// doc is one document being read: where mistakes go.
type doc struct {
	file     *source.File
	problems *source.Problems
}

func (d *doc) at(n *yaml.Node) source.Pos { return d.file.At(n) }

func (d *doc) mistake(n *yaml.Node, format string, args ...any) *source.Problem {
	return d.problems.Add(d.at(n), format, args...)
}

func (d *doc) nearest(word string, known []string) string { return source.Nearest(word, known) }
