package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/luluchat/contacts/internal/demo"
)

func exportCommand() *cobra.Command {
	var f clientFlags
	var format, file string
	filters := map[string]*string{}
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
			query := url.Values{}
			for name, value := range filters {
				if *value != "" {
					query.Set(name, *value)
				}
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
	return cmd
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

// saveFile writes a file that is there whole or not at all. Contacts are
// personal data: a new file is for its owner only.
func saveFile(path string, write func(io.Writer) error) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // a link stays one
	}
	old, err := os.Stat(path)
	switch {
	case err == nil && old.IsDir():
		return fmt.Errorf("%s is a folder: name a file in it", path)
	case err == nil && !old.Mode().IsRegular(): // a pipe or a device cannot be replaced
		return writeInto(path, write)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return unwritable(path, err)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".contacts-*")
	if err != nil {
		return unwritable(path, err)
	}
	defer func() { _ = os.Remove(temp.Name()) }() // once it is renamed, there is none
	defer func() { _ = temp.Close() }()
	if old != nil {
		if err := temp.Chmod(old.Mode().Perm()); err != nil {
			return unwritable(path, err)
		}
	}
	if err := write(temp); err != nil {
		var local *fs.PathError // a full disk
		if errors.As(err, &local) {
			return unwritable(path, err)
		}
		return err
	}
	if err := errors.Join(temp.Sync(), temp.Close()); err != nil {
		return unwritable(path, err)
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return unwritable(path, err)
	}
	return nil
}

func writeInto(path string, write func(io.Writer) error) error {
	out, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return unwritable(path, err)
	}
	return errors.Join(write(out), out.Close())
}

// unwritable says why a file cannot be written, without the name of a file that
// nobody asked for.
func unwritable(path string, err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return fmt.Errorf("%s cannot be written (%w): name another file", path, err)
}

// apiClient is the client of commands that need the API's token.
func (f *clientFlags) apiClient() (demo.Client, error) {
	c, err := f.client()
	if err != nil {
		return c, err
	}
	c.URL = strings.TrimRight(c.URL, "/")
	if u, err := url.Parse(c.URL); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return c, fmt.Errorf("%q is no server's address: it must be like http://127.0.0.1:8080", c.URL)
	}
	if c.Token == "" {
		return c, errors.New("there is no token: set API_TOKEN, or name the file that has it with --env-file")
	}
	return c, nil
}

// inWords says what to do about an error of the client.
func inWords(err error, c demo.Client) error {
	var refused *demo.RefusedError
	var transport *url.Error
	switch {
	case errors.As(err, &refused) && refused.Status == http.StatusUnauthorized:
		return fmt.Errorf("%s does not know the token: set API_TOKEN to one that it knows, or name the file that has it with --env-file", c.URL)
	case errors.As(err, &transport):
		return fmt.Errorf("no answer from %s (%w): start the server, or name another with --url", c.URL, transport.Err)
	}
	return err
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
