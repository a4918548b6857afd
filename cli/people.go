package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/process"
	"github.com/luluchat/contacts/service"
)

// peopleCommand works on the database itself, so that the first person can be let in.
func peopleCommand() *cobra.Command {
	var envFile string
	cmd := &cobra.Command{
		Use: "people", Short: "Say who may sign in to the pages, and make the link with which somebody chooses a password",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringVar(&envFile, "env-file", ".dev/env", "file with the settings that the environment lacks")
	cmd.AddCommand(peoplePutCommand(&envFile), peopleInviteCommand(&envFile), peopleListCommand(&envFile), peopleRemoveCommand(&envFile))
	return cmd
}

// operator is who works on the database itself.
var operator = service.Caller{Name: "operator", Scopes: []string{service.Admin}, Channels: service.AllChannels()}

// withService opens the database for the length of f. address is what links begin with.
func withService(ctx context.Context, envFile string, f func(s *service.Service, address string) error) error {
	cfg, err := loadSettings(envFile)
	if err != nil {
		return err
	}
	if err := cfg.Require("DATABASE_URL"); err != nil {
		return err
	}
	log := config.Logger(os.Stderr, max(cfg.LogLevel, slog.LevelWarn))
	db, err := process.OpenStore(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer db.Close()
	return inSentence(f(service.New(service.Dependencies{DB: db, Log: log}), cfg.PublicAddress()))
}

// inSentence is the error of a use case in the words that it has for people.
func inSentence(err error) error {
	var own *service.Error
	if errors.As(err, &own) {
		return errors.New(own.Message)
	}
	return err
}

func peoplePutCommand(envFile *string) *cobra.Command {
	var in service.Person
	cmd := &cobra.Command{
		Use:     "put SLUG",
		Short:   "Add a person or change one; of a new one it prints the link with which a password is chosen",
		Example: "  contacts people put ada --name 'Ada Lovelace' --email ada@example.com --scope admin\n  contacts people put grace --name Grace --email grace@example.com --scope contacts:write --channel shop",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withService(cmd.Context(), *envFile, func(s *service.Service, address string) error {
				in.Slug = args[0]
				p, created, err := s.PutPerson(cmd.Context(), operator, in)
				switch {
				case err != nil:
					return err
				case created:
					return invite(cmd, s, p.Slug, address)
				}
				fmt.Fprintf(cmd.ErrOrStderr(), "%s is changed\n", p.Slug)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&in.Name, "name", "", "what others call the person")
	cmd.Flags().StringVar(&in.Email, "email", "", "the address that the person signs in with")
	cmd.Flags().StringSliceVar(&in.Scopes, "scope", nil, "what the person may do, repeatable: "+strings.Join(contact.Scopes(), ", "))
	cmd.Flags().StringSliceVar(&in.Channels, "channel", nil, "id of a channel, repeatable: the person sees these alone (default: all)")
	return cmd
}

func peopleInviteCommand(envFile *string) *cobra.Command {
	return &cobra.Command{
		Use: "invite SLUG", Short: "Print a link with which a person chooses a password, also another one; it is good once, for 72 hours",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withService(cmd.Context(), *envFile, func(s *service.Service, address string) error {
				return invite(cmd, s, args[0], address)
			})
		},
	}
}

// invite prints the link alone to standard output, so that a script can keep it.
func invite(cmd *cobra.Command, s *service.Service, slug, address string) error {
	invitation, err := s.InvitePerson(cmd.Context(), operator, slug)
	if err != nil {
		return unknownPerson(err, slug)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "send this link to %s; it is good once, until %s UTC:\n", slug, minute(&invitation.ExpiresAt))
	fmt.Fprintln(cmd.OutOrStdout(), address+invitation.Path)
	return nil
}

func unknownPerson(err error, slug string) error {
	if service.ErrorOf(err).Code == service.NotFound {
		return fmt.Errorf("there is no person %s: `contacts people list` shows them", contact.Clean(slug, 64))
	}
	return err
}

func peopleListCommand(envFile *string) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List who may sign in", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withService(cmd.Context(), *envFile, func(s *service.Service, _ string) error {
				people, err := s.ListPeople(cmd.Context(), operator)
				if err != nil {
					return err
				}
				return printPeople(people, cmd.OutOrStdout())
			})
		},
	}
}

func printPeople(people []service.Person, out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "SLUG\tNAME\tEMAIL\tSCOPES\tCHANNELS\tPASSWORD\tINVITED UNTIL")
	for _, p := range people {
		channels, password := strings.Join(p.Channels, ","), "none"
		if channels == "" {
			channels = "all"
		}
		if p.HasPassword {
			password = "chosen"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", p.Slug, p.Name, p.Email, strings.Join(p.Scopes, ","), channels, password, minute(p.InvitedUntil))
	}
	return t.Flush()
}

func peopleRemoveCommand(envFile *string) *cobra.Command {
	return &cobra.Command{
		Use: "remove SLUG", Short: "Remove a person, who is signed out at once", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withService(cmd.Context(), *envFile, func(s *service.Service, _ string) error {
				if err := s.DeletePerson(cmd.Context(), operator, args[0]); err != nil {
					return unknownPerson(err, args[0])
				}
				fmt.Fprintf(cmd.ErrOrStderr(), "%s is removed\n", args[0])
				return nil
			})
		},
	}
}
