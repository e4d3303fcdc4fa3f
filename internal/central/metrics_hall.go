package central

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// hallFigures are read from the database when somebody asks for them.
type hallFigures struct{ centre *Centre }

var (
	hallPosition = prometheus.NewDesc("yichuang_hall_position", "Position of the last event of a hall.", []string{"hall"}, nil)
	hallCases    = prometheus.NewDesc("yichuang_hall_cases", "Cases of a hall: open, or ended.", []string{"hall", "state"}, nil)
	databaseUp   = prometheus.NewDesc("yichuang_database_up", "1 when the database answers.", nil, nil)
)

// Describe names the figures.
func (h hallFigures) Describe(to chan<- *prometheus.Desc) {
	to <- hallPosition
	to <- hallCases
	to <- databaseUp
}

// Collect reads them. A database that does not answer is a figure, too.
func (h hallFigures) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	halls, err := h.centre.Halls(ctx)
	up := 0.0
	if err == nil {
		up = 1
	}
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	gauge(databaseUp, up)
	for _, hall := range halls {
		gauge(hallPosition, float64(hall.Position), string(hall.ID))
		gauge(hallCases, float64(hall.Open), string(hall.ID), "open")
		gauge(hallCases, float64(hall.Cases-hall.Open), string(hall.ID), "ended")
	}
}
