// Command contacts is the part of Luluchat that creates contacts: a durable
// workflow application on Temporal and PostgreSQL. Its commands serve, or help
// those who run it.
package main

import (
	"os"

	"github.com/luluchat/contacts/cli"
)

// version is set when make builds the program.
var version string

func main() { os.Exit(cli.Main(version)) }
