package cli

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

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/internal/process"
)

// loadSettings reads the settings from the environment, and those that it lacks
// from a file, which need not be there.
func loadSettings(envFile string) (config.Config, error) {
	given, err := dev.ReadEnv(envFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return config.Config{}, err
	}
	return config.LoadWith(given)
}

// clientFlags are those of commands that talk to a server.
type clientFlags struct{ url, envFile string }

func (f *clientFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.url, "url", "", "the server (default: the one at HTTP_ADDR)")
	cmd.Flags().StringVar(&f.envFile, "env-file", ".dev/env", "file with the settings that the environment lacks")
}

func (f *clientFlags) client() (client.Client, error) {
	cfg, err := loadSettings(f.envFile)
	if err != nil {
		return client.Client{}, err
	}
	c := clientOf(cfg)
	if f.url != "" {
		c.URL = f.url
	}
	return c, nil
}

func clientOf(cfg config.Config) client.Client {
	return client.Client{URL: config.ReachedAt(cfg.HTTPAddr), Secret: cfg.AppSecret(), Token: cfg.APIToken}
}

// apiClient is the client of commands that need the API's token.
func (f *clientFlags) apiClient() (client.Client, error) {
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
func inWords(err error, c client.Client) error {
	var refused *client.RefusedError
	var transport *url.Error
	switch {
	case errors.As(err, &refused) && refused.Status == http.StatusUnauthorized:
		return fmt.Errorf("%s does not know the token: set API_TOKEN to one that it knows, or name the file that has it with --env-file", c.URL)
	case errors.As(err, &transport):
		return fmt.Errorf("no answer from %s (%w): start the server, or name another with --url", c.URL, transport.Err)
	}
	return err
}

// loggable is the error of a command whose output is kept as a log, as a log may
// show it.
func loggable(err error) error {
	if err == nil {
		return nil
	}
	return errors.New(contact.MaskText(err.Error()))
}

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

// devFlags adds the flags of commands that start servers of their own.
func devFlags(o *process.DevOptions, cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.DataDir, "data-dir", ".dev", "where the data, logs and generated secrets are kept")
	f.StringVar(&o.HTTPAddr, "http-addr", "127.0.0.1:8080", "where to serve HTTP; wins over HTTP_ADDR")
	f.IntVar(&o.TemporalPort, "temporal-port", 7233, "port of the Temporal server")
	f.IntVar(&o.UIPort, "ui-port", 8233, "port of the Temporal UI")
	f.StringVar(&o.TemporalBin, "temporal-bin", "", "Temporal server to run: temporal-dev or the official temporal CLI (default: found in bin/ or on the PATH)")
	f.IntVar(&o.PostgresPort, "postgres-port", 5433, "port of PostgreSQL")
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
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
