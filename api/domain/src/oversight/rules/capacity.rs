//! How far places are taken: trainee-days, by stretch of time.
//!
//! A department that takes 3 at once has 3 places on each day on which its base is accredited. On each of them as many are
//! occupied as are booked; of what is left, places are free, and what is booked beyond is overbooked. One example, which is also a
//! test: 2 places on 10 days, taken by 1 for 4 days and by 3 for 2 of them, are 20 places, 10 occupied, 12 free and 2 overbooked.

use chrono::{Datelike as _, Days, Months, NaiveDate};

platform::codes! {
    /// By which stretches of the calendar figures are told.
    pub enum CalendarStep {
        /// Weeks that begin on Mondays.
        Week = "WEEK",
        /// Calendar months.
        Month = "MONTH",
        /// Calendar quarters.
        Quarter = "QUARTER",
        /// Calendar years.
        Year = "YEAR",
    }
}

platform::codes! {
    /// What places are added up by.
    pub enum CapacityGrouping {
        /// Each department by itself.
        Department = "DEPARTMENT",
        /// The departments of each training base.
        TrainingBase = "TRAINING_BASE",
        /// All departments of clinical bases, and all of grassroots practice bases.
        BaseKind = "BASE_KIND",
        /// The departments of each consortium's core unit and members, on the days of their membership.
        Consortium = "CONSORTIUM",
    }
}

/// Longest time that one answer covers, in days: three years.
pub const LONGEST_CAPACITY_DAYS: i64 = 1_096;

impl CalendarStep {
    /// The first day of the stretch that follows the one in which a day lies.
    fn next(self, day: NaiveDate) -> Option<NaiveDate> {
        let month = day.with_day(1)?;
        match self {
            Self::Week => {
                day.checked_add_days(Days::new(7 - u64::from(day.weekday().num_days_from_monday())))
            }
            Self::Month => month.checked_add_months(Months::new(1)),
            Self::Quarter => month.checked_add_months(Months::new(3 - day.month0() % 3)),
            Self::Year => NaiveDate::from_ymd_opt(day.year() + 1, 1, 1),
        }
    }

    /// The stretches from one day to another, both counted; the first and the last may be cut short.
    #[must_use]
    pub fn within(self, (from, until): (NaiveDate, NaiveDate)) -> Vec<(NaiveDate, NaiveDate)> {
        let mut stretches = Vec::new();
        let mut begin = from;
        while begin <= until {
            let next = self.next(begin).filter(|next| *next <= until);
            let last = next.and_then(|next| next.pred_opt()).unwrap_or(until);
            stretches.push((begin, last));
            match next {
                Some(next) => begin = next,
                None => break,
            }
        }
        stretches
    }
}

/// Trainee-days of a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// There are so many.
    pub there: i64,
    /// So many are booked.
    pub occupied: i64,
    /// So many are left.
    pub free: i64,
    /// So many are booked beyond what there is.
    pub overbooked: i64,
}

impl Places {
    /// Adds those of another department or day.
    pub fn add(&mut self, other: Self) {
        self.there += other.there;
        self.occupied += other.occupied;
        self.free += other.free;
        self.overbooked += other.overbooked;
    }
}

/// Places of one department, day by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    from: NaiveDate,
    there: Vec<i64>,
    occupied: Vec<i64>,
}

impl Calendar {
    /// No places on any day from one to another, both counted.
    #[must_use]
    pub fn new((from, until): (NaiveDate, NaiveDate)) -> Self {
        let days = usize::try_from((until - from).num_days() + 1).unwrap_or_default();
        Self { from, there: vec![0; days], occupied: vec![0; days] }
    }

    /// The positions of the days of a stretch that lie in the calendar.
    fn positions(&self, from: NaiveDate, until: NaiveDate) -> std::ops::Range<usize> {
        let position = |day: NaiveDate| usize::try_from((day - self.from).num_days()).unwrap_or_default();
        let end = if until < self.from { 0 } else { position(until) + 1 };
        let end = end.min(self.there.len());
        position(from.max(self.from)).min(end)..end
    }

    /// There are so many on each day of a stretch.
    pub fn there(&mut self, from: NaiveDate, until: NaiveDate, places: i32) {
        let positions = self.positions(from, until);
        self.there
            .iter_mut()
            .take(positions.end)
            .skip(positions.start)
            .for_each(|day| *day = i64::from(places));
    }

    /// One is booked on each day of a stretch.
    pub fn occupy(&mut self, from: NaiveDate, until: NaiveDate) {
        let positions = self.positions(from, until);
        self.occupied.iter_mut().take(positions.end).skip(positions.start).for_each(|day| *day += 1);
    }

    /// The places of a stretch, on those of its days that `counts` names by their position.
    #[must_use]
    pub fn places(
        &self,
        (from, until): (NaiveDate, NaiveDate),
        counts: impl Fn(NaiveDate) -> bool,
    ) -> Places {
        let positions = self.positions(from, until);
        let mut places = Places::default();
        let days = self.from.iter_days().zip(self.there.iter().zip(&self.occupied));
        for (_, (there, occupied)) in
            days.take(positions.end).skip(positions.start).filter(|(day, _)| counts(*day))
        {
            places.add(Places {
                there: *there,
                occupied: *occupied,
                free: (there - occupied).max(0),
                overbooked: (occupied - there).max(0),
            });
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn places_are_occupied_free_or_overbooked_by_the_day() {
        let days = (day("2026-03-01"), day("2026-03-10"));
        let mut calendar = Calendar::new(days);
        calendar.there(day("2026-01-01"), day("2026-12-31"), 2);
        calendar.occupy(day("2026-02-01"), day("2026-03-04"));
        calendar.occupy(day("2026-03-02"), day("2026-03-03"));
        calendar.occupy(day("2026-03-02"), day("2026-03-03"));
        calendar.occupy(day("2026-03-09"), day("2026-04-09"));
        calendar.occupy(day("2026-01-09"), day("2026-02-09"));
        let all = calendar.places(days, |_| true);
        assert_eq!(all, Places { there: 20, occupied: 10, free: 12, overbooked: 2 });
        let last = calendar.places((day("2026-03-09"), day("2026-03-10")), |on| on == day("2026-03-10"));
        assert_eq!(last, Places { there: 2, occupied: 1, free: 1, overbooked: 0 });
    }

    #[test]
    fn the_calendar_is_cut_where_its_stretches_end() {
        let days = (day("2026-02-25"), day("2026-04-02"));
        let until = |step: CalendarStep| -> Vec<String> {
            step.within(days).iter().map(|(_, last)| last.format("%m-%d").to_string()).collect()
        };
        assert_eq!(until(CalendarStep::Week), ["03-01", "03-08", "03-15", "03-22", "03-29", "04-02"]);
        assert_eq!(until(CalendarStep::Month), ["02-28", "03-31", "04-02"]);
        assert_eq!(until(CalendarStep::Quarter), ["03-31", "04-02"]);
        assert_eq!(until(CalendarStep::Year), ["04-02"]);
        assert_eq!(CalendarStep::Month.within((day("2026-02-28"), day("2026-02-28"))).len(), 1);
    }
}
