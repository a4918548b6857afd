package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/intake"
)

// What the program's exit code says about an import.
const (
	exitSome    = 1   // some rows are in, some are not
	exitNothing = 2   // nothing was done, or nobody knows
	exitLeft    = 130 // as shells have it for Ctrl-C: the import goes on
)

// nothingDone gives errors that have no exit code that of nothing done.
func nothingDone(err error) error {
	var own exitError
	if err == nil || errors.As(err, &own) {
		return err
	}
	return exitError{exitNothing, err}
}

// importFlags are what `contacts import` was asked to do.
type importFlags struct {
	clientFlags
	upload  client.Upload
	mapping []string
	asks    map[string]*string // the flags that name an import instead of a file, and its id
	yes     bool
	errors  string
}

func importCommand() *cobra.Command {
	f := importFlags{asks: map[string]*string{}}
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Import contacts from a CSV, XLSX or vCard file, and show how far it is",
		Long: `Import contacts from a CSV, XLSX or vCard file, and show how far it is.

On a terminal it first shows how the file is read and where its columns go, and takes
corrections; with --yes, or without a terminal, it asks nothing.

The server does the work: Ctrl-C leaves the import running, --attach comes back
to it. The exit code is 0 if all rows are in, 1 if some failed or were cancelled,
2 if nothing was done, 130 after Ctrl-C. A dry run that nobody confirms has that
of its preview: 0 if no row would be rejected, or else 1.`,
		Example: "  contacts import contacts.csv --channel main --default-country MY --dry-run\n" +
			"  contacts import contacts.xlsx --channel main --mapping 'Mobile no.=phone' --mapping 'Town=attributes.city'\n" +
			"  contacts import --attach 01a2032f-9a64-7d73-b4ce-45e68d3db348 --errors errors.csv",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return exitError{exitNothing, fmt.Errorf("one file at a time: %s is one too many", args[1])}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return nothingDone(f.run(cmd, args)) },
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return exitError{exitNothing, fmt.Errorf("%w: `contacts import --help` lists the flags", err)}
	})
	f.add(cmd)
	cmd.Flags().StringVar(&f.upload.ChannelID, "channel", "", "the channel that the contacts belong to")
	cmd.Flags().StringVar(&f.upload.Mode, "mode", intake.ModeUpsert, strings.Join(intake.Modes(), ", "))
	cmd.Flags().StringVar(&f.upload.DefaultCountry, "default-country", "", "two letters such as MY: the country of numbers without a country code")
	cmd.Flags().StringArrayVar(&f.mapping, "mapping", nil, "where a column goes, repeatable: 'Mobile=phone', 'Town=' to ignore it, or all as JSON")
	cmd.Flags().BoolVar(&f.upload.DefineAttributes, "define-attributes", false, "define attributes that columns go to and nobody has defined")
	cmd.Flags().StringVar(&f.upload.Encoding, "encoding", "", "the encoding of a text file, such as utf-8, windows-1252 or gb18030; empty: as it is found to be")
	cmd.Flags().StringVar(&f.upload.Delimiter, "delimiter", "", "what is between the cells of a CSV file: comma, semicolon, tab, pipe or one character")
	cmd.Flags().StringVar(&f.upload.Sheet, "sheet", "", "the sheet of a workbook; empty: the first with a phone column")
	cmd.Flags().IntVar(&f.upload.HeaderRow, "header-row", 0, "the number of the row that names the columns")
	cmd.Flags().StringVar(&f.upload.HiddenRows, "hidden-rows", "", "what becomes of rows that a filter hides: import, or skip")
	cmd.Flags().BoolVar(&f.upload.DryRun, "dry-run", false, "show what it would do, and ask before it is done")
	cmd.Flags().StringVar(&f.upload.CallbackURL, "callback-url", "", "the server posts the result to this public URL at the end")
	cmd.Flags().BoolVar(&f.yes, "yes", false, "ask nothing: neither whether the file is read as it should be, nor whether a dry run is to be done")
	cmd.Flags().StringVar(&f.errors, "errors", "", "save the rows that failed to this CSV file")
	for _, ask := range []struct{ flag, usage string }{
		{"attach", "come back to the import with this `ID`"},
		{"confirm", "have the import with this `ID` done after its dry run"},
		{"pause", "pause the import with this `ID`"},
		{"resume", "resume the import with this `ID`"},
		{"cancel", "cancel the rows that are left of the import with this `ID`"},
		{"undo", "take back the import with this `ID`"},
	} {
		f.asks[ask.flag] = cmd.Flags().String(ask.flag, "", ask.usage)
	}
	return cmd
}

