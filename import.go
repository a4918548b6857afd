package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/luluchat/contacts/demo"
	"github.com/luluchat/contacts/intake"
)

// What the program's exit code says about an import.
const (
	exitSome    = 1   // some rows are in, some are not
	exitNothing = 2   // nothing was done, or nobody knows
	exitLeft    = 130 // as shells have it for Ctrl-C: the import goes on
)

// exitError ends the program with a code of its own.
type exitError struct {
	code int
	error
}

func (e exitError) Unwrap() error { return e.error }

// exitCode is the program's exit code for an error of a command.
func exitCode(err error) int {
	var own exitError
	if errors.As(err, &own) {
		return own.code
	}
	return 1
}

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
	upload  demo.Upload
	mapping []string
	asks    map[string]*string // the flags that name an import instead of a file, and its id
	yes     bool
	errors  string
}

func importCommand() *cobra.Command {
	f := importFlags{asks: map[string]*string{}}
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Import contacts from a CSV or XLSX file, and show how far it is",
		Long: `Import contacts from a CSV or XLSX file, and show how far it is.

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
	cmd.Flags().BoolVar(&f.upload.DryRun, "dry-run", false, "show what it would do, and ask before it is done")
	cmd.Flags().StringVar(&f.upload.CallbackURL, "callback-url", "", "the server posts the result to this public URL at the end")
	cmd.Flags().BoolVar(&f.yes, "yes", false, "confirm a dry run without asking")
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
	var im demo.Import
	switch ask {
	case "":
		im, err = c.StartImport(cmd.Context(), f.upload)
	case "attach":
		im, err = c.Import(cmd.Context(), *f.asks[ask])
	default:
		return s.tell(ask, *f.asks[ask])
	}
	if cmd.Context().Err() != nil {
		return exitError{exitLeft, errors.New("stopped before the server had answered")}
	}
	if err != nil {
		return inWords(err, c)
	}
	if ask == "" {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s is import %s; Ctrl-C leaves it running\n", im.Filename, im.ID)
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
	for _, flag := range []string{"channel", "mode", "default-country", "mapping", "dry-run", "callback-url"} {
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

// The statuses that the program acts upon.
const (
	staging  = "staging"
	awaiting = "awaiting_confirmation"
)

// over are the statuses after which nothing happens by itself.
var over = []string{"completed", "cancelled", "failed", "undone"}

// importSession is a person, or a script, who looks after one import.
type importSession struct {
	client demo.Client
	cmd    *cobra.Command
	yes    bool
	errors string
}

// attend follows an import to its end, and asks on the way if it is a dry run.
func (s *importSession) attend(im demo.Import) error {
	im, err := s.follow(im, append([]string{awaiting}, over...))
	if err != nil {
		return err
	}
	if im.Status == awaiting {
		s.printPreview(im)
		if confirmed, err := s.confirm(im); err != nil || !confirmed {
			return err
		}
		if im, err = s.client.TellImport(s.cmd.Context(), im.ID, "confirm"); err != nil {
			return s.lost(im.ID, err)
		}
		if im, err = s.follow(im, over); err != nil {
			return err
		}
	}
	printSummary(im, s.cmd.OutOrStdout())
	if err := s.saveErrors(im); err != nil {
		return err
	}
	return resultOf(im)
}

// confirm asks whether a dry run is to be done. Who cannot be asked is told how
// to confirm later.
func (s *importSession) confirm(im demo.Import) (bool, error) {
	if s.yes {
		return true, nil
	}
	if !isTerminal(s.cmd.InOrStdin()) || !isTerminal(s.cmd.ErrOrStderr()) {
		fmt.Fprintf(s.cmd.ErrOrStderr(), "nothing is done yet. Within 7 days: %s\nor: %s\n", s.again("confirm", im.ID), s.again("cancel", im.ID))
		if im.Preview != nil && im.Preview.Reject > 0 {
			return false, exitError{exitSome, fmt.Errorf("%d rows would be rejected", im.Preview.Reject)}
		}
		return false, nil
	}
	fmt.Fprint(s.cmd.ErrOrStderr(), "Import these contacts? [y/N] (Ctrl-C leaves it waiting) ")
	answer := make(chan string, 1) // who reads a terminal cannot be stopped
	go func() {
		line, err := bufio.NewReader(s.cmd.InOrStdin()).ReadString('\n')
		if err == nil {
			answer <- strings.ToLower(strings.TrimSpace(line))
		}
		close(answer)
	}()
	select {
	case <-s.cmd.Context().Done():
	case said, ok := <-answer:
		if said == "y" || said == "yes" {
			return true, nil
		}
		if ok {
			if _, err := s.client.TellImport(s.cmd.Context(), im.ID, "cancel"); err != nil {
				return false, s.lost(im.ID, err)
			}
			return false, exitError{exitNothing, errors.New("the import is cancelled, nothing was done")}
		}
	}
	fmt.Fprintln(s.cmd.ErrOrStderr())
	return false, exitError{exitLeft, fmt.Errorf("the import waits for 7 days: %s", s.again("attach", im.ID))}
}

// tell has an import do something and prints its status then.
func (s *importSession) tell(ask, id string) error {
	ctx := s.cmd.Context()
	im, err := s.client.TellImport(ctx, id, ask)
	if err != nil {
		return inWords(err, s.client)
	}
	// It was heard. What it leads to takes a moment, and pages that are open are
	// finished first.
	before := map[string][]string{
		"confirm": {staging, awaiting}, "cancel": {staging, awaiting, "running", "paused"}, "undo": {"undoing"},
	}[ask]
	for range 10 {
		if !slices.Contains(before, im.Status) || ctx.Err() != nil {
			break
		}
		time.Sleep(300 * time.Millisecond)
		if now, err := s.client.Import(ctx, id); err == nil {
			im = now
		}
	}
	fmt.Fprintln(s.cmd.OutOrStdout(), im.Status)
	if !slices.Contains(over, im.Status) && im.Status != "paused" {
		fmt.Fprintf(s.cmd.ErrOrStderr(), "follow it: %s\n", s.again("attach", id))
	}
	return nil
}

// How an import is followed. Each look is a request of its own, so that a server
// that restarts meanwhile is no end.
const (
	lookEvery    = 500 * time.Millisecond
	sayEvery     = 5 * time.Second // without a terminal
	lookPatience = 2 * time.Minute
)

// follow shows how far an import is until it has one of the statuses.
func (s *importSession) follow(im demo.Import, until []string) (demo.Import, error) {
	p := &importProgress{out: s.cmd.ErrOrStderr(), terminal: isTerminal(s.cmd.ErrOrStderr())}
	defer p.stop()
	seen, status := time.Now(), im.Status
	for {
		p.show(im, status)
		if slices.Contains(until, im.Status) {
			return im, nil
		}
		select {
		case <-s.cmd.Context().Done():
		case <-time.After(lookEvery):
		}
		next, err := s.client.Import(s.cmd.Context(), im.ID)
		switch {
		case err == nil:
			im, seen, status = next, time.Now(), next.Status
		case s.cmd.Context().Err() == nil && demo.Passing(err) && time.Since(seen) < lookPatience:
			status = "no answer, trying again"
		default:
			p.stop()
			return im, s.lost(im.ID, err)
		}
	}
}

// lost says how to come back to an import that goes on unseen.
func (s *importSession) lost(id string, err error) error {
	if s.cmd.Context().Err() != nil {
		return exitError{exitLeft, fmt.Errorf("the import goes on; come back to it: %s", s.again("attach", id))}
	}
	return fmt.Errorf("%w; come back to the import: %s", inWords(err, s.client), s.again("attach", id))
}

// again is the command that does something with an import on the same server.
func (s *importSession) again(ask, id string) string {
	command := "contacts import --" + ask + " " + id
	for _, flag := range []string{"url", "env-file"} {
		if f := s.cmd.Flags().Lookup(flag); f.Changed {
			command += " --" + flag + " " + f.Value.String()
		}
	}
	return command
}

// saveErrors saves the rows that failed, or says how.
func (s *importSession) saveErrors(im demo.Import) error {
	switch {
	case im.Counts.Failed == 0 && s.errors != "":
		fmt.Fprintf(s.cmd.ErrOrStderr(), "no row failed: %s is not written\n", s.errors)
		return nil
	case im.Counts.Failed == 0, im.Status == "undone" && s.errors == "":
		return nil
	case s.errors == "":
		fmt.Fprintf(s.cmd.ErrOrStderr(), "what failed, and why: %s --errors errors.csv\n", s.again("attach", im.ID))
		return nil
	}
	err := saveFile(s.errors, func(w io.Writer) error {
		return s.client.Download(s.cmd.Context(), "/v1/imports/"+im.ID+"/errors.csv", nil, w)
	})
	if err != nil {
		return exitError{exitCode(resultOf(im)), inWords(err, s.client)}
	}
	fmt.Fprintf(s.cmd.ErrOrStderr(), "the rows that failed, and why, are in %s: mend them there and import it\n", s.errors)
	return nil
}

// resultOf is the error, with its exit code, that an import's end amounts to.
func resultOf(im demo.Import) error {
	n := im.Counts
	in := n.Created + n.Updated + n.Unchanged
	code := exitSome
	if in == 0 {
		code = exitNothing
	}
	switch {
	case im.Status == "undone":
		return nil
	case im.Status == "failed" && im.Error != nil:
		return exitError{code, fmt.Errorf("the import failed: %s", *im.Error)}
	case im.Status == "failed":
		return exitError{code, errors.New("the import failed; the server's log says why")}
	case im.Status == "cancelled":
		return exitError{code, fmt.Errorf("the import was cancelled: %d of %d rows are in", in+n.Merged, n.Total)}
	case n.Failed > 0:
		return exitError{code, fmt.Errorf("%d of %d rows failed", n.Failed, n.Total)}
	}
	return nil
}

// printPreview shows what a dry run would do, and where each column goes.
func (s *importSession) printPreview(im demo.Import) {
	out := s.cmd.OutOrStdout()
	var file struct{ Header []string }
	_ = s.client.Get(s.cmd.Context(), "/v1/imports/"+im.ID+"/rows", url.Values{"limit": {"1"}}, &file) // or only the columns in use
	if len(file.Header) == 0 {
		file.Header = slices.Sorted(maps.Keys(im.Columns))
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, column := range file.Header {
		fmt.Fprintf(t, "%s\t→ %s\n", column, cmp.Or(im.Columns[column], "(ignored)"))
	}
	_ = t.Flush()
	if p := im.Preview; p != nil {
		fmt.Fprintln(out, "\nIt would:")
		printCounts(out, []count{
			{"create", p.Create}, {"update", p.Update}, {"leave unchanged", p.Unchanged},
			{"merge into another row", p.Merged}, {"reject", p.Reject},
		})
	}
}

func printSummary(im demo.Import, out io.Writer) {
	fmt.Fprintf(out, "%s: %s\n", im.Filename, im.Status)
	n := im.Counts
	printCounts(out, []count{
		{"created", n.Created}, {"updated", n.Updated}, {"unchanged", n.Unchanged}, {"merged", n.Merged},
		{"failed", n.Failed}, {"cancelled", n.Cancelled}, {"total", n.Total},
	})
	if u := im.Undo; u != nil {
		fmt.Fprintln(out, "undone:")
		printCounts(out, []count{{"removed", u.Removed}, {"restored", u.Restored}, {"left", u.Left}})
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

// importProgress shows how far an import is: as a bar on a terminal, and
// otherwise as a line every few seconds.
type importProgress struct {
	out      io.Writer
	terminal bool
	bar      *progressbar.ProgressBar
	max      int64 // of the bar; -1 as long as the rows are not known
	began    time.Time
	first    int64 // how many rows were decided then
	said     time.Time
}

func (p *importProgress) show(im demo.Import, status string) {
	decided, total := im.Counts.Total-im.Counts.Pending, im.Counts.Total
	if im.Status == staging && status == staging {
		status, decided = "reading the file", total
	}
	if p.said.IsZero() { // what ends at once needs no line
		p.said, p.began, p.first = time.Now(), time.Now(), decided
	}
	switch {
	case p.terminal && (im.Status == staging || im.Status == "undoing" || total == 0):
		p.draw(-1, decided, status)
	case p.terminal:
		if status == "running" {
			status += p.left(decided, total)
		}
		p.draw(total, decided, status)
	case time.Since(p.said) < sayEvery:
	case im.Status == staging:
		p.said = time.Now()
		fmt.Fprintf(p.out, "%s: %d rows so far\n", status, total)
	default:
		p.said = time.Now()
		fmt.Fprintf(p.out, "%s: %d of %d rows\n", status, decided, total)
	}
}

// left says how long the rest will take if it goes on as since this program
// looks; the bar's own guess would count the rows of before.
func (p *importProgress) left(decided, total int64) string {
	took := time.Since(p.began)
	if took < sayEvery || decided <= p.first || decided == total {
		return ""
	}
	left := took * time.Duration(total-decided) / time.Duration(decided-p.first)
	return fmt.Sprintf(", %s left", left.Round(time.Second))
}

func (p *importProgress) draw(most, n int64, status string) {
	if p.bar == nil || p.max != most {
		if p.bar != nil {
			_ = p.bar.Clear() // what cannot be shown is not shown
		}
		p.began, p.first = time.Now(), n
		p.bar, p.max = progressbar.NewOptions64(most,
			progressbar.OptionSetWriter(p.out), progressbar.OptionSetWidth(24),
			progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false),
			progressbar.OptionShowDescriptionAtLineEnd(), progressbar.OptionSetSpinnerChangeInterval(0), // no drawing in between
		), most
	}
	p.bar.Describe(status)
	_ = p.bar.Set64(n)
}

// stop leaves the bar as it is and goes on below it.
func (p *importProgress) stop() {
	if p.bar != nil {
		fmt.Fprintln(p.out)
		p.bar = nil
	}
}
