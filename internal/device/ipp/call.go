package ipp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"github.com/OpenPrinting/goipp"

	"yichuang"
	"yichuang/internal/device"
)

// mostAnswer bounds what a printer may answer; a full list of attributes has some
// ten to a hundred kilobytes.
const mostAnswer = 4 << 20

// request begins a request about this printer.
func (p *Printer) request(op goipp.Op) *goipp.Message {
	m := goipp.NewRequest(goipp.MakeVersion(1, 1), op, 1)
	m.Operation.Add(goipp.MakeAttribute("attributes-charset", goipp.TagCharset, goipp.String("utf-8")))
	m.Operation.Add(goipp.MakeAttribute("attributes-natural-language", goipp.TagLanguage, goipp.String("zh-cn")))
	m.Operation.Add(goipp.MakeAttribute("printer-uri", goipp.TagURI, goipp.String(p.uri)))
	m.Operation.Add(goipp.MakeAttribute("requesting-user-name", goipp.TagName, goipp.String(p.options.User)))
	return m
}

// call sends a request, with a document behind it where there is one, and
// returns the answer. An answer that says no is a refusal in words.
func (p *Printer) call(ctx context.Context, m *goipp.Message, document []byte, told *teller) (*goipp.Message, error) {
	head, err := m.EncodeBytes()
	if err != nil {
		return nil, p.name.garbled(err)
	}
	var body io.Reader = bytes.NewReader(head)
	if document != nil {
		body = io.MultiReader(body, &counted{bytes.NewReader(document), told})
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, body)
	if err != nil {
		return nil, p.name.garbled(err)
	}
	r.ContentLength = int64(len(head) + len(document))
	r.Header.Set("Content-Type", goipp.ContentType)
	answer, err := p.client.Do(r)
	if err != nil {
		return nil, p.name.unreached(ctx, told.far(), err)
	}
	defer answer.Body.Close()
	if err := p.web(answer); err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer+1))
	switch {
	case err != nil:
		return nil, p.name.unreached(ctx, told.far(), err)
	case len(raw) > mostAnswer:
		return nil, p.name.garbled(fmt.Errorf("an answer of more than %d bytes", mostAnswer))
	}
	said, err := decode(raw)
	if err != nil {
		return nil, p.name.garbled(err)
	}
	return said, p.status(said)
}

// counted tells of every piece of the document that goes out.
type counted struct {
	io.Reader
	told *teller
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if n > 0 {
		c.told.add(n)
	}
	return n, err
}

// decode reads an answer. The library is not trusted with what it was not made
// for.
func decode(raw []byte) (m *goipp.Message, err error) {
	defer func() {
		if r := recover(); r != nil {
			m, err = nil, fmt.Errorf("broken answer: %v", r)
		}
	}()
	m = &goipp.Message{}
	return m, m.DecodeBytes(raw)
}

// web judges what HTTP says around the answer.
func (p *Printer) web(answer *http.Response) error {
	kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	cause := fmt.Errorf("HTTP %s, %s", answer.Status, kind)
	switch answer.StatusCode {
	case http.StatusOK:
		if kind != goipp.ContentType {
			return p.name.garbled(cause)
		}
		return nil
	case http.StatusUnauthorized, http.StatusForbidden:
		return p.name.denied(cause)
	case http.StatusNotFound:
		return p.name.noQueue(cause)
	case http.StatusUpgradeRequired:
		return p.name.no(yichuang.Invalid, "只接受加密的连接", "请管理员把地址改为 ipps:// 开头", cause)
	case http.StatusRequestEntityTooLarge, http.StatusInsufficientStorage:
		return refusal{device.NoRoom(string(p.name), device.Nothing, cause)}
	}
	return p.name.garbled(cause)
}

// status judges what the printer says to the request.
func (p *Printer) status(m *goipp.Message) error {
	code := goipp.Status(m.Code)
	if code <= goipp.StatusOkEventsComplete {
		return nil
	}
	cause := errors.New(code.String())
	if message := text(m.Operation, "status-message"); message != "" {
		cause = fmt.Errorf("%s: %s", code, message)
	}
	switch code {
	case goipp.StatusErrorNotFound, goipp.StatusErrorGone:
		return p.name.noQueue(cause)
	case goipp.StatusErrorForbidden, goipp.StatusErrorNotAuthenticated, goipp.StatusErrorNotAuthorized:
		return p.name.denied(cause)
	case goipp.StatusErrorDocumentFormatNotSupported, goipp.StatusErrorDocumentFormatError:
		return p.name.noPDF(cause)
	case goipp.StatusErrorRequestEntity, goipp.StatusErrorTooManyJobs:
		return refusal{device.NoRoom(string(p.name), device.Nothing, cause)}
	case goipp.StatusErrorNotAcceptingJobs:
		return p.name.notAccepting(cause)
	case goipp.StatusErrorVersionNotSupported, goipp.StatusErrorOperationNotSupported, goipp.StatusErrorBadRequest:
		return p.name.no(yichuang.Invalid, "听不懂打印请求", "请管理员检查打印机是否支持 IPP，或者改用系统的打印队列（lp）", cause)
	case goipp.StatusErrorBusy, goipp.StatusErrorTemporary, goipp.StatusErrorDevice, goipp.StatusErrorInternal:
		return p.name.no(yichuang.Busy, "现在收不下文书", "请稍后再试；等不及的可以换一台打印机，一直这样请管理员看打印机的存储是否满了", cause)
	}
	return p.name.no(yichuang.Busy, "没有收下文书", "请换一台打印机，并告诉管理员", cause)
}
