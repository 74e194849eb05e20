//! How good the teaching is, both ways (教学质量双向评价), told so that nobody's answer is told.
//!
//! Whoever attended a confirmed session rates it, those who led it and the place; whoever led it rates the group and how the place received
//! her. Forms are data. No answer is kept as such: the moment it is given it is added to counts that five people share, its words are laid
//! among theirs, and that she rated is written down apart from it. What is counted is shown once five different people have answered, those
//! five at once, and the next five after them: two readings differ by five people or not at all.

mod form_file;
pub mod rules;
mod service;
mod store;

pub use rules::{
    FEWEST, HIGHEST, LONGEST_COMMENT, RatingForm, RatingForms, RatingItem, TeachingRatingErrorCode,
    TeachingRatingSubject, mean_hundredths,
};
pub use service::{
    NewRating, RatingDue, RatingsOnForm, TeachingRatings, shown_about, teaching_rating_give,
    teaching_ratings, teaching_ratings_due,
};
pub use store::{RatingGiven, erase, given_by, hand_over};
