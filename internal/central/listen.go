package central

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"yichuang"
)

// channel is where centres on one PostgreSQL tell each other that a hall has news.
const channel = "yichuang"

// tell has the others told when the transaction is committed.
func (t *tx) tell(hall yichuang.HallID) error {
	if !t.pg() {
		return nil
	}
	_, err := t.exec("SELECT pg_notify($1, $2)", channel, string(hall))
	return err
}

// listen hears of what other centres wrote. While it cannot, halls are polled.
func (c *Centre) listen(life context.Context) {
	for life.Err() == nil {
		if err := c.hear(life); err != nil && life.Err() == nil {
			c.Log.Warn("not listening to the database, polling instead", "err", err)
		}
		select {
		case <-life.Done():
		case <-time.After(pollEvery):
		}
	}
}

func (c *Centre) hear(life context.Context) error {
	conn, err := pgx.Connect(life, c.db.dsn)
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(life, "LISTEN "+channel); err != nil {
		return err
	}
	for {
		n, err := conn.WaitForNotification(life)
		if err != nil {
			return err
		}
		c.mu.Lock()
		h := c.halls[yichuang.HallID(n.Payload)]
		c.mu.Unlock()
		if h != nil {
			h.news.behind()
		}
	}
}
