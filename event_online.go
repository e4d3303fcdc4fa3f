package yichuang

// ChannelOnline is an application that a portal sent in.
const ChannelOnline Channel = "网上"

// OnlineOrigin is where an online application came from.
type OnlineOrigin struct {
	Portal    string `json:"portal"`    // its name at the centre
	Reference string `json:"reference"` // what the portal calls the application
}

// OnlineTaken is 网上收件: one clerk takes an application that came in online, and
// reviews it as any other. Taking is first come, first served.
type OnlineTaken struct {
	Window int `json:"window"`
}

// Kind names the event.
func (*OnlineTaken) Kind() EventKind { return "online-taken" }

func (b *OnlineTaken) apply(c *Case, e *Event) error {
	if c.Online != nil && c.Stage == StageReview {
		return conflict("这件网上申请已由终端"+c.Seat.Seat()+"领取", "请办理下一件")
	}
	if err := c.need(StageSubmitted); err != nil {
		return err
	}
	c.Stage, c.Seat = StageReview, e.Terminal
	c.Intake.Window, c.Intake.Clerk = b.Window, e.By
	return nil
}

func (*OnlineTaken) about() scope { return aboutAll }

func (b *OnlineTaken) say(naming) string { return "领取网上申请" }
