package bench

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"

	"go.temporal.io/api/workflowservice/v1"
)

// Machine is what the numbers were measured on.
type Machine struct {
	CPU      string `json:"cpu"`
	Cores    int    `json:"cores"`
	Memory   string `json:"memory"`
	System   string `json:"system"`
	Go       string `json:"go"`
	Postgres string `json:"postgres"`
	Temporal string `json:"temporal"`
	Load     string `json:"load"` // average of the last minute before the run
}

func (m Machine) String() string {
	return fmt.Sprintf("%s, %d cores, %s, %s, %s, PostgreSQL %s, Temporal %s, load %s",
		m.CPU, m.Cores, m.Memory, m.System, m.Go, m.Postgres, m.Temporal, m.Load)
}

// describe asks the system and the servers. What does not tell is unknown.
func describe(ctx context.Context, r *rig) Machine {
	m := Machine{
		CPU: field("/proc/cpuinfo", "model name"), Cores: runtime.NumCPU(), Memory: field("/proc/meminfo", "MemTotal"),
		System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version(), Postgres: "unknown", Temporal: "unknown", Load: "unknown",
	}
	_ = r.main.pool.QueryRow(ctx, `SHOW server_version`).Scan(&m.Postgres)
	if info, err := r.client.WorkflowService().GetClusterInfo(ctx, &workflowservice.GetClusterInfoRequest{}); err == nil {
		m.Temporal = info.GetServerVersion() + " on " + info.GetPersistenceStore()
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load, _, _ = strings.Cut(string(load), " ")
	}
	return m
}

// field reads the first line "name : value" of a file in /proc.
func field(path, name string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(text)) {
		if before, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(before) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}
