package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"strings"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/server/common/dynamicconfig"
)

// options are the flags of `temporal server start-dev` that are understood here.
type options struct {
	ip         string
	port       int
	uiPort     int
	headless   bool
	file       string // empty: in memory
	pragmas    map[string]string
	namespaces []string
	attributes map[string]enums.IndexedValueType
	settings   dynamicconfig.StaticClient
	logLevel   string
	logFormat  string
}

func parse(args []string) (options, error) {
	o := options{
		pragmas:    map[string]string{},
		attributes: map[string]enums.IndexedValueType{},
		settings:   defaultSettings(),
	}
	if len(args) < 2 || args[0] != "server" || args[1] != "start-dev" {
		return o, errors.New("this program only knows: temporal-dev server start-dev [flags]; add --help for them")
	}
	f := flag.NewFlagSet("temporal-dev server start-dev", flag.ContinueOnError)
	f.StringVar(&o.ip, "ip", "127.0.0.1", "IP address to serve on")
	f.IntVar(&o.port, "port", 7233, "port to serve on")
	f.IntVar(&o.uiPort, "ui-port", 0, "port of the web UI; default: 1000 more than --port")
	f.BoolVar(&o.headless, "headless", false, "no web UI")
	f.StringVar(&o.file, "db-filename", "", "file for the data; default: in memory")
	f.StringVar(&o.logLevel, "log-level", "warn", "debug, info, warn, error or never")
	f.StringVar(&o.logFormat, "log-format", "text", "text or json")
	f.Func("namespace", "namespace to create if missing (repeatable); default: default", func(name string) error {
		o.namespaces = append(o.namespaces, name)
		return nil
	})
	f.Func("sqlite-pragma", "NAME=VALUE for SQLite (repeatable)", pair(func(name, value string) error {
		o.pragmas[name] = value
		return nil
	}))
	f.Func("search-attribute", "NAME=TYPE, for namespaces that are created (repeatable)", pair(func(name, kind string) (err error) {
		o.attributes[name], err = enums.IndexedValueTypeFromString(kind)
		return err
	}))
	f.Func("dynamic-config-value", "KEY=JSON (repeatable)", pair(func(key, text string) error {
		value, err := setting(text)
		o.settings[dynamicconfig.MakeKey(key)] = value
		return err
	}))
	if err := f.Parse(args[2:]); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("unknown argument %q", f.Arg(0))
	}
	if len(o.namespaces) == 0 {
		o.namespaces = []string{"default"}
	}
	if o.uiPort == 0 {
		o.uiPort = min(o.port+1000, 65535)
	}
	return o, nil
}

func pair(set func(name, value string) error) func(string) error {
	return func(text string) error {
		name, value, ok := strings.Cut(text, "=")
		if !ok {
			return errors.New("must be NAME=VALUE")
		}
		return set(name, value)
	}
}

// setting reads a value of the dynamic configuration, where whole numbers must
// be an int.
func setting(text string) (any, error) {
	var whole int
	if json.Unmarshal([]byte(text), &whole) == nil {
		return whole, nil
	}
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return nil, fmt.Errorf("must be JSON: %w", err)
	}
	return value, nil
}

// defaultSettings are those of `temporal server start-dev`: its limits suit one
// user, and a search attribute can be used as soon as it was added.
func defaultSettings() dynamicconfig.StaticClient {
	return dynamicconfig.StaticClient{
		dynamicconfig.FrontendPersistenceMaxQPS.Key():                    10_000,
		dynamicconfig.HistoryPersistenceMaxQPS.Key():                     45_000,
		dynamicconfig.HistoryCacheHostLevelMaxSize.Key():                 8096,
		dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key(): 100,
		dynamicconfig.ForceSearchAttributesCacheRefreshOnRead.Key():      true,
	}
}
