//! Measuring in turns: every contestant runs once in each round, so that what slows the machine down hits all alike.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// Runs once, and tells how many milliseconds that took.
pub type Contestant<'a> = Box<dyn FnMut() -> Result<f64> + 'a>;

/// Milliseconds of each contestant, in the order of the rounds.
pub fn in_turns(rounds: usize, contestants: &mut [Contestant<'_>]) -> Result<Vec<Vec<f64>>> {
    let mut times = vec![Vec::new(); contestants.len()];
    // The first round fills caches and is not counted.
    for round in 0..=rounds {
        for turn in 0..contestants.len() {
            // Each goes first as often as the others.
            let index = (turn + round) % contestants.len();
            if let (Some(contestant), Some(times)) = (contestants.get_mut(index), times.get_mut(index)) {
                let time = contestant()?;
                if round > 0 {
                    times.push(time);
                }
            }
        }
    }
    Ok(times)
}

/// The time of a whole program, from its start to its end. What it prints is thrown away.
pub fn program(make: impl Fn() -> Command) -> impl FnMut() -> Result<f64> {
    move || {
        let mut command = make();
        let start = Instant::now();
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        let time = start.elapsed();
        let status = status.with_context(|| format!("{command:?} could not be started"))?;
        ensure!(status.code().is_some_and(|code| code < 2), "{command:?} ended with {status}");
        Ok(milliseconds(time))
    }
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The middle one of some values; 0 of none.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let at = |index: usize| sorted.get(index).copied().unwrap_or(0.0);
    if sorted.len() % 2 == 1 { at(middle) } else { f64::midpoint(at(middle.saturating_sub(1)), at(middle)) }
}

/// The middle one of the ratios round by round: two times of one round were measured one right after the other.
pub fn ratio(ours: &[f64], theirs: &[f64]) -> f64 {
    let ratios: Vec<f64> = ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect();
    median(&ratios)
}

/// With which power of the size the time grows: 1 is linear, 2 is quadratic. The slope of a straight line through the
/// logarithms, by least squares.
pub fn power(sizes: &[f64], times: &[f64]) -> f64 {
    let points: Vec<(f64, f64)> = sizes.iter().zip(times).map(|(size, time)| (size.ln(), time.ln())).collect();
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let covariance: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    covariance / points.iter().map(|point| (point.0 - x).powi(2)).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 9.0]), 3.0);
        assert_eq!(median(&[4.0, 1.0, 9.0, 2.0]), 3.0);
        assert_eq!(median(&[]), 0.0);
    }

    #[test]
    fn a_ratio_is_taken_round_by_round() {
        // Everything took ten times as long in the second round.
        assert_eq!(ratio(&[1.0, 10.0, 1.0], &[2.0, 20.0, 2.0]), 0.5);
    }

    #[test]
    fn growth_is_told_by_its_power() {
        let sizes = [10.0, 100.0, 1000.0];
        assert!((power(&sizes, &[0.5, 5.0, 50.0]) - 1.0).abs() < 1e-9);
        assert!((power(&sizes, &[0.5, 50.0, 5000.0]) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn each_contestant_has_a_turn_in_each_round() {
        let (mut first, mut second) = (0.0, 0.0);
        let times = in_turns(
            3,
            &mut [
                Box::new(|| {
                    first += 1.0;
                    Ok(first)
                }),
                Box::new(|| {
                    second += 2.0;
                    Ok(second)
                }),
            ],
        );
        assert_eq!(times.ok(), Some(vec![vec![2.0, 3.0, 4.0], vec![4.0, 6.0, 8.0]]));
    }
}
