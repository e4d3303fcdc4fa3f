package central

import (
	_ "embed"
	"net/http"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"

	"yichuang/internal/wire"
)

// The second part is made from the Go types; see TestBodiesAreDescribed.
var (
	//go:embed openapi.yaml
	openAPI []byte
	//go:embed openapi_bodies.yaml
	openAPIBodies []byte
)

// OpenAPI is the description of everything that terminals ask, as JSON.
var OpenAPI = sync.OnceValues(func() ([]byte, error) { return yaml.YAMLToJSON(slices.Concat(openAPI, openAPIBodies)) })

// described gives a description: GET /v1/openapi.json and GET /v1/webhooks.json.
func (c *Centre) described(document func() ([]byte, error)) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, _ *http.Request) error {
		raw, err := document()
		if err == nil {
			c.answer(w, answer{kind: wire.TypeJSON, body: raw})
		}
		return err
	}
}
