package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/luluchat/contacts/client"
)

// The statuses that the program acts upon.
const (
	staging  = "staging"
	awaiting = "awaiting_confirmation"
)

// over are the statuses after which nothing happens by itself.
var over = []string{"completed", "cancelled", "failed", "undone"}

// importSession is a person, or a script, who looks after one import.
type importSession struct {
	client client.Client
	cmd    *cobra.Command
	yes    bool
	errors string
}

// attend follows an import to its end, and asks on the way if it is a dry run.
func (s *importSession) attend(im client.Import) error {
	im, err := s.follow(im, append([]string{awaiting}, over...))
	if err != nil {
		return err
	}
	if im.Status == awaiting {
		s.printPreview(im)
		if confirmed, err := s.confirm(im); err != nil || !confirmed {
			return err
		}
		if im, err = s.client.CommandImport(s.cmd.Context(), im.ID, "confirm"); err != nil {
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
func (s *importSession) confirm(im client.Import) (bool, error) {
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
			if _, err := s.client.CommandImport(s.cmd.Context(), im.ID, "cancel"); err != nil {
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
	im, err := s.client.CommandImport(ctx, id, ask)
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
	lookPatience = 2 * time.Minute
)

// follow shows how far an import is until it has one of the statuses.
func (s *importSession) follow(im client.Import, until []string) (client.Import, error) {
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
		case s.cmd.Context().Err() == nil && client.Passing(err) && time.Since(seen) < lookPatience:
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
func (s *importSession) saveErrors(im client.Import) error {
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
func resultOf(im client.Import) error {
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
