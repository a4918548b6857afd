package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/luluchat/contacts/client"
)

// decideWait bounds how long the demo waits for a decision.
const decideWait = 15 * time.Second

// Play plays a short day of traffic at one number, then prints what arrived,
// what was decided and why, and the contacts that came of it.
func Play(ctx context.Context, c client.Client, channel client.Channel, out io.Writer) error {
	now := time.Now().UTC().Truncate(time.Second)
	arrivals := day(channel.PhoneNumberID, runID(now), now)
	form, err := c.PutForm(ctx, client.Form{
		ID: "demo", ChannelID: channel.ID, Name: "The website's form",
		Fields: map[string]string{"mobile": "phone", "full_name": "display_name", "interest": "tags"},
	})
	if err != nil {
		return fmt.Errorf("make the website's form: %w", err)
	}
	fmt.Fprintf(out, "\nplaying a short day of WhatsApp traffic at %s/webhooks/whatsapp\n\n", c.URL)
	for i := range arrivals {
		if err := deliver(ctx, c, c.SubmitURLOf(form), &arrivals[i]); err != nil {
			return fmt.Errorf("play %q: %w", arrivals[i].what, err)
		}
	}
	if err := printArrivals(ctx, c, arrivals, out); err != nil {
		return err
	}
	return printContacts(ctx, c, out)
}

func deliver(ctx context.Context, c client.Client, submitURL string, a *arrival) (err error) {
	if a.answers != nil {
		a.event, err = client.Submit(ctx, submitURL, a.answers)
		return err
	}
	if !a.atOnce {
		for _, body := range a.bodies {
			if err := c.PostWebhook(ctx, body); err != nil {
				return err
			}
		}
		return nil
	}
	errs := make([]error, len(a.bodies))
	var wg sync.WaitGroup
	for i, body := range a.bodies {
		wg.Go(func() { errs[i] = c.PostWebhook(ctx, body) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

func printArrivals(ctx context.Context, c client.Client, arrivals []arrival, out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "WHAT ARRIVED\tKIND\tDECISION\tREASON\tTOOK")
	for _, a := range arrivals {
		if a.message == "" && a.answers == nil {
			if err := printStatus(ctx, c, a, t); err != nil {
				return err
			}
			continue
		}
		e, err := decided(ctx, c, a)
		if err != nil {
			return err
		}
		reason := orDash(e.Reason)
		if strings.Contains(a.what, "again") && e.Redeliveries > 0 {
			reason += fmt.Sprintf(" (delivered %d times, decided once)", e.Redeliveries+1)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", a.what, e.Kind, orDash(e.Decision), reason, took(e))
	}
	return t.Flush()
}

func printStatus(ctx context.Context, c client.Client, a arrival, t io.Writer) error {
	e, err := c.Explain(ctx, url.Values{"phone": {a.phone}})
	if err != nil {
		return err
	}
	status := "–"
	if len(e.Deliveries) > 0 {
		status = e.Deliveries[0].Status
	}
	fmt.Fprintf(t, "%s\tstatus\tkept\tlast status of the recipient: %s\t\n", a.what, status)
	return nil
}

// decided waits until an arrival has its decision. A submission may name nobody, so that
// nothing but its event leads to it.
func decided(ctx context.Context, c client.Client, a arrival) (client.Event, error) {
	path, by := "/v1/explain", url.Values{"message_id": {a.message}}
	if a.event != "" {
		path, by = "/v1/events", url.Values{"id": {a.event}}
	}
	deadline := time.Now().Add(decideWait)
	for {
		var found struct{ Events []client.Event }
		err := c.Get(ctx, path, by, &found)
		switch {
		case err != nil:
			return client.Event{}, err
		case len(found.Events) > 0 && found.Events[0].Decision != nil:
			return found.Events[0], nil
		case time.Now().After(deadline):
			return client.Event{}, fmt.Errorf("%q has no decision after %s", a.what, decideWait)
		}
		select {
		case <-ctx.Done():
			return client.Event{}, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func printContacts(ctx context.Context, c client.Client, out io.Writer) error {
	contacts, _, err := c.Contacts(ctx, url.Values{"limit": {"50"}})
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\nCONTACT\tWA_ID\tUSER_ID\tNAME FROM\tFIRST MESSAGE\tLAST CONVERSED\tAD")
	for _, k := range slices.Backward(contacts) {
		first, last, ad := "–", "–", "–"
		if k.FirstMessage != nil && k.FirstMessage.SentAt != nil {
			first = k.FirstMessage.Type + " at " + k.FirstMessage.SentAt.Format("15:04")
		}
		if k.LastConversedAt != nil {
			last = k.LastConversedAt.Format("15:04")
		}
		if k.Referral != nil {
			ad = orDash(k.Referral.SourceID)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", k.DisplayName, orDash(k.WaID), orDash(k.UserID), k.NameSource, first, last, ad)
	}
	return t.Flush()
}

// took is how long an event waited for its decision.
func took(e client.Event) string {
	if e.DecidedAt == nil {
		return "–"
	}
	return e.DecidedAt.Sub(e.ReceivedAt).Round(100 * time.Microsecond).String()
}

func orDash(s *string) string {
	if s == nil {
		return "–"
	}
	return *s
}