func (f *importFlags) run(cmd *cobra.Command, args []string) error {
	ask, err := f.check(cmd, args)
	if err != nil {
		return err
	}
	c, err := f.apiClient()
	if err != nil {
		return err
	}
	s := &importSession{client: c, cmd: cmd, yes: f.yes, errors: f.errors}
	s.asks = !s.yes && isTerminal(cmd.InOrStdin()) && isTerminal(cmd.ErrOrStderr())
	var im client.Import
	switch ask {
	case "":
		if s.asks {
			im, err = s.propose(f.upload)
		} else {
			im, err = c.StartImport(cmd.Context(), f.upload)
		}
	case "attach":
		im, err = c.Import(cmd.Context(), *f.asks[ask])
	default:
		return s.command(ask, *f.asks[ask])
	}
	var own exitError
	switch {
	case errors.As(err, &own):
		return err
	case cmd.Context().Err() != nil:
		return exitError{exitLeft, errors.New("stopped before the server had answered")}
	case err != nil:
		return withFlag(inWords(err, c))
	}
	if ask == "" {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s is import %s; Ctrl-C leaves it running\n", im.Filename, im.ID)
		for _, line := range readAs(im.File) {
			fmt.Fprintln(cmd.ErrOrStderr(), line)
		}
	}
	return s.attend(im)
}

// check finds what is wrong with the flags before anything is sent. It returns
// the flag that names an import, or nothing if a file is to be uploaded.
func (f *importFlags) check(cmd *cobra.Command, args []string) (ask string, err error) {
	var asked []string
	for _, flag := range slices.Sorted(maps.Keys(f.asks)) {
		if cmd.Flags().Changed(flag) {
			asked = append(asked, flag)
		}
	}
	switch {
	case len(asked)+len(args) == 0:
		return "", errors.New("name the file to import, or an import with --attach: `contacts import --help` has examples")
	case len(asked) == 1 && len(args) == 1:
		return "", fmt.Errorf("either import %s or --%s an import that there is, not both", args[0], asked[0])
	case len(asked) > 1:
		return "", fmt.Errorf("one thing at a time: --%s or --%s", asked[0], asked[1])
	case len(asked) == 1:
		return asked[0], f.checkAsk(cmd, asked[0])
	}
	f.upload.Path = args[0]
	return "", f.checkUpload()
}

func (f *importFlags) checkAsk(cmd *cobra.Command, ask string) error {
	for _, flag := range []string{
		"channel", "mode", "default-country", "mapping", "define-attributes", "dry-run", "callback-url", "encoding", "delimiter", "sheet", "header-row", "hidden-rows",
	} {
		if cmd.Flags().Changed(flag) {
			return fmt.Errorf("--%s is decided when a file is uploaded: leave it out with --%s", flag, ask)
		}
	}
	if ask != "attach" && (f.yes || f.errors != "") {
		return fmt.Errorf("--yes and --errors are for those who wait for the end: use --attach rather than --%s", ask)
	}
	id, err := uuid.Parse(*f.asks[ask])
	if err != nil {
		return fmt.Errorf("%q is no import's id: `contacts import FILE` shows it when it begins", *f.asks[ask])
	}
	*f.asks[ask] = id.String()
	return nil
}

func (f *importFlags) checkUpload() (err error) {
	if f.upload.ChannelID == "" {
		return errors.New("say which channel the contacts belong to: --channel main")
	}
	if !slices.Contains(intake.Modes(), f.upload.Mode) {
		return fmt.Errorf("--mode is one of %s, not %q", strings.Join(intake.Modes(), ", "), f.upload.Mode)
	}
	if country := f.upload.DefaultCountry; country != "" && !intake.IsCountry(strings.ToUpper(country)) {
		return fmt.Errorf("--default-country is two letters such as MY, not %q", country)
	}
	if f.upload.Mapping, err = mappingOf(f.mapping); err != nil {
		return err
	}
	info, err := os.Stat(f.upload.Path)
	if err == nil && info.Mode().IsRegular() {
		var file *os.File
		if file, err = os.Open(f.upload.Path); err == nil {
			return file.Close()
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no file %s: check its name", f.upload.Path)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s may not be read: ask its owner, or run as somebody who may", f.upload.Path)
	case err != nil:
		return fmt.Errorf("the file cannot be read: %w", err)
	case info.IsDir():
		return fmt.Errorf("%s is a folder: name a file in it", f.upload.Path)
	}
	return fmt.Errorf("%s is a pipe or a device: save it as a file first, so that it can be sent again", f.upload.Path)
}

// mappingOf reads the values of --mapping: 'Column=target', of which the column
// may have equals signs too, or a JSON object of several.
func mappingOf(given []string) (map[string]string, error) {
	mapping := map[string]string{}
	for _, value := range given {
		some := map[string]string{}
		if strings.HasPrefix(strings.TrimSpace(value), "{") {
			if err := json.Unmarshal([]byte(value), &some); err != nil {
				return nil, fmt.Errorf(`--mapping %s is no JSON object of columns and targets: {"Mobile": "phone"}`, value)
			}
		} else {
			at := strings.LastIndex(value, "=")
			if at < 1 {
				return nil, fmt.Errorf("--mapping %q must be like 'Mobile=phone': a column of the file, and where it goes", value)
			}
			some[value[:at]] = strings.TrimSpace(value[at+1:])
		}
		for column, target := range some {
			if before, twice := mapping[column]; twice && before != target {
				return nil, fmt.Errorf("--mapping gives the column %q to %q and to %q: give it to one", column, before, target)
			}
			mapping[column] = target
		}
	}
	return mapping, nil
}
