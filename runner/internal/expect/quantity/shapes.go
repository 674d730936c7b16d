package quantity

import "assay/runner/internal/lang"

// The shapes of the operands of lt, le, gt and ge, and of between.
var (
	OfQuantity = lang.Of("a number, a duration, a size or a time", quantitySpec)
	OfRange    = lang.Of("a list of two of those", lang.Schema{"type": "array", "items": quantitySpec, "minItems": 2, "maxItems": 2})
)

var quantitySpec = lang.AnyOf(lang.Schema{"type": "number"}, lang.Schema{"type": "string", "pattern": quantityPattern})

// quantityPattern matches the texts that lt and its like compare with.
const quantityPattern = `^\s*([-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?` +
	`|[-+]?([0-9.]+(ns|us|µs|μs|ms|s|m|h|d))+|[0-9.]+\s*([KkMmGg][Ii]?)?[Bb]` +
	`|P([0-9.]+W)?([0-9.]+D)?(T([0-9.]+H)?([0-9.]+M)?([0-9.]+S)?)?` +
	`|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[-+][0-9:]+))?|[A-Z][a-z]+,? .*[0-9:]+.*)\s*$|\$\{`
