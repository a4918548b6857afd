package dev

import (
	"fmt"
	"io"
	"os"
	"strings"
)

const (
	logFileLimit = 16 << 20 // a larger log is set aside before the next start
	logTailLines = 24
)

// logFile is where a server's output goes. It remembers where the latest run
// began, so that an error shows that run's last lines and no older ones.
type logFile struct {
	path  string
	begin int64
}

func (l *logFile) open() (*os.File, error) {
	if info, err := os.Stat(l.path); err == nil && info.Mode().IsRegular() && info.Size() > logFileLimit {
		_ = os.Rename(l.path, l.path+".old") // if that fails, it only grows
	}
	if err := closeFiles(l.path, ".old"); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, privateFile)
	if err != nil {
		return nil, fmt.Errorf("open the log of a server: %w", err)
	}
	l.begin, _ = f.Seek(0, io.SeekEnd)
	return f, nil
}

// text is what the latest run wrote; empty if it cannot be read.
func (l *logFile) text() string {
	f, err := os.Open(l.path)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	begin := l.begin
	if info, err := f.Stat(); err == nil {
		begin = max(begin, info.Size()-64<<10) // the end is enough
	}
	b, _ := io.ReadAll(io.NewSectionReader(f, begin, 64<<10))
	return strings.TrimSpace(string(b))
}

// tail is the end of an error message: the last lines of the latest run.
func (l *logFile) tail() string {
	text := l.text()
	if text == "" {
		return fmt.Sprintf("%s says nothing", l.path)
	}
	lines := strings.Split(text, "\n")
	lines = lines[max(0, len(lines)-logTailLines):]
	return fmt.Sprintf("the end of %s:\n  %s", l.path, strings.Join(lines, "\n  "))
}
