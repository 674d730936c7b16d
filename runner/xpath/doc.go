// Package xpath links XPath 1.0 over XML and HTML into a program that runs suites: the key xml of
// an expectation and of a capture, and match.HaveXML. The program imports it for that only:
//
//	import _ "assay/runner/xpath"
//
// Goals: who judges no XML links neither the expressions nor the parser of HTML. Non-goals: an API
// of its own. The command links it by itself.
//
// A map of the files:
//
//	link.go the compilers of the key and of expressions, handed to package expect
package xpath
