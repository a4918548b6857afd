package dev

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// postgresFolders are where distributions keep the server's programs, which
// they often leave off the PATH.
var postgresFolders = []string{
	"/usr/lib/postgresql/*/bin",                          // Debian, Ubuntu
	"/usr/pgsql-*/bin",                                   // Red Hat, from postgresql.org
	"/usr/libexec/postgresql*",                           // Alpine
	"/opt/homebrew/opt/postgresql*/bin",                  // Homebrew
	"/usr/local/opt/postgresql*/bin",                     // Homebrew on Intel
	"/Applications/Postgres.app/Contents/Versions/*/bin", // Postgres.app
	"/usr/local/pgsql/bin",                               // from source
}

// postgresPrograms are one installation of the server.
type postgresPrograms struct{ initdb, postgres string }

// findPostgres finds the server's programs. Data made by one major version can
// only be served by that one, so for a dir with data the version must fit.
func findPostgres(dir string) (postgresPrograms, error) {
	found := installedPostgres()
	if len(found) == 0 {
		return postgresPrograms{}, fmt.Errorf("PostgreSQL's server is not installed: install it (apt-get install postgresql, or brew install postgresql) or put initdb and postgres on the PATH")
	}
	b, err := os.ReadFile(filepath.Join(dir, "PG_VERSION"))
	if err != nil {
		return found[0], nil // nothing there yet
	}
	version := strings.TrimSpace(string(b))
	for _, programs := range found {
		if majorVersion(programs.postgres) == version {
			return programs, nil
		}
	}
	return postgresPrograms{}, fmt.Errorf("the data in %s was made by PostgreSQL %s, which is not installed: install it, or pass another --data-dir", dir, version)
}

// installedPostgres lists installations, the preferred one first.
func installedPostgres() []postgresPrograms {
	var folders []string
	if path, err := exec.LookPath("postgres"); err == nil {
		folders = append(folders, filepath.Dir(path))
	}
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		folders = append(folders, strings.TrimSpace(string(out)))
	}
	for _, pattern := range postgresFolders {
		matches, _ := filepath.Glob(pattern)
		slices.SortStableFunc(matches, func(a, b string) int { return numberIn(b) - numberIn(a) })
		folders = append(folders, matches...)
	}
	var found []postgresPrograms
	for _, folder := range folders {
		initdb, err1 := exec.LookPath(filepath.Join(folder, "initdb"))
		postgres, err2 := exec.LookPath(filepath.Join(folder, "postgres"))
		if err1 == nil && err2 == nil {
			found = append(found, postgresPrograms{initdb: initdb, postgres: postgres})
		}
	}
	return found
}

var digits = regexp.MustCompile(`\d+`)

// numberIn is the first number in a path: its version, or 0.
func numberIn(path string) int {
	n, _ := strconv.Atoi(digits.FindString(path))
	return n
}

func majorVersion(postgres string) string {
	out, _ := exec.Command(postgres, "--version").Output() // postgres (PostgreSQL) 15.4
	return digits.FindString(string(out))
}
