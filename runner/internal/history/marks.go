package history

// marks are verdicts in order, a letter each (see [Day.Mark]). Most findings of a suite have the
// same ones, and share them.
type marks string

// markOf returns the letter of a verdict.
func markOf(verdict string) byte {
	switch verdict {
	case Holds:
		return MarkHolds
	case Broken:
		return MarkBroken
	}
	return MarkInconclusive
}

// verdicts returns the verdicts in words.
func (m marks) verdicts() []string {
	if m == "" {
		return nil
	}
	out := make([]string, len(m))
	for i := range out {
		switch m[i] {
		case MarkHolds:
			out[i] = Holds
		case MarkBroken:
			out[i] = Broken
		default:
			out[i] = Inconclusive
		}
	}
	return out
}

// changes counts the neighbors that differ.
func (m marks) changes() (n int) {
	for i := 1; i < len(m); i++ {
		if m[i] != m[i-1] {
			n++
		}
	}
	return n
}

// marker adds letters to marks of at most so many, and makes each result once.
type marker struct {
	most int
	made map[marked]marks
	// last and after are those of the call before: most findings of a run have the same.
	last  marked
	after marks
}

type marked struct {
	before marks
	mark   byte
}

// add returns the marks and one more; of more than most, the last.
func (m *marker) add(before marks, mark byte) marks {
	key := marked{before, mark}
	if key == m.last {
		return m.after
	}
	after, known := m.made[key]
	if !known {
		after = before + marks([]byte{mark})
		after = after[max(0, len(after)-m.most):]
		if m.made == nil {
			m.made = map[marked]marks{}
		}
		m.made[key] = after
	}
	m.last, m.after = key, after
	return after
}

// spelled returns the verdicts of many marks in words, each once: they are shared, and only read.
type spelled map[marks][]string

func (s spelled) of(m marks) []string {
	words, known := s[m]
	if !known {
		words = m.verdicts()
		s[m] = words
	}
	return words
}

// marks codes marks: as a text, and in version 1 of a past as a list of words.
func (c *coder) marks(m *marks) {
	if c.form > 1 {
		c.text((*string)(m))
		return
	}
	var words []string
	list(c, &words, c.text)
	letters := make([]byte, len(words))
	for i, word := range words {
		letters[i] = markOf(word)
	}
	*m = marks(letters)
}
