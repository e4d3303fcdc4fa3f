package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"yichuang"
	"yichuang/internal/cli"
	"yichuang/internal/finder"
	"yichuang/internal/wire"
	"yichuang/store"
	"yichuang/sync"

	"github.com/spf13/cobra"
)

func newEnroll(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "enroll URL CODE",
		Short: "make this seat one of a centre's",
		Long: `Makes this seat a terminal of a hall whose centre is at URL. CODE comes from the
administrator of the centre (yichuangd terminal add); it works once, for a quarter
of an hour, and proves to this seat that the centre is the right one. From then on
the terminal's own key identifies it.

A seat that worked alone keeps everything it did, and offers it to the centre. A
seat that was enrolled before becomes a new one: its case numbers begin anew under
another epoch, and what it did before stays its own.`,
		Example: "  yichuang enroll https://centre.example.test:8443 7KQ2M-…-4TZ9A",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, list []string) error {
			c, err := o.load()
			if err != nil {
				return err
			}
			if c.demo {
				return cli.Wrong(errors.New("the demonstration hall has no centre; leave --demo out"))
			}
			code, err := wire.ParseCode(list[1])
			if err != nil {
				return cli.Wrong(err)
			}
			e, err := enroll(cmd.Context(), c, list[0], code)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "本机已登记：%s，%s（%d号窗口）。数据在 %s\n启动 yichuang 即可使用；第一次连上时会载入大厅的在办件。\n",
				e.Hall.Name, e.Terminal.ID.Seat(), e.Terminal.Window, c.Data)
			return nil
		},
	}
}

// enroll gives the seat its identity: that of a new file, or another one for the
// file that is there.
func enroll(ctx context.Context, c *config, url string, code wire.Code) (*store.Enrolment, error) {
	if c.Data == "" {
		return nil, noData()
	}
	centre, err := sync.Dial(url, &sync.Trust{Fits: code.Fits}, hallTime)
	if err != nil {
		return nil, cli.Wrong(err)
	}
	defer centre.CloseIdle()
	db, key, before, err := ownFile(ctx, c)
	if err != nil {
		return nil, err
	}
	if db != nil {
		defer db.Close()
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		return nil, err
	}
	answer, err := centre.Enrol(ctx, wire.Enrol{Secret: code.Secret, CSR: csr, Before: before})
	if err != nil {
		return nil, unreached(url, err)
	}
	e := &store.Enrolment{Terminal: answer.Terminal, Hall: answer.Hall, Incarnation: answer.Incarnation, Began: answer.Began,
		Membership: store.Membership{URL: centre.Address(), Hall: answer.HallID, Certificate: answer.Certificate, Authority: answer.Authority, Recipient: answer.Recipient}}
	if db == nil {
		if db, err = newFile(ctx, c, answer.Terminal, key); err != nil {
			return nil, spent(err)
		}
		defer db.Close()
	}
	return e, spent(db.Enrol(ctx, *e))
}

// ownFile opens the file of a seat that was used before; nil with a new key when
// there is none.
func ownFile(ctx context.Context, c *config) (*store.Store, ed25519.PrivateKey, []yichuang.Terminal, error) {
	if _, err := os.Lstat(c.database()); errors.Is(err, fs.ErrNotExist) {
		if err := c.lost(); err != nil {
			return nil, nil, nil, err
		}
		_, key, err := ed25519.GenerateKey(nil)
		return nil, key, nil, err
	}
	db, err := store.Open(ctx, c.database(), store.Options{Initials: finder.Initials, Restored: true})
	if err != nil {
		return nil, nil, nil, err
	}
	key, err := db.Key(ctx)
	var before []yichuang.Terminal
	if err == nil {
		before, err = db.Identities(ctx)
	}
	if err != nil {
		return nil, nil, nil, errors.Join(err, db.Close())
	}
	return db, key, before, nil
}

func newFile(ctx context.Context, c *config, terminal yichuang.Terminal, key ed25519.PrivateKey) (*store.Store, error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, &yichuang.Error{Code: yichuang.Denied, Message: "无法建立数据目录 " + c.Data, Hint: "请检查磁盘和目录权限", Err: err}
	}
	db, err := store.Open(ctx, c.database(), store.Options{Terminal: terminal, Initials: finder.Initials})
	if err != nil {
		return nil, err
	}
	if err := db.SetKey(ctx, key); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// spent says of a failure after the centre's answer that the code is used up.
func spent(err error) error {
	if err == nil {
		return nil
	}
	message, hint := yichuang.Explain(err)
	return &yichuang.Error{Code: yichuang.CodeOf(err), Message: "中心已登记，但本机没有保存：" + message, Hint: hint + "；然后请管理员再发一个登记码（这个已经用掉）", Err: err}
}

// unreached says of a centre that cannot be asked what to look at.
func unreached(url string, err error) error {
	var u *sync.Unreachable
	if !errors.As(err, &u) {
		return err
	}
	return &yichuang.Error{Code: yichuang.Busy, Message: "连不上中心 " + url, Hint: "请核对地址、端口和网线；中心是否在运行（yichuangd）", Err: u.Err}
}
