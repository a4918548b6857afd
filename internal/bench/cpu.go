package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// cpuTimes is the processor time that each part has taken so far, in
// milliseconds. It is empty where the system does not tell.
type cpuTimes map[string]float64

// clockTick is the unit of /proc/<pid>/stat: 1/100 s on every Linux that Go
// runs on.
const clockTick = 10 // ms

// cpu reads how much processor time the parts have taken: the site's serving
// process, PostgreSQL with all its children, Temporal if it is embedded, and
// this process, which makes the load.
func (r *rig) cpu(s *site) cpuTimes {
	parts := map[int]string{s.server.cmd.Process.Pid: "serving", r.postgres.PID(): "postgres", os.Getpid(): "load"}
	if r.embedded != nil {
		parts[r.embedded.PID()] = "temporal"
	}
	times := cpuTimes{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		pid, parent, ticks, ok := parseStat(string(text))
		if !ok {
			continue
		}
		part, known := parts[pid]
		if !known && parent == r.postgres.PID() {
			part = "postgres"
		}
		if part != "" {
			times[part] += ticks * clockTick
		}
	}
	return times
}

// parseStat reads the fields of /proc/<pid>/stat that matter, see proc(5). The
// program's name, in parentheses, may hold anything.
func parseStat(line string) (pid, parent int, ticks float64, ok bool) {
	head, _, found := strings.Cut(line, " ")
	end := strings.LastIndexByte(line, ')')
	if !found || end < 0 {
		return 0, 0, 0, false
	}
	pid, err := strconv.Atoi(head)
	if err != nil {
		return 0, 0, 0, false
	}
	rest := strings.Fields(line[end+1:])
	if len(rest) < 13 {
		return 0, 0, 0, false
	}
	parent, _ = strconv.Atoi(rest[1])
	user, _ := strconv.ParseFloat(rest[11], 64)
	system, _ := strconv.ParseFloat(rest[12], 64)
	return pid, parent, user + system, true
}

// since adds to the metrics what each part has taken for one of n.
func (r *rig) since(before cpuTimes, s *site, n int, of string, out metrics) {
	all := 0.0
	for part, now := range r.cpu(s) {
		each := (now - before[part]) / float64(n)
		out[fmt.Sprintf("cpu %s %s", of, part)] = each
		all += each
	}
	out[fmt.Sprintf("cpu %s all", of)] = all
}
