package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/luluchat/contacts/client"
)

func explainCommand() *cobra.Command {
	var f clientFlags
	var messageID, userID, contactID, channel string
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "explain [PHONE]",
		Short:   "Say why somebody is, or is not, a contact",
		Example: "  contacts explain 60123456789\n  contacts explain --message-id wamid.abc",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			query := url.Values{}
			for name, value := range map[string]string{"message_id": messageID, "user_id": userID, "contact_id": contactID} {
				if value != "" {
					query.Set(name, value)
				}
			}
			if len(args) == 1 {
				query.Set("phone", args[0])
			}
			if len(query) != 1 {
				return errors.New("ask about one: a phone number, --message-id, --user-id or --contact-id")
			}
			if channel != "" {
				query.Set("channel_id", channel)
			}
			c, err := f.client()
			if err != nil {
				return err
			}
			if asJSON {
				var raw json.RawMessage
				if err := c.Get(cmd.Context(), "/v1/explain", query, &raw); err != nil {
					return err
				}
				fmt.Fprintln(cmd.OutOrStdout(), string(raw))
				return nil
			}
			e, err := c.Explain(cmd.Context(), query)
			if err != nil {
				return err
			}
			return printExplanation(e, cmd.OutOrStdout())
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&messageID, "message-id", "", "WhatsApp's id of a message")
	cmd.Flags().StringVar(&userID, "user-id", "", "a BSUID")
	cmd.Flags().StringVar(&contactID, "contact-id", "", "a contact's id")
	cmd.Flags().StringVar(&channel, "channel", "", "look in this channel only")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the API's answer as it is")
	return cmd
}

func printExplanation(e client.Explanation, out io.Writer) error {
	fmt.Fprintln(out, e.Summary)
	if len(e.Events) > 0 {
		fmt.Fprintln(out)
		t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "RECEIVED\tKIND\tDECISION\tREASON\tBECAUSE")
		for _, ev := range e.Events {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", ev.ReceivedAt.Format("2006-01-02 15:04:05"), ev.Kind,
				or(ev.Decision, "pending"), or(ev.Reason, "–"), or(ev.Detail, "it waits for its decision"))
		}
		if err := t.Flush(); err != nil {
			return err
		}
	}
	if e.Contact != nil {
		fmt.Fprintf(out, "\ncontact  %s  %s\nhistory  %s\n", e.Contact.ID, e.Contact.DisplayName, e.Contact.HistoryURL)
	}
	return nil
}

func or(s *string, otherwise string) string {
	if s == nil {
		return otherwise
	}
	return *s
}
