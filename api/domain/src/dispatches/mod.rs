//! Experts who go to a grassroots institution (专家派驻): by a weekly timetable, or singly.
//!
//! A dispatch is a batch of experts whom one institution sends to another one for a term. Each line of its timetable says who holds what
//! and when; what falls due is planned at once as teaching sessions, up to the end of the term or of the agreement. From there on the sessions
//! are the truth: one is moved, led by a substitute, called off, held and confirmed as any other one, and counts as any other one. The calendar may
//! change: a dispatch is aligned with it anew. It ends, whole or one line of it, with a day and a reason, and what was planned later is called
//! off.

mod rules;
mod service;
mod store;

pub use rules::{MOST_SESSIONS, MOST_SLOTS};
pub use service::{
    Aligned, CHANGED_JOB, DispatchEnding, DispatchWord, NewDispatch, NewSlot, dispatch_align, dispatch_end,
    dispatch_plan, dispatch_slot_add, occurrences, told_of,
};
pub use store::{
    Dispatch, DispatchCounts, DispatchFilter, Slot, counts_of, dispatches_count, dispatches_ordering,
    dispatches_page, find_dispatches, hand_over, of_sessions, sent_to, sessions_between, sessions_of,
    slots_held, slots_of,
};
