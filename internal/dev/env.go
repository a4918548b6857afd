package dev

import (
	"bufio"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// EnvVar is one line of an env file.
type EnvVar struct{ Name, Value string }

// WriteEnv writes vars to path as KEY=value lines, readable by the owner only,
// since there are secrets among them. The file is replaced as a whole: whoever
// reads it sees the old one or the new one.
func WriteEnv(path string, vars []EnvVar) error {
	var text strings.Builder
	for _, v := range vars {
		if v.Name == "" || strings.ContainsAny(v.Name, "= \t\r\n#") {
			return fmt.Errorf("write %s: %q cannot be the name of a setting", path, v.Name)
		}
		if strings.ContainsAny(v.Value, "\r\n") {
			return fmt.Errorf("write %s: the value of %s has a line break, which an env file cannot hold", path, v.Name)
		}
		fmt.Fprintf(&text, "%s=%s\n", v.Name, v.Value)
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // a no-op once renamed
	_, err = f.WriteString(text.String())
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write the settings to %s: %w", path, err)
	}
	return nil
}

// ReadEnv reads a file of KEY=value lines, passing over empty lines and lines
// that begin with #. For a missing file the error is fs.ErrNotExist.
func ReadEnv(path string) (map[string]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the settings: %w", err)
	}
	defer func() { _ = f.Close() }()
	vars := map[string]string{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, found := strings.Cut(line, "=")
		if !found {
			return nil, fmt.Errorf("%s, line %d: expected KEY=value", path, n)
		}
		vars[strings.TrimSpace(name)] = value
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the settings from %s: %w", path, err)
	}
	return vars, nil
}

// GenerateSecret returns 128 random bits as 32 hexadecimal digits.
func GenerateSecret() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails: it ends the program rather
	return hex.EncodeToString(b)
}
