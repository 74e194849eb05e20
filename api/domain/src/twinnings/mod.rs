//! One institution that helps another one, department by department (结对帮扶).
//!
//! A twinning is proposed by one side and stands once the other one accepts it: pairs of departments with a contact on each side, topics, ways
//! to meet, a term. Its sessions are teaching sessions; it says to which pair and topic each belongs. What it is measured by are indicators
//! of the institution that is helped, with the readings that are given anywhere: nothing is typed twice. Its report holds before against
//! after and says how many readings stand behind it, and never that one is the cause of the other.

mod rules;
mod service;
mod store;

pub use rules::{
    Change, Comparison, MOST_INDICATORS, MOST_PAIRS, MOST_TOPICS, OutcomeTrend, Point, Stretch,
    TwinningErrorCode, TwinningSide, TwinningStatus, TwinningTopic, compare, trend,
};
pub use service::{
    CHANGED_JOB, IndicatorReport, NewPair, NewReading, NewTwinning, SessionsOf, TWINNING_SOURCE_PURPOSE,
    TopicCounts, report, topic_counts, twinning_accept, twinning_decline, twinning_end,
    twinning_indicator_add, twinning_propose, twinning_reading_record, twinning_sessions_add,
};
pub use store::{
    Pair, Topic, Twinning, TwinningFilter, contacts_held, find_twinnings, hand_over, held_with,
    indicators_of, links_of, pairs_of, twinnings_count, twinnings_ordering, twinnings_page,
};
