//! The binary's rooms: everything between the operating system and the domain.
//!
//! [`app`] opens an installation and runs a server over it, [`routes`] says what lies under which address, [`work`]
//! does the jobs that transactions leave behind, and [`command`] is what a person at a terminal can ask for. The
//! front door itself is [`http`].

pub mod admission;
pub mod app;
pub mod calendars;
pub mod case;
pub mod command;
pub mod demo;
pub mod doctor;
pub mod downloads;
pub mod http;
pub mod metrics;
pub mod portal;
pub mod routes;
pub mod safety;
pub mod uploads;
pub mod work;
