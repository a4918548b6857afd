package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/contact"
)

// printInspection shows how a file is read, where its columns would go, and what would
// fail.
func (s *importSession) printInspection(seen client.Inspection) {
	out := s.cmd.ErrOrStderr()
	fmt.Fprintf(out, "\n%s: %s\n", seen.Import.Filename, strings.Join(foundIn(seen), ", "))
	for _, note := range seen.Notes {
		fmt.Fprintln(out, note)
	}
	if e := seen.Encoding; e != nil && len(e.Candidates) > 0 {
		fmt.Fprintln(out, "Its encoding is in doubt. Choose the one in which this reads as it should:")
		for _, c := range e.Candidates {
			fmt.Fprintf(out, "  encoding=%s: %s\n", c.Name, oneLine(c.Sample))
		}
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, column := range seen.Columns {
		fmt.Fprintf(t, "  %s\t→ %s\t%s\t%s\n", oneLine(column.Name), targetOf(column, seen), column.Why, samplesOf(column))
	}
	_ = t.Flush()
	if seen.DefaultCountry != nil {
		fmt.Fprintf(out, "Numbers without a country code are taken for numbers of %s.\n", *seen.DefaultCountry)
	}
	if len(seen.UndefinedAttributes) > 0 && !seen.Import.Defines {
		fmt.Fprintln(out, "Nobody has defined some of these attributes: define=yes has the import define them; or leave the columns out.")
	}
	printFailing(out, seen.Failing)
}

// foundIn says what a file is, and how it is read.
func foundIn(seen client.Inspection) (found []string) {
	found = append(found, map[string]string{"csv": "CSV", "xlsx": "Excel workbook", "vcard": "address cards"}[seen.Kind])
	if len(seen.Sheets) > 0 {
		found = append(found, fmt.Sprintf("sheet %q of %d", seen.Sheets[0], len(seen.Sheets)))
	}
	if e := seen.Encoding; e != nil {
		encoding := "encoding " + e.Name
		if e.Confidence < 1 {
			encoding += fmt.Sprintf(" (%.0f%% sure)", 100*e.Confidence)
		}
		found = append(found, encoding)
	}
	if seen.Delimiter != nil {
		found = append(found, fmt.Sprintf("delimiter %q", *seen.Delimiter))
	}
	if seen.HeaderRow != nil {
		found = append(found, fmt.Sprintf("header in row %d", *seen.HeaderRow))
	}
	return found
}

func targetOf(column client.InspectedColumn, seen client.Inspection) string {
	if column.Target == nil {
		return "left out"
	}
	undefined := slices.ContainsFunc(seen.UndefinedAttributes, func(u client.UndefinedColumn) bool { return u.Column == column.Name })
	switch {
	case undefined && seen.Import.Defines:
		return *column.Target + " (to be defined)"
	case undefined:
		return *column.Target + " (not defined)"
	}
	return *column.Target
}

// samplesOf shows what stands in a column.
func samplesOf(column client.InspectedColumn) string {
	var all []string
	for _, sample := range column.Samples {
		all = append(all, oneLine(sample))
	}
	return cmp.Or(strings.Join(all, " | "), "(blank)")
}

// oneLine makes a file's own words fit for a table on a terminal.
func oneLine(text string) string {
	const most = 30 // runes
	line := []rune(contact.Clean(strings.Join(strings.Fields(text), " "), contact.MaxText))
	if len(line) > most {
		return string(line[:most-1]) + "…"
	}
	return string(line)
}

func printFailing(out interface{ Write([]byte) (int, error) }, f client.Failing) {
	if f.Rows == 0 {
		fmt.Fprintf(out, "Of the first %d rows none would be refused.\n", f.Sampled)
		return
	}
	fmt.Fprintf(out, "Of the first %d rows %d would be refused:\n", f.Sampled, f.Rows)
	for _, why := range f.Reasons {
		fmt.Fprintf(out, "  %d, such as row %d: %s\n", why.Rows, why.Row, why.Words)
	}
}
