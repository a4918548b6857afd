package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/luluchat/contacts/client"
)

// printSamples shows the first rows of each outcome of a dry run. A server that has none
// is asked in vain.
func (s *importSession) printSamples(im client.Import) {
	all, err := s.client.ImportSamples(s.cmd.Context(), im.ID)
	if err != nil {
		return
	}
	begun := false
	t := tabwriter.NewWriter(s.cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, of := range []struct {
		name    string
		samples []client.ImportSample
	}{{"create", all.Create}, {"update", all.Update}, {"leave unchanged", all.Unchanged}, {"reject", all.Reject}} {
		for _, one := range of.samples {
			if !begun {
				begun = true
				fmt.Fprintln(t, "\nFor example:")
			}
			fmt.Fprintf(t, "  %s\trow %d\t%s\t%s\t%s\n", of.name, one.Row, or(one.Name, "–"), sampleNumber(one), sampleWords(one))
		}
	}
	_ = t.Flush()
}

// sampleNumber is the number as it was understood, or else as the file has it.
func sampleNumber(one client.ImportSample) string {
	if one.Understood != nil {
		return one.Understood.Number
	}
	return or(one.Phone, "–")
}

// sampleWords says which fields change, and how, or why the row is rejected.
func sampleWords(one client.ImportSample) string {
	var said []string
	for _, c := range one.Changes {
		said = append(said, fmt.Sprintf("%s: %s → %s", c.Field, quoted(c.Was), quoted(c.Value)))
	}
	for _, words := range []*string{one.Words, one.SuggestedFix} {
		if words != nil {
			said = append(said, *words)
		}
	}
	return strings.Join(said, "; ")
}

func quoted(value *string) string {
	if value == nil {
		return "nothing"
	}
	return fmt.Sprintf("%q", *value)
}
