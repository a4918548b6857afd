package devtest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/luluchat/contacts/internal/dev"
)

// OwnPostgres returns a PostgreSQL server of the test's own, to be stopped and
// killed at will, with the schema in its database "contacts". Options change
// how it runs, such as Fast, which is on.
func OwnPostgres(t testing.TB, schema Schema, options ...func(*dev.PostgresOptions)) *dev.Postgres {
	t.Helper()
	cluster := os.Getenv(EnvCluster)
	if cluster == "" {
		stack, err := ownStack()
		if err != nil {
			t.Fatal(err)
		}
		if cluster, err = stack.cluster(); err != nil {
			t.Fatal(err)
		}
	}
	opts := dev.PostgresOptions{Dir: filepath.Join(Dir(t), "postgres"), Fast: true, Log: quiet()}
	for _, option := range options {
		option(&opts)
	}
	if err := copyCluster(cluster, opts.Dir); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	postgres, err := dev.StartPostgres(ctx, opts)
	if err != nil {
		t.Fatalf("start the test's PostgreSQL: %v", err)
	}
	stopAfter(t, postgres.Server)
	if schema.Migrate != nil {
		if err := schema.Migrate(ctx, postgres.URL()); err != nil {
			t.Fatalf("migrate the test's PostgreSQL: %v", err)
		}
	}
	return postgres
}

// OwnTemporal returns a Temporal server of the test's own, with its data in a
// file, to be stopped, killed and paused at will. Options change how it runs,
// such as DynamicConfig.
func OwnTemporal(t testing.TB, options ...func(*dev.TemporalOptions)) *dev.Temporal {
	t.Helper()
	bin, err := TemporalBin()
	if err != nil {
		t.Fatal(err)
	}
	opts := dev.TemporalOptions{
		Bin:              bin,
		DBFile:           filepath.Join(Dir(t), "temporal.db"),
		SearchAttributes: dev.SearchAttributes(),
		Log:              quiet(),
	}
	for _, option := range options {
		option(&opts)
	}
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	temporal, err := dev.StartTemporal(ctx, opts)
	if err != nil {
		t.Fatalf("start the test's Temporal: %v", err)
	}
	stopAfter(t, temporal.Server)
	return temporal
}

func stopAfter(t testing.TB, server *dev.Server) {
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), stopPatience)
		defer cancel()
		if err := server.Stop(ctx); err != nil {
			t.Logf("stop the test's own server: %v", err)
		}
	})
}
