package dev

import (
	"path/filepath"
	"strings"
)

// process is what the system tells about a living process.
type process struct {
	pid, parent int
	command     string // the program and its arguments, separated by spaces
}

// runs says whether the process runs the program of that name.
func (p process) runs(program string) bool {
	name, _, _ := strings.Cut(p.command, " ")
	return filepath.Base(name) == program
}

// mentions says whether an argument is path.
func (p process) mentions(path string) bool {
	return strings.Contains(p.command+" ", " "+path+" ")
}
