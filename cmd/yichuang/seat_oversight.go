package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"yichuang"
	"yichuang/internal/report"
)

// Watched returns the open cases with their monitored points.
func (s *seat) Watched(ctx context.Context) ([]yichuang.WatchedCase, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	return db.Watched(ctx, s.Circumstances())
}

// Statistics counts the cases of a period.
func (s *seat) Statistics(ctx context.Context, q yichuang.StatQuery) (*yichuang.Statistics, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	return db.Statistics(ctx, q)
}

// Audit makes the liability table of a case. Editions of its item are known that cases
// here were taken in under, and the one in force.
func (s *seat) Audit(ctx context.Context, n yichuang.CaseNumber) (*yichuang.Audit, error) {
	c, item, err := s.Load(ctx, n)
	if err != nil {
		return nil, err
	}
	events, err := s.History(ctx, n)
	if err != nil {
		return nil, err
	}
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	known, err := db.Editions(ctx, c.Item.ID)
	if err != nil {
		return nil, err
	}
	here := map[yichuang.Edition]bool{}
	for _, it := range known {
		here[it.Edition] = true
	}
	if now, err := s.Item(c.Item.ID); err == nil && !here[now.Edition] { // a withdrawn item has none
		known, here[now.Edition] = append(known, now), true
	}
	if !here[item.Edition] {
		known = append(known, item)
	}
	return yichuang.NewAudit(events, item, known)
}

// ExportStatistics writes statistics to a file in the folder of reports.
func (s *seat) ExportStatistics(_ context.Context, st *yichuang.Statistics, as string) (string, error) {
	name := "统计-按" + st.Query.By.Name() + "-" + st.Query.From.String() + "-" + st.Query.To.String()
	return s.exportReport(name, report.Format(as), report.Statistics(st)...)
}

// ExportAudit writes a liability table there.
func (s *seat) ExportAudit(_ context.Context, a *yichuang.Audit, as string) (string, error) {
	return s.exportReport("责任倒查-"+a.Number.Pretty(), report.Format(as), report.Audit(a))
}

// reports is the folder of files that screens export.
func (c *config) reports() string { return filepath.Join(c.Data, "reports") }

// exportReport writes tables to a file that only this user can read, whole or not at all. Its
// name says when, so that an older one stays.
func (s *seat) exportReport(name string, as report.Format, tables ...*report.Table) (string, error) {
	folder := s.settings().reports()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", reportError(folder, err)
	}
	file := filepath.Join(folder, name+"-"+s.now().Format("20060102-150405")+"."+string(as))
	if err := writeReport(file, as, tables...); err != nil {
		return "", err
	}
	return file, nil
}

func writeReport(file string, as report.Format, tables ...*report.Table) error {
	out, err := os.CreateTemp(filepath.Dir(file), ".writing-*")
	if err != nil {
		return reportError(file, err)
	}
	defer os.Remove(out.Name()) // gone already when all went well
	err = report.Write(out, as, tables...)
	var known *yichuang.Error
	if errors.As(err, &known) {
		return errors.Join(known, out.Close())
	}
	if err = errors.Join(err, out.Close()); err == nil {
		err = os.Rename(out.Name(), file)
	}
	if err != nil {
		return reportError(file, err)
	}
	return nil
}

func reportError(where string, err error) error {
	return &yichuang.Error{Code: yichuang.Full, Message: "报表写不到 " + where, Hint: "请检查磁盘空间和目录权限后再导出", Err: err}
}
