// Package hooks says what the region's platform and departments' own systems are
// told of a case, and sends it: which events are worth a message, what stands in it,
// how it is signed, and what the receiver's answer means.
//
// Terms:
//
//	subscription  who is told what, and where
//	message       a CloudEvent, version 1.0, of one step of one case
//	grant         which personal data a subscription gets
//	target        the address of a receiver
//
// Messages are signed as Standard Webhooks says. The package keeps nothing: what is
// still to be sent, and in which order, is the centre's.
//
// docs/hooks.md tells receivers what they get; docs/design/hooks.md tells why.
package hooks
