package outcome

// answerFrame is a named answer that is being judged.
type answerFrame struct {
	id    string
	outer *answerFrame
	depth int
}

// holds reports whether id is being judged already, or the nesting limit is reached.
func (f *answerFrame) holds(id string) bool {
	if f != nil && f.depth >= MostInside {
		return true
	}
	for ; f != nil; f = f.outer {
		if f.id == id {
			return true
		}
	}
	return false
}

// MostInside is the maximum nesting of answers.
const MostInside = 10
