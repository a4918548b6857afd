package main

import (
	"errors"
	"io/fs"

	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/internal/dev"
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
