package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"yichuang"
	"yichuang/internal/catalog"
	"yichuang/internal/cli"

	"github.com/spf13/cobra"
)

func newCatalog() *cobra.Command {
	cmd := &cobra.Command{Use: "catalog", Short: "item files: check, compare, write out the samples"}
	cmd.AddCommand(newCatalogLint(), newCatalogDiff(), newCatalogSample(), newCatalogSchema())
	return cmd
}

func folder(name string) error {
	info, err := os.Stat(name)
	if err != nil || !info.IsDir() {
		return cli.Wrong(&yichuang.Error{Code: yichuang.NotFound, Message: name + " is not a folder", Hint: "name a folder with item files (*.yaml)", Err: err})
	}
	return nil
}

func newCatalogLint() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "lint DIR",
		Short: "check item files: vague wording, scenarios, references, limits",
		Long: `Checks every item file in DIR and tells file, line and the fix. The exit code is
1 when there are errors, 0 when there are only warnings or nothing at all.
docs/catalog.md describes the files and every rule.`,
		Example: "  yichuang catalog lint items/\n  yichuang catalog lint --json items/",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			if err := folder(list[0]); err != nil {
				return err
			}
			report := catalog.LintDir(os.DirFS(list[0]), yichuang.DateOf(hallTime()))
			if report.Files == 0 {
				return cli.Wrong(&yichuang.Error{Code: yichuang.NotFound, Message: "there are no item files in " + list[0], Hint: "name a folder with item files (*.yaml)"})
			}
			if asJSON {
				if err := cli.PrintJSON(cmd.OutOrStdout(), report); err != nil {
					return err
				}
			} else {
				report.WriteText(cmd.OutOrStdout())
			}
			if report.Errors > 0 {
				return cli.Silent(1)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

func newCatalogDiff() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "diff OLD NEW",
		Short:   "what changed between two catalogues, in plain words for a clerk",
		Example: "  yichuang catalog diff items-2026-10/ items-2026-11/",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, list []string) error {
			for _, name := range list {
				if err := folder(name); err != nil {
					return err
				}
			}
			var sides [2]*catalog.Catalog
			broken := map[string]bool{}
			for i, name := range list {
				sides[i] = catalog.Load(os.DirFS(name))
				for _, u := range sides[i].Unusable {
					file := filepath.Join(name, u.File)
					broken[file] = true
					fmt.Fprintf(cmd.ErrOrStderr(), "%s:%d: %s\n", file, u.Line, u.Message)
				}
			}
			if len(broken) > 0 { // compared as they are, the items would look abolished
				return &yichuang.Error{Code: yichuang.Invalid, Message: fmt.Sprintf("%d item files cannot be read, nothing was compared", len(broken)), Hint: "check them with: yichuang catalog lint DIR"}
			}
			return printChanges(cmd.OutOrStdout(), catalog.Diff(sides[0], sides[1]), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

func printChanges(w io.Writer, changes []catalog.Change, asJSON bool) error {
	if asJSON {
		if changes == nil {
			changes = []catalog.Change{}
		}
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return e.Encode(changes)
	}
	catalog.WriteChanges(w, changes)
	return nil
}

func newCatalogSample() *cobra.Command {
	return &cobra.Command{
		Use:     "sample DIR",
		Short:   "write the sample item files and their schema into a new folder, to begin one's own from",
		Example: "  yichuang catalog sample items/",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, list []string) error {
			if _, err := os.Lstat(list[0]); err == nil {
				return cli.Wrong(&yichuang.Error{Code: yichuang.Conflict, Message: list[0] + " exists already", Hint: "name a folder that does not exist yet"})
			}
			if err := writeSample(list[0]); err != nil {
				return &yichuang.Error{Code: yichuang.Denied, Message: "cannot write into " + list[0], Hint: "check the folder and the disk", Err: err}
			}
			fmt.Fprintf(cmd.OutOrStdout(), "written: %s\n", list[0])
			return nil
		},
	}
}

// writeSample writes the sample item files with their schema beside them, where
// the first line of each file tells an editor to look. The folder is there
// complete or not at all.
func writeSample(dir string) error {
	dir = filepath.Clean(dir)
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	building, err := os.MkdirTemp(filepath.Dir(dir), ".writing-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(building) // gone already when all went well
	files := catalog.SampleFS()
	names, err := fs.Glob(files, "*.yaml")
	for _, name := range names {
		var raw []byte
		if raw, err = fs.ReadFile(files, name); err == nil {
			raw = bytes.Replace(raw, []byte("$schema=../"+schemaFile), []byte("$schema="+schemaFile), 1)
			err = os.WriteFile(filepath.Join(building, name), raw, 0o644)
		}
		if err != nil {
			return err
		}
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(building, schemaFile), catalog.Schema(), 0o644)
	}
	if err == nil {
		err = os.Chmod(building, 0o755)
	}
	if err != nil {
		return err
	}
	return os.Rename(building, dir)
}

// schemaFile is the name by which item files refer to their schema.
const schemaFile = "item.schema.json"

func newCatalogSchema() *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "print the JSON Schema of item files, for editors",
		Example: "  yichuang catalog schema > item.schema.json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(catalog.Schema())
			return err
		},
	}
}
