package suite

// ReadInPieces has documents of any size read in the smallest pieces until the function that it
// returns is called.
func ReadInPieces() (restore func()) {
	was := inPieces
	inPieces.section, inPieces.piece = 0, 0
	return func() { inPieces = was }
}

// The two readers of YAML, to compare.
var (
	ReadPlain = readPlain
	LoadYAML  = loadYAML
)
