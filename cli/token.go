package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/process"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/settings"
)

// tokenCommand works on the database itself, so that the first token can be
// made before anything serves.
func tokenCommand() *cobra.Command {
	var envFile string
	cmd := &cobra.Command{
		Use: "token", Short: "Create, list and revoke access tokens of the API",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringVar(&envFile, "env-file", ".dev/env", "file with the settings that the environment lacks")
	cmd.AddCommand(tokenCreateCommand(&envFile), tokenListCommand(&envFile), tokenRevokeCommand(&envFile))
	return cmd
}

func tokenCreateCommand(envFile *string) *cobra.Command {
	var in settings.NewToken
	var expires string
	cmd := &cobra.Command{
		Use:   "create",
		Short: "Create a token and print it, once",
		Example: "  contacts token create --name website --scope contacts:read --scope triggers\n" +
			"  contacts token create --name agency --scope contacts:read --channel shop --channel branch --expires 90d",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if in.ExpiresAt, err = expiry(expires, time.Now()); err != nil {
				return err
			}
			return withSettings(cmd.Context(), *envFile, func(s *settings.Settings) error {
				token, secret, err := s.CreateToken(cmd.Context(), in)
				if err != nil {
					return err
				}
				// Only the token goes to standard output, so that a script can keep it.
				fmt.Fprintf(cmd.ErrOrStderr(), "token %s for %s (%s). This is the only time that it is shown; it is not stored:\n",
					token.ID, token.Name, termsOf(token))
				fmt.Fprintln(cmd.OutOrStdout(), secret)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&in.Name, "name", "", "who or what uses it")
	cmd.Flags().StringSliceVar(&in.Scopes, "scope", nil, "what it may do, repeatable: "+strings.Join(contact.Scopes(), ", "))
	cmd.Flags().StringSliceVar(&in.Channels, "channel", nil, "id of a channel, repeatable: it sees these alone, and cannot be for admin (default: all)")
	cmd.Flags().StringVar(&expires, "expires", "", "when it ends: "+expiryForms+" (default: never)")
	return cmd
}

// termsOf says what a token is for.
func termsOf(t settings.Token) string {
	terms := strings.Join(t.Scopes, ", ")
	if len(t.Channels) > 0 {
		terms += "; of the channels " + strings.Join(t.Channels, ", ")
	}
	if t.ExpiresAt != nil {
		terms += "; until " + minute(t.ExpiresAt) + " UTC"
	}
	return terms
}

func tokenListCommand(envFile *string) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the tokens, without their secrets", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withSettings(cmd.Context(), *envFile, func(s *settings.Settings) error {
				tokens, err := s.Tokens(cmd.Context())
				if err != nil {
					return err
				}
				return printTokens(tokens, cmd.OutOrStdout())
			})
		},
	}
}

func tokenRevokeCommand(envFile *string) *cobra.Command {
	return &cobra.Command{
		Use: "revoke ID", Short: "End a token, at once and for good", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := uuid.Parse(args[0])
			if err != nil {
				return fmt.Errorf("%q is no token's id: `contacts token list` shows them", args[0])
			}
			return withSettings(cmd.Context(), *envFile, func(s *settings.Settings) error {
				err := s.RevokeToken(cmd.Context(), id)
				if errors.Is(err, store.ErrNotFound) {
					return fmt.Errorf("there is no token %s: `contacts token list` shows them", id)
				}
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "token %s is revoked\n", id)
				return nil
			})
		},
	}
}

// withSettings opens the database for the length of f.
func withSettings(ctx context.Context, envFile string, f func(*settings.Settings) error) error {
	cfg, err := loadSettings(envFile)
	if err != nil {
		return err
	}
	if err := cfg.Require("DATABASE_URL"); err != nil {
		return err
	}
	db, err := process.OpenStore(ctx, cfg, config.Logger(os.Stderr, cfg.LogLevel))
	if err != nil {
		return err
	}
	defer db.Close()
	return f(settings.New(db))
}

func printTokens(tokens []settings.Token, out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tNAME\tTOKEN\tSCOPES\tCHANNELS\tCREATED\tEXPIRES\tLAST USED\tREVOKED")
	for _, token := range tokens {
		channels := strings.Join(token.Channels, ",")
		if channels == "" {
			channels = "all"
		}
		fmt.Fprintf(t, "%s\t%s\t%s…\t%s\t%s\t%s\t%s\t%s\t%s\n", token.ID, token.Name, token.Prefix, strings.Join(token.Scopes, ","),
			channels, minute(&token.CreatedAt), minute(token.ExpiresAt), minute(token.LastUsedAt), minute(token.RevokedAt))
	}
	return t.Flush()
}

func minute(t *time.Time) string {
	if t == nil {
		return "–"
	}
	return t.UTC().Format("2006-01-02 15:04")
}
