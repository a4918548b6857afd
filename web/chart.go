package web

import (
	"slices"
	"strconv"
	"time"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// Chart is bars over days, each made of parts. It is drawn on a plane of chartWidth ×
// chartHeight.
type Chart struct {
	Title   string
	Series  []Series
	Bars    []Bar
	Highest string // what the top of the plane stands for
}

// Series is one kind of part.
type Series struct {
	Label string
	Class string // of its colour and pattern
	Icon  string
	Today int64
	Total int64
}

// Bar is a day.
type Bar struct {
	Day   time.Time
	Label string
	Total int64
	Each  []int64 // by series
	Parts []Part
}

// Part is a rectangle of a bar.
type Part struct{ Class, X, Y, Width, Height string }

const (
	chartWidth, chartHeight = 720, 120
	barGap                  = 4
)

// newChart draws days. each yields what a day has of every series.
func newChart(title string, series []Series, days []time.Time, each func(day, series int) int64) Chart {
	c := Chart{Title: title, Series: series}
	var highest int64
	for i, day := range days {
		bar := Bar{Day: day, Label: day.Format("Mon 2 Jan")}
		for s := range series {
			n := each(i, s)
			bar.Each = append(bar.Each, n)
			bar.Total += n
			c.Series[s].Total += n
			if i == len(days)-1 {
				c.Series[s].Today = n
			}
		}
		highest = max(highest, bar.Total)
		c.Bars = append(c.Bars, bar)
	}
	c.Highest = number(highest)
	width := float64(chartWidth) / float64(max(len(days), 1))
	for i := range c.Bars {
		c.Bars[i].draw(c.Series, float64(i)*width, width-barGap, highest)
	}
	return c
}

// draw stacks the parts of a bar from the ground.
func (c *Bar) draw(series []Series, x, width float64, highest int64) {
	ground := float64(chartHeight)
	for s, n := range c.Each {
		if n == 0 {
			continue
		}
		height := float64(n) / float64(highest) * chartHeight
		ground -= height
		c.Parts = append(c.Parts, Part{series[s].Class, decimal(x), decimal(ground), decimal(width), decimal(height)})
	}
}

func decimal(n float64) string { return strconv.FormatFloat(n, 'f', 1, 64) }

// Empty reports whether there is nothing to be seen.
func (c Chart) Empty() bool { return c.Highest == "0" }

// First and Last are the days at the ends.
func (c Chart) First() string { return c.Bars[0].Label }

// Last is the newest day.
func (c Chart) Last() string { return c.Bars[len(c.Bars)-1].Label }

// Since is the first day, as filters have it.
func (c Chart) Since() string { return c.Bars[0].Day.Format(time.DateOnly) }

// Total is how many there are of all series.
func (c Chart) Total() (n int64) {
	for _, s := range c.Series {
		n += s.Total
	}
	return n
}

// Today is how many the last day has.
func (c Chart) Today() int64 { return c.Bars[len(c.Bars)-1].Total }

// arrivalsChart draws who came in, with those sources that brought somebody.
func arrivalsChart(a service.Arrivals) Chart {
	var came []contact.Source
	var series []Series
	for _, source := range contact.Sources() {
		for _, d := range a.Days {
			if d.Contacts[source] == 0 {
				continue
			}
			came = append(came, source)
			series = append(series, Series{Label: sourceLabel(string(source)), Icon: sourceIcon(string(source)), Class: "s-" + string(source)})
			break
		}
	}
	days := make([]time.Time, len(a.Days))
	for i, d := range a.Days {
		days[i] = d.Day
	}
	return newChart("New contacts by day", series, days, func(day, s int) int64 { return a.Days[day].Contacts[came[s]] })
}

// Newest are the days that have something, the latest first.
func (c Chart) Newest() []Bar {
	var all []Bar
	for _, bar := range slices.Backward(c.Bars) {
		if bar.Total > 0 {
			all = append(all, bar)
		}
	}
	return all
}
