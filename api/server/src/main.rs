//! `xinglin`, the program: reads the command line, begins the log, and hands over to [`server::command`].

use std::process::ExitCode;

use clap::Parser;
use platform::config::Config;
use platform::telemetry;
use server::command::{self, Command};

/// Training and credentialing for Chinese medical education.
#[derive(Parser)]
#[command(name = "xinglin", version)]
struct Line {
    #[command(flatten)]
    config: Config,

    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let line = Line::parse();
    telemetry::begin(&line.config.log, line.config.log_format);
    match command::run(line.command, line.config) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("xinglin: {}", message.render(command::language()));
            ExitCode::FAILURE
        }
    }
}
