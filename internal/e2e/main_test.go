package e2e_test

import (
	"testing"

	"yichuang/internal/e2e"
	"yichuang/internal/testkit"
)

func TestMain(m *testing.M) { e2e.Main(m, testkit.StopPostgres) }

// databases runs a test on each kind of database, both at once.
func databases(t *testing.T, f func(t *testing.T, o e2e.Options)) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, e2e.Options{})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, e2e.Options{Database: testkit.Postgres(t)})
	})
}
