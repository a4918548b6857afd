package dev

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// TemporalOptions say where and how Temporal runs.
type TemporalOptions struct {
	Bin              string            // temporal-dev or the temporal CLI; default: FindTemporal
	DBFile           string            // its data; empty keeps it in memory, and a crash loses it
	Port             int               // on 127.0.0.1; 0 takes a free one
	UIPort           int               // of the web UI on 127.0.0.1; 0 runs none
	Namespace        string            // created if missing; default: "default"
	SearchAttributes map[string]string // name → type, such as Keyword; added if missing
	DynamicConfig    []string          // key=value, the value in JSON
	AsItComes        bool              // the CLI's server keeps the indexes that nobody uses: for comparing
	LogFile          string            // default: DBFile with the ending .log
	LogLevel         string            // debug, info, warn, error or never; default: warn
	Log              *slog.Logger      // default: slog.Default()
}

// SearchAttributes are those that this application's workflows set.
func SearchAttributes() map[string]string {
	return map[string]string{"Channel": "Keyword", "EventSource": "Keyword", "ImportId": "Keyword"}
}

// Settings suit the server to this application's workflows, which are many and
// short. Most of what such a server does for a workflow is to write it into its
// list, the visibility store, twice: that table has more than forty indexes.
//
//   - The list is brought up to date five times a second instead of twenty. A
//     workflow that has ended by then is written once, and not as running first.
//   - It is written one workflow at a time, beside the workflows themselves: the
//     server has one connection to its file, and dozens of writers would keep
//     the workflows waiting for it.
//   - The search attributes are remembered, as a server that is not for
//     development does, and not read again for each workflow. One that an
//     operator adds is known within a minute.
func Settings() []string {
	return []string{
		"history.visibilityProcessorMaxPollRPS=5",
		"history.visibilityProcessorSchedulerWorkerCount=1",
		"system.forceSearchAttributesCacheRefreshOnRead=false",
	}
}

// Temporal is a Temporal development server that this process keeps running.
type Temporal struct {
	*Server
	opts    TemporalOptions
	kind    kind
	logFile *logFile
	record  pidFile // empty for a server in memory, which leaves nothing behind
}

// StartTemporal starts a Temporal development server and returns when it
// serves its namespace; ctx bounds the start, not the server's life. A server
// that an earlier run left behind on the same file is ended first.
func StartTemporal(ctx context.Context, opts TemporalOptions) (*Temporal, error) {
	t, err := newTemporal(opts)
	if err != nil {
		return nil, err
	}
	if err := t.bringUp(ctx); err != nil {
		return nil, err
	}
	return t, nil
}

func newTemporal(opts TemporalOptions) (*Temporal, error) {
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	if opts.Namespace == "" {
		opts.Namespace = "default"
	}
	if opts.LogLevel == "" {
		opts.LogLevel = "warn"
	}
	if opts.Bin == "" {
		bin, err := FindTemporal()
		if err != nil {
			return nil, err
		}
		opts.Bin = bin
	}
	t := &Temporal{kind: kindOf(version(context.Background(), opts.Bin))}
	if opts.DBFile != "" {
		if err := makeDataDir(filepath.Dir(opts.DBFile)); err != nil {
			return nil, err
		}
		path, err := realPath(opts.DBFile)
		if err != nil {
			return nil, fmt.Errorf("find Temporal's data: %w", err)
		}
		opts.DBFile = path
		base := strings.TrimSuffix(path, filepath.Ext(path))
		t.record = pidFile(base + ".pid")
		if opts.LogFile == "" {
			opts.LogFile = base + ".log"
		}
	}
	if opts.LogFile == "" {
		opts.LogFile = os.DevNull
	}
	t.opts = opts
	t.logFile = &logFile{path: opts.LogFile}
	t.Server = newServer("Temporal", syscall.SIGTERM, opts.Log, t.launch)
	return t, nil
}

func (t *Temporal) bringUp(ctx context.Context) error {
	if t.opts.Port == 0 {
		port, err := FreePort()
		if err != nil {
			return err
		}
		t.opts.Port = port
	}
	return t.Start(ctx)
}

// Address is where clients connect.
func (t *Temporal) Address() string { return local(t.opts.Port) }

// Namespace is the namespace that was set up.
func (t *Temporal) Namespace() string { return t.opts.Namespace }

// UIAddress is the URL of the web UI; empty if there is none.
func (t *Temporal) UIAddress() string {
	if t.opts.UIPort == 0 {
		return ""
	}
	return "http://" + local(t.opts.UIPort)
}

// Own says whether the server is this project's own, cmd/temporal-dev.
func (t *Temporal) Own() bool { return t.kind == ownKind }

// DBFile is where its data is; empty if it is in memory.
func (t *Temporal) DBFile() string { return t.opts.DBFile }

// LogFile is where the server's output goes.
func (t *Temporal) LogFile() string { return t.opts.LogFile }

// Pause freezes the server, connections included, until Resume: to clients it
// is there and does not answer.
func (t *Temporal) Pause() {
	c := t.current()
	if c == nil {
		return
	}
	c.signal(syscall.SIGSTOP)
	// Its threads may go on for a moment, and answer one more call.
	for deadline := time.Now().Add(2 * time.Second); !isPaused(c.cmd.Process.Pid) && !c.hasExited() && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
}

// Resume ends a Pause.
func (t *Temporal) Resume() {
	if c := t.current(); c != nil {
		c.signal(syscall.SIGCONT)
	}
}
