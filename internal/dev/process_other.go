//go:build !linux

package dev

import (
	"os/exec"
	"strconv"
	"strings"
)

// findProcess describes the process pid; false if there is none or it has ended
// and only waits to be reaped.
func findProcess(pid int) (process, bool) {
	out, err := exec.Command("ps", "-ww", "-o", "ppid=,stat=,command=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return process{}, false
	}
	fields := strings.Fields(string(out))
	if len(fields) < 3 || strings.HasPrefix(fields[1], "Z") {
		return process{}, false
	}
	parent, err := strconv.Atoi(fields[0])
	if err != nil {
		return process{}, false
	}
	return process{pid: pid, parent: parent, command: strings.Join(fields[2:], " ")}, true
}

// isPaused says whether the process has stopped.
func isPaused(pid int) bool {
	out, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && strings.HasPrefix(strings.TrimSpace(string(out)), "T")
}
