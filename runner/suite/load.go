package suite

import "errors"

// Load reads the suite at path. The error, when the document is wrong, is a
// source.Problems with every mistake of the document and those that it includes.
func Load(path string, opts Options) (*Suite, error) { return nil, errors.New("not yet") }

// Parse reads a suite from text; name is what messages call it and where
// relative paths start from.
func Parse(name string, text []byte, opts Options) (*Suite, error) { return nil, errors.New("not yet") }
