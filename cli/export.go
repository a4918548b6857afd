package cli

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/luluchat/contacts/contact"
)

func exportCommand() *cobra.Command {
	var f clientFlags
	var format, file string
	filters := map[string]*string{}
	var more []string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write contacts to a CSV or XLSX file that can be imported again",
		Example: "  contacts export -o contacts.xlsx --channel main\n" +
			"  contacts export --tag vip --created-after 2025-10-01 > vip.csv",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			format, err := exportFormat(format, file)
			if err != nil {
				return err
			}
			if file == "" && format == "xlsx" && isTerminal(cmd.OutOrStdout()) {
				return errors.New("an XLSX file is not for a terminal: name a file with -o contacts.xlsx")
			}
			query, err := exportQuery(filters, more)
			if err != nil {
				return err
			}
			c, err := f.apiClient()
			if err != nil {
				return err
			}
			path := "/v1/contacts/export." + format
			write := func(w io.Writer) error { return c.Download(cmd.Context(), path, query, w) }
			if file == "" {
				return inWords(write(cmd.OutOrStdout()), c)
			}
			if err := saveFile(file, write); err != nil {
				return inWords(err, c)
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "the contacts are in %s\n", file)
			return nil
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&format, "format", "", "csv or xlsx (default: what the file's name ends in, or csv)")
	cmd.Flags().StringVarP(&file, "output", "o", "", "the file to write, readable by its owner only (default: standard output)")
	for _, filter := range []struct{ flag, query, usage string }{
		{"channel", "channel_id", "contacts of this channel only"},
		{"q", "q", "contacts with this in their name or number only"},
		{"tag", "tag", "contacts with this tag only"},
		{"source", "source", "contacts that came by this way only, such as message or import"},
		{"ad-id", "ad_id", "contacts that came through this ad only"},
		{"created-after", "created_after", "contacts created after this only: 2025-10-09, or 2025-10-09T09:08:20Z"},
		{"created-before", "created_before", "contacts created before this only"},
	} {
		filters[filter.query] = cmd.Flags().String(filter.flag, "", filter.usage)
	}
	cmd.Flags().StringArrayVar(&more, "filter", nil,
		"any other filter, or the order, as GET /v1/contacts has it, such as assignee=kumar, attr.city=Ipoh or sort=name; may be repeated")
	return cmd
}

// exportQuery puts the filters together.
func exportQuery(flags map[string]*string, more []string) (url.Values, error) {
	query := url.Values{}
	for name, value := range flags {
		if *value != "" {
			query.Set(name, *value)
		}
	}
	for _, filter := range more {
		name, value, ok := strings.Cut(filter, "=")
		if !ok || !contact.IsFilter(name) {
			return nil, fmt.Errorf("--filter %s: there is no such filter; write name=value, such as assignee=kumar or attr.city=Ipoh", filter)
		}
		query.Add(name, value)
	}
	_, err := contact.ReadFilter(query)
	return query, err
}

// exportFormat is the format that was asked for, by name or by the ending of
// the file.
func exportFormat(format, file string) (string, error) {
	ending := strings.TrimPrefix(strings.ToLower(filepath.Ext(file)), ".")
	format = strings.ToLower(format)
	switch {
	case format == "csv" || format == "xlsx":
		return format, nil
	case format != "":
		return "", fmt.Errorf("--format is csv or xlsx, not %q", format)
	case file == "":
		return "csv", nil
	case ending == "csv" || ending == "xlsx":
		return ending, nil
	}
	return "", fmt.Errorf("%s does not end in .csv or .xlsx: say which it is with --format", file)
}
