package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/demo"
)

func sendCommand() *cobra.Command {
	var f clientFlags
	var from, text, name, userID, phoneNumberID string
	cmd := &cobra.Command{
		Use:     "send",
		Short:   "Post one signed test message to a server's webhook",
		Example: "  contacts send --from 60123456789 --text hi",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if from == "" && userID == "" {
				return errors.New("say who writes: --from 60123456789, or --user-id MY.abc123")
			}
			if contact.IsUserID(from) && userID == "" {
				from, userID = "", from
			}
			c, err := f.client()
			if err != nil {
				return err
			}
			if c.Secret == "" {
				return errors.New("set WHATSAPP_APP_SECRET, or name the file that has it with --env-file")
			}
			if phoneNumberID == "" {
				if phoneNumberID, err = firstChannel(cmd.Context(), c); err != nil {
					return err
				}
			}
			m := demo.Message{
				From: demo.Sender{WaID: from, UserID: userID, Name: name},
				ID:   "wamid.test." + uuid.NewString(), At: time.Now(), Type: "text", Body: demo.Text(text),
			}
			if err := c.PostWebhook(cmd.Context(), demo.Webhook(phoneNumberID, m)); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "accepted as %s\nwhat became of it: contacts explain --message-id %s\n", m.ID, m.ID)
			return nil
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&from, "from", "", "the sender's number, country code first, digits only")
	cmd.Flags().StringVar(&userID, "user-id", "", "the sender's BSUID, instead of a number or with it")
	cmd.Flags().StringVar(&text, "text", "hi", "what they write")
	cmd.Flags().StringVar(&name, "name", "", "their WhatsApp profile name")
	cmd.Flags().StringVar(&phoneNumberID, "phone-number-id", "", "the number written to (default: that of the first channel)")
	return cmd
}

func firstChannel(ctx context.Context, c client.Client) (string, error) {
	channels, err := c.Channels(ctx)
	if err != nil {
		return "", err
	}
	if len(channels) == 0 {
		return "", errors.New("the server has no channel yet: PUT /v1/channels/{id} first, or pass --phone-number-id")
	}
	return channels[0].PhoneNumberID, nil
}
