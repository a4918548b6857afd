package dev

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// passwordFile, in the cluster's folder, holds the password of its superuser. Only
// PostgreSQL's user, who has all the data anyway, can read it.
const passwordFile = "contacts.password"

// hostRules let nobody in who does not have the password: others on this machine
// reach the port, too.
const hostRules = `# Written by contacts dev, once.
host all all 127.0.0.1/32 scram-sha-256
host all all ::1/128 scram-sha-256
`

// protect gives the superuser of the cluster in dir, whose server does not run, a
// password. Earlier versions let everybody in. It does nothing if it was done.
func (p *Postgres) protect(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, passwordFile)); err == nil {
		return nil
	}
	password := GenerateSecret()
	if err := p.alone(dir, fmt.Sprintf("ALTER ROLE %s PASSWORD '%s'\n", postgresUser, password)); err != nil {
		return fmt.Errorf("give PostgreSQL a password: %w", err)
	}
	// The password comes last: what is killed before it is done again.
	for _, file := range []struct{ name, text string }{{"pg_hba.conf", hostRules}, {passwordFile, password + "\n"}} {
		if err := p.writeInto(dir, file.name, file.text); err != nil {
			return fmt.Errorf("give PostgreSQL a password: %w", err)
		}
	}
	return nil
}

// alone runs a statement in a server that has no other client.
func (p *Postgres) alone(dir, statement string) error {
	args := []string{"--single", "-D", dir, "-c", "password_encryption=scram-sha-256", "-c", "logging_collector=off", "-c", "log_destination=stderr"}
	if p.opts.Fast {
		args = append(args, "-c", "fsync=off")
	}
	cmd := exec.Command(p.programs.postgres, append(args, "postgres")...)
	cmd.Dir = dir
	cmd.Env = environmentWithout("PG")
	cmd.Stdin = strings.NewReader(statement)
	p.account.use(cmd)
	out, err := p.logFile.open()
	if err != nil {
		return err
	}
	defer func() { _ = out.Close() }()
	cmd.Stdout, cmd.Stderr = out, out
	err = cmd.Run()
	if err == nil && strings.Contains(p.logFile.text(), "ERROR:") { // it ends well all the same
		err = errors.New("PostgreSQL refuses the statement")
	}
	if err != nil {
		return fmt.Errorf("%w: %s", err, p.logFile.tail())
	}
	return nil
}

// writeInto replaces a file of a cluster as a whole.
func (p *Postgres) writeInto(dir, name, text string) error {
	temp := filepath.Join(dir, name+".new")
	if err := os.WriteFile(temp, []byte(text), privateFile); err != nil {
		return err
	}
	if err := closeFile(temp); err != nil {
		return err
	}
	if err := p.account.own(temp); err != nil {
		return err
	}
	return os.Rename(temp, filepath.Join(dir, name))
}

// readPassword protects the cluster unless it is, and takes note of the password.
func (p *Postgres) readPassword() error {
	if p.password != "" {
		return nil
	}
	if err := p.protect(p.opts.Dir); err != nil {
		return err
	}
	path := filepath.Join(p.opts.Dir, passwordFile)
	if err := closeFile(path); err != nil { // a cluster that was copied
		return err
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read PostgreSQL's password: %w", err)
	}
	p.password = strings.TrimSpace(string(b))
	return nil
}
