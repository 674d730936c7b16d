package suite

import (
	"assay/runner/internal/expect"
	"assay/runner/internal/lang"
)

// Reference lists the keys of every map of the format. It is generated from the tables that read
// documents, so it always agrees with them.
func Reference() []lang.Section {
	asked := len(requestFields())
	probe := sectionOf(probeTable.what+", beside those of a request", probeTable.fields()[:len(probeTable.fields())-asked])
	row := sectionOf(rowTable.what+", beside those of a request", rowTable.fields()[:len(rowTable.fields())-asked])
	return append([]lang.Section{
		topTable.section(), packTable.section(), environmentTable.section(), limitsTable.section(), cooldownTable.section(), volatileTable.section(), redactTable.section(), mutationTable.section(), ignoredTable.section(),
		requestTable.section(), graphqlTable.section(), partTable.section(), authTable.section(), sigv4Table.section(), oauth2Table.section(), tlsTable.section(),
		probe, row,
		captureSources.section(), repeatTable.section(), untilTable.section(), retryTable.section(), waitTable.section(), whenTable.section(), onlyTable.section(),
		findingTable.section(), hypothesisTable.section(), needsTable.section(), itemTable.section(), meaningTable.section(),
	}, expect.Reference()...)
}

func (t *table[T]) section() lang.Section { return sectionOf(t.what, t.fields()) }

func sectionOf[T any](title string, fields []field[T]) lang.Section {
	s := lang.Section{Title: title}
	for i := range fields {
		f := &fields[i]
		s.Keys = append(s.Keys, lang.NewWord(f.key, f.shape, f.meaning))
	}
	return s
}
