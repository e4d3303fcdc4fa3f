package central

import (
	"context"
	"sync"

	"yichuang"
)

// posts are the posts that people of a hall hold or have held, as they were looked
// up last.
type posts struct {
	mu sync.Mutex
	of map[yichuang.UserID][]yichuang.User
}

// mayState refuses what the author of an event may not state: for want of the role,
// or because another department decides. A post that was held once counts, because
// the event may have waited on a terminal since. What is not found is looked up again,
// so that a new person need not be waited for, but once for an offer: looked says
// whether that was done. In a hall without people there is nobody to compare with, and
// nobody who could sign in either. c is the case before the event.
func (h *hall) mayState(ctx context.Context, q querier, c *yichuang.Case, e *yichuang.Event, looked *bool) (refusal, err error) {
	h.posts.mu.Lock()
	defer h.posts.mu.Unlock()
	refusal = h.posts.allow(c, e)
	if refusal == nil && h.posts.of != nil {
		return nil, nil
	}
	if !*looked {
		if h.posts.of, err = h.centre.posts(ctx, q, h.id); err != nil {
			return nil, err
		}
		*looked = true
		refusal = h.posts.allow(c, e)
	}
	if len(h.posts.of) == 0 {
		return nil, nil
	}
	return refusal, nil
}

func (p *posts) allow(c *yichuang.Case, e *yichuang.Event) error {
	held := p.of[e.By]
	if len(held) == 0 {
		return &yichuang.Error{Code: yichuang.Denied, Message: "大厅没有工号“" + yichuang.Clip(string(e.By), 20) + "”的人员，这一步没有被接受", Hint: "请管理员在中心登记这个人员后，由本人重新做这一步"}
	}
	var err error
	for _, u := range held {
		if err = yichuang.MayState(u, c, e.Body); err == nil {
			return nil
		}
	}
	return err
}

// posts reads every post that people of a hall hold or have held.
func (c *Centre) posts(ctx context.Context, q querier, hall yichuang.HallID) (map[yichuang.UserID][]yichuang.User, error) {
	rows, err := q.all(ctx, "SELECT person, role, also, department FROM posts WHERE hall = $1 ORDER BY since DESC", string(hall))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[yichuang.UserID][]yichuang.User{}
	for rows.Next() {
		var u yichuang.User
		if err := rows.Scan(&u.ID, &u.Role, &u.Also, &u.Department); err != nil {
			return nil, err
		}
		u.Name = string(u.ID) // who it is by name does not matter here
		all[u.ID] = append(all[u.ID], u)
	}
	return all, rows.Err()
}

// notePost notes the post that a person holds from now on.
func (p *publisher) notePost(hall yichuang.HallID, u yichuang.User) error {
	_, err := p.exec(`INSERT INTO posts (hall, person, role, also, department, since) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (hall, person, role, also, department) DO UPDATE SET since = excluded.since`,
		string(hall), string(u.ID), string(u.Role), string(u.Also), u.Department, p.revision)
	return err
}
