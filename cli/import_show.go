package cli

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/luluchat/contacts/client"
)

// printPreview shows what a dry run would do, and where each column goes.
func (s *importSession) printPreview(im client.Import) {
	out := s.cmd.OutOrStdout()
	var file struct{ Header []string }
	_ = s.client.Get(s.cmd.Context(), "/v1/imports/"+im.ID+"/rows", url.Values{"limit": {"1"}}, &file) // or only the columns in use
	if len(file.Header) == 0 {
		file.Header = slices.Sorted(maps.Keys(im.Columns))
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, column := range file.Header {
		fmt.Fprintf(t, "%s\t→ %s\n", column, cmp.Or(im.Columns[column], "ignored"))
	}
	_ = t.Flush()
	printDefined(out, im, "It would define the attributes")
	if p := im.Preview; p != nil {
		fmt.Fprintln(out, "\nIt would:")
		printCounts(out, []count{
			{"create", p.Create}, {"update", p.Update}, {"leave unchanged", p.Unchanged},
			{"merge into another row", p.Merged}, {"reject", p.Reject},
		})
		s.printSamples(im)
	}
}

func printSummary(im client.Import, out io.Writer) {
	fmt.Fprintf(out, "%s: %s\n", im.Filename, im.Status)
	n := im.Counts
	printCounts(out, []count{
		{"created", n.Created}, {"updated", n.Updated}, {"unchanged", n.Unchanged}, {"merged", n.Merged},
		{"failed", n.Failed}, {"cancelled", n.Cancelled}, {"total", n.Total},
	})
	printDefined(out, im, "attributes that it defined:")
	if u := im.Undo; u != nil {
		fmt.Fprintln(out, "undone:")
		printCounts(out, []count{{"removed", u.Removed}, {"restored", u.Restored}, {"left", u.Left}})
	}
}

// printDefined shows the attributes that an import defines, if there are any.
func printDefined(out io.Writer, im client.Import, words string) {
	var said []string
	for _, name := range slices.Sorted(maps.Keys(im.Defined)) {
		said = append(said, name+" ("+im.Defined[name]+")")
	}
	if len(said) > 0 {
		fmt.Fprintln(out, words, strings.Join(said, ", "))
	}
}

type count struct {
	name string
	n    int64
}

func printCounts(out io.Writer, counts []count) {
	wide := 0
	for _, c := range counts {
		wide = max(wide, len(c.name))
	}
	for _, c := range counts {
		fmt.Fprintf(out, "  %-*s  %8d\n", wide, c.name, c.n)
	}
}
