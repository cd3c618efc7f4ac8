//! The timeline as inline SVG: one lane for each secret. Every mark has a shape of its own, so that it reads in black
//! and white; a table beside it says the same in words.

use super::markup::Markup;
use crate::{
    audit::timeline::{Lane, MarkKind, StretchKind, Timeline},
    time::Time,
};

const WIDTH: i64 = 960;
/// From the left edge to the beginning of time.
const LEFT: i64 = 190;
const RIGHT: i64 = 24;
/// Height of a lane: stretches above its line, events on it, files below.
const LANE: i64 = 46;
const OFF_LINE: i64 = 13;
const TOP: i64 = 46;
const TICKS: i64 = 5;
const DAY: i64 = 86_400;

/// Draws the chart, if there is anything to draw.
pub(super) fn draw(page: &mut Markup, timeline: &Timeline) {
    let times = || {
        timeline.lanes.iter().flat_map(|lane| {
            let stretches = lane.stretches.iter().flat_map(|stretch| [Some(stretch.from), stretch.to]).flatten();
            lane.marks.iter().map(|mark| mark.time).chain(stretches)
        })
    };
    let (Some(first), Some(last)) = (times().min(), times().max()) else { return };
    // A single moment stands in the middle of a day.
    let margin = ((DAY - (last.unix() - first.unix())) / 2).max(0);
    let scale = Scale { first: (first.unix() - margin).max(0), span: (last.unix() - first.unix()) + 2 * margin };
    let lanes = i64::try_from(timeline.lanes.len()).unwrap_or(i64::MAX / LANE);
    let height = TOP + lanes * LANE + 28;
    page.raw("<svg role=\"img\" aria-label=\"Timeline of the secrets; the table below it says the same in words\" viewBox=\"0 0 ")
        .text(WIDTH)
        .raw(" ")
        .text(height)
        .raw("\" xmlns=\"http://www.w3.org/2000/svg\" fill=\"none\" stroke=\"currentColor\">\n");
    legend(page);
    for (row, lane) in (0_i64..).zip(&timeline.lanes) {
        draw_lane(page, lane, TOP + row * LANE + LANE / 2, &scale);
    }
    axis(page, &scale, TOP + lanes * LANE + 4);
    page.raw("</svg>\n");
}

/// Times to places from left to right.
struct Scale {
    first: i64,
    span: i64,
}

impl Scale {
    fn x(&self, time: Time) -> i64 {
        LEFT + (time.unix() - self.first) * (WIDTH - LEFT - RIGHT) / self.span.max(1)
    }

    fn at(&self, tick: i64) -> Option<Time> {
        Time::from_unix(self.first + self.span * tick / (TICKS - 1))
    }
}

fn text(page: &mut Markup, (x, y): (i64, i64), anchor: &'static str, words: &str) {
    page.raw("<text stroke=\"none\" x=\"")
        .text(x)
        .raw("\" y=\"")
        .text(y)
        .raw("\" text-anchor=\"")
        .raw(anchor)
        .raw("\">");
    page.text(words).raw("</text>\n");
}

fn line(page: &mut Markup, (x1, y1): (i64, i64), (x2, y2): (i64, i64), style: &'static str) {
    page.raw("<line x1=\"").text(x1).raw("\" y1=\"").text(y1).raw("\" x2=\"").text(x2).raw("\" y2=\"").text(y2);
    page.raw("\"").raw(style).raw("/>\n");
}

fn legend(page: &mut Markup) {
    let mut x = 8;
    for kind in MarkKind::ALL {
        shape(page, kind, x, 14);
        text(page, (x + 11, 18), "start", kind.name());
        x += 112;
    }
    for kind in [StretchKind::NotBackedUp, StretchKind::NotLoaded] {
        line(page, (x, 14), (x + 24, 14), stroke(kind));
        text(page, (x + 30, 18), "start", kind.name());
        x += 150;
    }
}

