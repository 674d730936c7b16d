package suite

// Section is one map of the format as the documentation shows it.
type Section struct {
	Title string // what the map is: "a probe"
	Keys  []Key  // in the order to read them in
}

// Key is one key of a map.
type Key struct {
	Name    string
	Type    string // in words: "a duration (150ms, 30s, 1h, 1d)"
	Meaning string
}

// Reference lists the keys of every map of the format but for expectations. It
// is made of the tables that read documents, so it says what they do.
func Reference() []Section {
	probe := probeTable
	probe.fields = probe.fields[:len(probe.fields)-len(requestFields)]
	row := rowTable
	row.fields = row.fields[:len(row.fields)-len(requestFields)]
	return []Section{
		topTable.section(), limitsTable.section(), cooldownTable.section(), volatileTable.section(), redactTable.section(), mutationTable.section(), ignoredTable.section(),
		requestTable.section(), graphqlTable.section(), partTable.section(), authTable.section(), sigv4Table.section(), tlsTable.section(),
		probe.section("beside those of a request"), row.section("beside those of a request"),
		captureSources.section(), repeatTable.section(), untilTable.section(), retryTable.section(),
		findingTable.section(), operatorSection(), hypothesisTable.section(), needsTable.section(), itemTable.section(), meaningTable.section(),
	}
}

func (t *table[T]) section(more ...string) Section {
	s := Section{Title: t.what}
	for _, m := range more {
		s.Title += ", " + m
	}
	for i := range t.fields {
		f := &t.fields[i]
		s.Keys = append(s.Keys, Key{f.key, f.shape.words, f.meaning})
	}
	return s
}
