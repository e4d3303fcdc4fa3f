// Package wire is the protocol between terminals and their centre: what goes over
// the network, in which form, and its version. docs/design/sync.md tells the
// story; the centre serves the same as OpenAPI.
//
// Terms:
//
//	stretch   consecutive events of one author, offered to the centre (yichuang.Stretch)
//	run       what the centre made of them: places, and whether they were taken (yichuang.Run)
//	voucher   an author's signature for its chain up to an event (yichuang.Voucher)
//	position  an event's place among all events of a hall, from 1
//	page      runs and vouchers behind a position, and an end
//	problem   an answer that is none, with a code, a class and a hint
//
// Bodies are lines of JSON, compressed with zstd. A line that heads others is an
// object with one key; the lines it heads are events in the one form that
// yichuang.Event.Line gives them.
package wire

import "yichuang"

// Version is the protocol of this program; the centre still speaks Oldest.
const (
	Version = 1
	Oldest  = 1
)

// DefaultPort is where a centre listens unless it is told otherwise.
const DefaultPort = "8443"

// The headers that every request and answer of a terminal carries.
const (
	// HeaderProtocol is the version that the sender speaks.
	HeaderProtocol = "Yichuang-Protocol"
	// HeaderIncarnation is the centre's incarnation as the terminal knows it. The
	// centre answers CodeRestored when it is another one by now.
	HeaderIncarnation = "Yichuang-Incarnation"
	// HeaderTime is the centre's clock in an answer, nanoseconds since 1970.
	HeaderTime = "Yichuang-Time"
)

// ServerName is the name in every certificate that a centre gives itself: terminals
// verify it against the authority they were enrolled with, whatever address they
// dial.
const ServerName = "yichuangd"

// The media types of bodies.
const (
	TypeLines  = "application/x-ndjson"
	TypeJSON   = "application/json"
	TypeBytes  = "application/octet-stream"
	TypeEvents = "text/event-stream"
)

// The paths. Those with {…} take a name.
const (
	PathEnrol     = "/v1/enrol"
	PathRenew     = "/v1/renew"
	PathPush      = "/v1/push"
	PathPull      = "/v1/pull"
	PathSnapshot  = "/v1/snapshot"
	PathHeads     = "/v1/heads"
	PathDay       = "/v1/day"
	PathFeed      = "/v1/feed"
	PathCase      = "/v1/cases/{number}"
	PathReference = "/v1/reference"
	PathItem      = "/v1/items/{id}/{edition}"
	PathScan      = "/v1/scans/{hash}"
	PathChunk     = "/v1/chunks/{hash}"
	PathParcel    = "/v1/parcels"
	PathOpenAPI   = "/v1/openapi.json"
	PathWebhooks  = "/v1/webhooks.json"
	PathHealthy   = "/healthz"
	PathReady     = "/readyz"
)

// The kinds of events of the feed.
const (
	FeedPage      = "page"      // the lines of a page
	FeedNews      = "news"      // News
	FeedPublished = "published" // Published
)

// The bounds of bodies, in bytes and events. A receiver refuses what is larger.
const (
	MostPacked  = 16 << 20 // as it travels
	MostBody    = 64 << 20 // unpacked
	MostEvents  = 20_000   // of one push
	PageEvents  = 2000     // of a page, unless fewer were asked for
	PageBytes   = 2 << 20  // of a page, unpacked
	ChunkBytes  = yichuang.ScanChunkBytes
	InlineBytes = 64 << 10 // of events inside the feed; more is announced only
)
