package expect

import (
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/predicate"
)

// CELPackage is the import path of the package that links CEL into a program.
const CELPackage = "assay/runner/cel"

// celCompiler compiles the key cel; nil in a program that does not link CEL.
var celCompiler func(*predicate.Compiler, *yaml.Node) check.Check

// LinkCEL sets the compiler of the key cel. [CELPackage] calls it when a program starts.
func LinkCEL(compile func(*predicate.Compiler, *yaml.Node) check.Check) { celCompiler = compile }

// compileCEL compiles the key cel, or records what the program lacks.
func compileCEL(c *predicate.Compiler, n *yaml.Node) check.Check {
	if celCompiler == nil {
		c.Mistake(n, "cel: this program does not link the evaluator of CEL").
			Next = `add the import _ "` + CELPackage + `" to a Go file of its package, for go test to the _test.go file that names the suites`
		return nil
	}
	return celCompiler(c, n)
}
