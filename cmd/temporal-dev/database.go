package main

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"

	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/persistence"
	"go.temporal.io/server/common/persistence/serialization"
	"go.temporal.io/server/common/persistence/sql/sqlplugin"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	sqliteschema "go.temporal.io/server/schema/sqlite"
)

// layout is written into the file as SQLite's user_version, which nobody else
// uses: it is the version of the server whose tables the file has. Others leave
// it at 0. The program that starts this one knows the number, too.
const layout = 13201

// database is the file, ready for the server.
type database struct {
	config *config.SQL
	db     *sql.DB // keeps what is in memory alive
}

func openDatabase(o options) (*database, error) {
	attributes := map[string]string{"mode": "rwc"}
	if o.file == "" {
		o.file, attributes = "/temporal", map[string]string{"vfs": "memdb"}
	}
	query := url.Values{"_time_format": {"sqlite"}}
	for name, value := range attributes {
		query.Set(name, value)
	}
	pragmas := map[string]string{"wal_autocheckpoint": flushPages}
	maps.Copy(pragmas, o.pragmas)
	for name, value := range pragmas {
		attributes[name] = value
		query.Add("_pragma", name+"="+value)
	}
	db, err := sql.Open("sqlite", "file:"+o.file+"?"+query.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	d := &database{
		db:     db,
		config: &config.SQL{PluginName: sqlite.PluginName, DatabaseName: o.file, ConnectAttributes: attributes},
	}
	if err := d.prepare(o); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// close leaves everything in the file itself, its header included, and nothing
// in SQLite's log beside it.
func (d *database) close() {
	_, _ = d.db.Exec(checkpoint)
	_ = d.db.Close()
}

const checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)"

func (d *database) prepare(o options) error {
	if err := d.createTables(o.file); err != nil {
		return err
	}
	var namespaces []*sqliteschema.NamespaceConfig
	for _, name := range o.namespaces {
		namespace, err := sqliteschema.NewNamespaceConfig(clusterName, name, false, o.attributes)
		if err != nil {
			return fmt.Errorf("namespace %s: %w", name, err)
		}
		namespaces = append(namespaces, namespace)
	}
	if err := sqliteschema.CreateNamespaces(d.config, namespaces...); err != nil {
		return fmt.Errorf("create namespaces: %w", err)
	}
	err := d.inTransaction(func(tx *sql.Tx) error {
		aliases, err := attributeAliases(tx)
		if err != nil {
			return err
		}
		return slim(tx, slices.Collect(maps.Keys(aliases)))
	})
	if err != nil {
		return err
	}
	// Who looks at the header of the file from outside sees layout from now on.
	if _, err := d.db.Exec(checkpoint); err != nil {
		return fmt.Errorf("write %s: %w", o.file, err)
	}
	return nil
}

// createTables does so in an empty file, wholly or not at all, and refuses one
// that another version filled.
func (d *database) createTables(file string) error {
	return d.inTransaction(func(tx *sql.Tx) error {
		var found, tables int
		if err := tx.QueryRow("PRAGMA user_version").Scan(&found); err != nil {
			return fmt.Errorf("read %s: %w", file, err)
		}
		if found == layout {
			return nil
		}
		if err := tx.QueryRow("SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil {
			return fmt.Errorf("read %s: %w", file, err)
		}
		if tables > 0 {
			return fmt.Errorf("%s was written by another Temporal server, such as that of the temporal CLI: go on with that one, or move the file away to begin anew", file)
		}
		if err := sqliteschema.SetupSchemaOnDB(executor{tx: tx}); err != nil {
			return fmt.Errorf("create the tables: %w", err)
		}
		_, err := tx.Exec(fmt.Sprintf("PRAGMA user_version = %d", layout))
		return err
	})
}

// executor is as much of an AdminDB as creating the tables takes.
type executor struct {
	sqlplugin.AdminDB
	tx *sql.Tx
}

func (e executor) Exec(statement string, args ...any) error {
	_, err := e.tx.Exec(statement, args...)
	return err
}

// attributeAliases are the names of registered search attributes by their
// columns. Which attribute has which column is drawn by lot when a namespace is
// created.
func attributeAliases(tx *sql.Tx) (map[string]string, error) {
	rows, err := tx.Query("SELECT data, data_encoding FROM namespaces")
	if err != nil {
		return nil, fmt.Errorf("read namespaces: %w", err)
	}
	defer func() { _ = rows.Close() }()
	aliases := map[string]string{}
	for rows.Next() {
		var data []byte
		var encoding string
		if err := rows.Scan(&data, &encoding); err != nil {
			return nil, fmt.Errorf("read namespaces: %w", err)
		}
		detail, err := serialization.NewSerializer().NamespaceDetailFromBlob(persistence.NewDataBlob(data, encoding))
		if err != nil {
			return nil, fmt.Errorf("read namespaces: %w", err)
		}
		maps.Copy(aliases, detail.GetConfig().GetCustomSearchAttributeAliases())
	}
	return aliases, rows.Err()
}

func (d *database) inTransaction(do func(*sql.Tx) error) error {
	tx, err := d.db.Begin()
	if err != nil {
		return fmt.Errorf("open %s: %w", d.config.DatabaseName, err)
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}
