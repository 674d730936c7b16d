package suite

import (
	"assay/runner/internal/expect"
	"assay/runner/internal/lang"
)

// Reference lists the keys of every map of the format. It is generated from the tables that read
// documents, so it always agrees with them.
func Reference() []lang.Section {
	probe := probeTable
	probe.fields = probe.fields[:len(probe.fields)-len(requestFields)]
	row := rowTable
	row.fields = row.fields[:len(row.fields)-len(requestFields)]
	return append([]lang.Section{
		topTable.section(), packTable.section(), environmentTable.section(), limitsTable.section(), cooldownTable.section(), volatileTable.section(), redactTable.section(), mutationTable.section(), ignoredTable.section(),
		requestTable.section(), graphqlTable.section(), partTable.section(), authTable.section(), sigv4Table.section(), oauth2Table.section(), tlsTable.section(),
		probe.section("beside those of a request"), row.section("beside those of a request"),
		captureSources.section(), repeatTable.section(), untilTable.section(), retryTable.section(), waitTable.section(), whenTable.section(), onlyTable.section(),
		findingTable.section(), hypothesisTable.section(), needsTable.section(), itemTable.section(), meaningTable.section(),
	}, expect.Reference()...)
}

func (t *table[T]) section(more ...string) lang.Section {
	s := lang.Section{Title: t.what}
	for _, m := range more {
		s.Title += ", " + m
	}
	for i := range t.fields {
		f := &t.fields[i]
		s.Keys = append(s.Keys, lang.NewWord(f.key, f.shape, f.meaning))
	}
	return s
}