fn draw_lane(page: &mut Markup, lane: &Lane, y: i64, scale: &Scale) {
    let name = match &lane.msid {
        Some(msid) => in_short(msid) + if lane.current { " (current)" } else { "" },
        None => "no secret named".to_owned(),
    };
    text(page, (8, y + 4), "start", &name);
    line(page, (LEFT, y), (WIDTH - RIGHT, y), " stroke-opacity=\"0.25\"");
    for stretch in &lane.stretches {
        let to = stretch.to.map_or(WIDTH - RIGHT, |to| scale.x(to));
        // Even a moment has to be seen.
        let from = scale.x(stretch.from);
        line(page, (from, y - OFF_LINE), (to.max(from + 4), y - OFF_LINE), stroke(stretch.kind));
    }
    let mut drawn = None;
    for mark in &lane.marks {
        let place = (mark.kind, scale.x(mark.time));
        // Marks of one kind on one spot are one shape; the table has them all.
        if drawn != Some(place) {
            shape(page, mark.kind, place.1, if mark.kind == MarkKind::File { y + OFF_LINE } else { y });
            drawn = Some(place);
        }
    }
}

/// Beginning and end of an identifier tell it from others.
fn in_short(msid: &str) -> String {
    match (msid.get(..8), msid.len().checked_sub(4).and_then(|at| msid.get(at..))) {
        (Some(begin), Some(end)) => format!("{begin}…{end}"),
        _ => msid.to_owned(),
    }
}

fn stroke(kind: StretchKind) -> &'static str {
    match kind {
        StretchKind::NotBackedUp => " stroke-width=\"4\" stroke-dasharray=\"2 3\"",
        StretchKind::NotLoaded => " stroke-width=\"4\" stroke-dasharray=\"10 3\"",
    }
}

/// A star for the beginning, a disk for a backup, a ring for a restore, a cross for a failure, a square for a file.
fn shape(page: &mut Markup, kind: MarkKind, x: i64, y: i64) {
    match kind {
        MarkKind::Generated => {
            line(page, (x - 6, y), (x + 6, y), " stroke-width=\"1.6\"");
            line(page, (x, y - 6), (x, y + 6), " stroke-width=\"1.6\"");
            line(page, (x - 4, y - 4), (x + 4, y + 4), " stroke-width=\"1.6\"");
            line(page, (x - 4, y + 4), (x + 4, y - 4), " stroke-width=\"1.6\"");
        }
        MarkKind::BackedUp => {
            page.raw("<circle r=\"5\" fill=\"currentColor\" cx=\"").text(x).raw("\" cy=\"").text(y).raw("\"/>\n");
        }
        MarkKind::Restored => {
            page.raw("<circle r=\"5\" stroke-width=\"2\" cx=\"").text(x).raw("\" cy=\"").text(y).raw("\"/>\n");
        }
        MarkKind::Failed => {
            line(page, (x - 5, y - 5), (x + 5, y + 5), " stroke-width=\"2.4\"");
            line(page, (x - 5, y + 5), (x + 5, y - 5), " stroke-width=\"2.4\"");
        }
        MarkKind::File => {
            page.raw("<rect width=\"9\" height=\"9\" stroke-width=\"1.6\" x=\"").text(x - 4).raw("\" y=\"").text(y - 4);
            page.raw("\"/>\n");
        }
    }
}

fn axis(page: &mut Markup, scale: &Scale, y: i64) {
    line(page, (LEFT, y), (WIDTH - RIGHT, y), "");
    for tick in 0..TICKS {
        let Some(time) = scale.at(tick) else { continue };
        let (x, day) = (scale.x(time), super::markup::moment(time));
        line(page, (x, y), (x, y + 4), "");
        let is_last = tick == TICKS - 1;
        let anchor = if is_last { "end" } else { "middle" };
        // Days are enough on a span of many; hours are needed on a short one.
        let words = if scale.span > 6 * DAY { day.get(..10) } else { day.get(..16) };
        text(page, (if is_last { x + RIGHT - 2 } else { x }, y + 18), anchor, words.unwrap_or(&day));
    }
}
