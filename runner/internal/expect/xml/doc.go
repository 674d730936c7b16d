// Package xml has XPath 1.0 over XML and HTML: the key `xml`, and captures.
//
// Goals: the limits and panics of the library become unknown outcomes and errors. Non-goals: XPath
// itself (see antchfx/xpath).
//
// A map of the files:
//
//	key.go    the key `xml`
//	xpath.go  compiled expressions, parsed documents
//	value.go  values taken out
//	depth.go  how deep markup nests
package xml
