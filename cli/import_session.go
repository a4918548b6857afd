package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/contact"
)

// importSession is a person, or a script, who looks after one import.
type importSession struct {
	client client.Client
	cmd    *cobra.Command
	yes    bool
	errors string
	asks   bool          // somebody is there who can be asked
	in     *bufio.Reader // of who is
}

// ask asks somebody, and returns the answer in one line. It is not answered if there is
// nobody any more.
func (s *importSession) ask(question string) (line string, answered bool) {
	fmt.Fprint(s.cmd.ErrOrStderr(), question)
	if s.in == nil {
		s.in = bufio.NewReader(s.cmd.InOrStdin())
	}
	answer := make(chan string, 1) // who reads a terminal cannot be stopped
	go func() {
		if line, err := s.in.ReadString('\n'); err == nil {
			answer <- strings.TrimSpace(line)
		}
		close(answer)
	}()
	select {
	case <-s.cmd.Context().Done():
		return "", false
	case line, answered = <-answer:
		return line, answered
	}
}

// attend follows an import to its end, and asks on the way if it is a dry run.
func (s *importSession) attend(im client.Import) error {
	if im.Status == contact.ImportIsDraft {
		return exitError{exitNothing, fmt.Errorf("nothing of %s is imported: it was uploaded, and never started. Import the file again", im.Filename)}
	}
	im, err := s.follow(im, true)
	if err != nil {
		return err
	}
	if im.Status == contact.ImportAwaits {
		s.printPreview(im)
		if confirmed, err := s.confirm(im); err != nil || !confirmed {
			return err
		}
		if im, err = s.client.CommandImport(s.cmd.Context(), im.ID, "confirm"); err != nil {
			return s.lost(im.ID, err)
		}
		if im, err = s.follow(im, false); err != nil {
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
func (s *importSession) confirm(im client.Import) (bool, error) {
	if s.yes {
		return true, nil
	}
	if !s.asks {
		fmt.Fprintf(s.cmd.ErrOrStderr(), "nothing is done yet. Within 7 days: %s\nor: %s\n", s.again("confirm", im.ID), s.again("cancel", im.ID))
		if im.Preview != nil && im.Preview.Reject > 0 {
			return false, exitError{exitSome, fmt.Errorf("%d rows would be rejected", im.Preview.Reject)}
		}
		return false, nil
	}
	if said, ok := s.ask("Import these contacts? [y/N] (Ctrl-C leaves it waiting) "); ok {
		if said = strings.ToLower(said); said == "y" || said == "yes" {
			return true, nil
		}
		if _, err := s.client.CommandImport(s.cmd.Context(), im.ID, "cancel"); err != nil {
			return false, s.lost(im.ID, err)
		}
		return false, exitError{exitNothing, errors.New("the import is cancelled, nothing was done")}
	}
	fmt.Fprintln(s.cmd.ErrOrStderr())
	return false, exitError{exitLeft, fmt.Errorf("the import waits for 7 days: %s", s.again("attach", im.ID))}
}

// command has an import do something and prints its status then.
func (s *importSession) command(ask, id string) error {
	ctx := s.cmd.Context()
	im, err := s.client.CommandImport(ctx, id, ask)
	if err != nil {
		return inWords(err, s.client)
	}
	// It was heard. What it leads to takes a moment.
	for range tellLooks[ask] {
		if !leadsOn(ask, im.Status) || ctx.Err() != nil {
			break
		}
		time.Sleep(300 * time.Millisecond)
		if now, err := s.client.Import(ctx, id); err == nil {
			im = now
		}
	}
	fmt.Fprintln(s.cmd.OutOrStdout(), im.Status)
	if !im.Status.Ended() && im.Status != contact.ImportIsPaused {
		fmt.Fprintf(s.cmd.ErrOrStderr(), "follow it: %s\n", s.again("attach", id))
	}
	return nil
}

// tellLooks is how often somebody who told an import something looks what it leads
// to: cancelling takes up to ten seconds.
var tellLooks = map[string]int{"confirm": 10, "cancel": 35, "undo": 10}

// leadsOn reports whether an import that was told something will soon have another
// status.
func leadsOn(ask string, status contact.ImportStatus) bool {
	switch ask {
	case "confirm":
		return status == contact.ImportIsStaging || status == contact.ImportAwaits
	case "undo":
		return status == contact.ImportIsUndoing
	}
	return !status.Ended()
}

// How an import is followed. Each look is a request of its own, so that a server
// that restarts meanwhile is no end.
const (
	lookEvery    = 500 * time.Millisecond
	lookPatience = 2 * time.Minute
)

// follow shows how far an import is until it has ended, or waits for a person whom
// somebody can ask.
func (s *importSession) follow(im client.Import, asked bool) (client.Import, error) {
	p := &importProgress{out: s.cmd.ErrOrStderr(), terminal: isTerminal(s.cmd.ErrOrStderr())}
	defer p.stop()
	seen, status := time.Now(), string(im.Status)
	for {
		p.show(im, status)
		if im.Status.Ended() || asked && im.Status == contact.ImportAwaits {
			return im, nil
		}
		select {
		case <-s.cmd.Context().Done():
		case <-time.After(lookEvery):
		}
		next, err := s.client.Import(s.cmd.Context(), im.ID)
		switch {
		case err == nil:
			im, seen, status = next, time.Now(), string(next.Status)
			s.sayWhy(p, im.ID)
		case s.cmd.Context().Err() == nil && client.Passing(err) && time.Since(seen) < lookPatience:
			status = "no answer, trying again"
		default:
			p.stop()
			return im, s.lost(im.ID, err)
		}
	}
}

// sayWhy says why an import waits, if something keeps it. A server that cannot say so, such
// as an older one, keeps nobody from following.
func (s *importSession) sayWhy(p *importProgress, id string) {
	if !p.asks() {
		return
	}
	why := ""
	if wait, err := s.client.WhyImportWaits(s.cmd.Context(), id); err == nil && wait.Known() {
		why = wait.Message
	}
	p.tell(why)
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
func (s *importSession) saveErrors(im client.Import) error {
	switch {
	case im.Counts.Failed == 0 && s.errors != "":
		fmt.Fprintf(s.cmd.ErrOrStderr(), "no row failed: %s is not written\n", s.errors)
		return nil
	case im.Counts.Failed == 0, im.Status == contact.ImportIsUndone && s.errors == "":
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
func resultOf(im client.Import) error {
	n := im.Counts
	in := n.Created + n.Updated + n.Unchanged
	code := exitSome
	if in == 0 {
		code = exitNothing
	}
	switch {
	case im.Status == contact.ImportIsUndone:
		return nil
	case im.Status == contact.ImportIsFailed && im.Error != nil:
		return exitError{code, fmt.Errorf("the import failed: %s", *im.Error)}
	case im.Status == contact.ImportIsFailed:
		return exitError{code, errors.New("the import failed; the server's log says why")}
	case im.Status == contact.ImportIsCancelled && im.Error != nil:
		return exitError{code, fmt.Errorf("the import was cancelled: %d of %d rows are in. %s", in+n.Merged, n.Total, *im.Error)}
	case im.Status == contact.ImportIsCancelled:
		return exitError{code, fmt.Errorf("the import was cancelled: %d of %d rows are in", in+n.Merged, n.Total)}
	case n.Failed > 0:
		return exitError{code, fmt.Errorf("%d of %d rows failed", n.Failed, n.Total)}
	}
	return nil
}
