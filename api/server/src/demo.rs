//! A school made up for trying out, served from a database of its own.
//!
//! The demo begins in an empty place: a database without tables is made the demo's and marked so, and any other that
//! does not bear the mark is left alone. Run again, it continues with what is there. Nobody is let in before all is
//! loaded and said, in a few lines here and in `demo.json` in the data folder.

mod load;
mod play;

use std::collections::BTreeMap;
use std::path::PathBuf;

use platform::config::Config;
use platform::db::Database;
use platform::settings;
use platform::text::Message;
use serde::{Deserialize, Serialize};

use crate::app::{self, Parts};
use crate::command::{fault, say};

pub use load::load;

/// The fact that marks a demo's database.
const MARK: &str = "demo";
/// What was said, as a file in the data folder.
const NOTICE: &str = "demo.json";

/// What somebody needs to try the demo.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demo {
    /// One token for each role, by the role's code.
    pub tokens: BTreeMap<String, String>,
    /// The certificate that was issued.
    pub certificate: Option<DemoCertificate>,
}

/// A certificate to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoCertificate {
    /// The PDF, as a path from the folder the demo was started in.
    pub file: PathBuf,
    /// The code it verifies by.
    pub code: String,
}

/// As `demo.json` holds it.
#[derive(Serialize)]
struct Notice<'a> {
    url: &'a str,
    #[serde(flatten)]
    demo: &'a Demo,
}

/// Runs the demo until the process is told to end.
pub(crate) async fn run(config: Config) -> Result<(), Message> {
    if config.is_production() {
        return Err(Message::new("command-unsafe-demo"));
    }
    claim(&config).await?;
    let mut running = app::start_unready(config, Parts::default()).await?;
    let demo = load(&running).await?;
    let config = &running.platform.config;
    write_notice(config, &demo)?;
    tell(&demo, &config.public_url(), &config.data_dir.join(NOTICE));
    running.let_in();
    running.keep_working();
    running.until_told_to_end().await
}

/// Writes down what somebody needs to try the demo.
fn write_notice(config: &Config, demo: &Demo) -> Result<(), Message> {
    let notice = Notice { url: &config.public_url(), demo };
    let text = serde_json::to_vec_pretty(&notice).map_err(|error| fault(&error))?;
    std::fs::write(config.data_dir.join(NOTICE), text).map_err(|error| fault(&error))
}

fn tell(demo: &Demo, url: &str, file: &std::path::Path) {
    say(&Message::new("command-demo-graphiql").with("url", format!("{url}/graphiql")));
    for (role, token) in &demo.tokens {
        println!("  {role}: {token}");
    }
    if let Some(certificate) = &demo.certificate {
        say(&Message::new("command-demo-certificate")
            .with("file", certificate.file.display().to_string())
            .with("code", &certificate.code)
            .with("url", format!("{url}/verify/{}", certificate.code)));
    }
    say(&Message::new("command-demo-file").with("file", file.display().to_string()));
}

/// Makes an empty place the demo's, and refuses any other that is not.
async fn claim(config: &Config) -> Result<(), Message> {
    // The address first: a second demo started by mistake changes nothing.
    drop(app::listen(config.listen)?);
    let platform = app::open(config.clone(), Parts::default()).await?;
    let database = &platform.database;
    let is_new = database.applied_steps().await?.is_empty();
    if !is_new && !is_marked(database).await? {
        return Err(Message::new("command-demo-not-a-demo"));
    }
    database.migrate().await?;
    if is_new {
        let write = database.write().await.map_err(|error| fault(&error))?;
        settings::set(&write, MARK, "true").await.map_err(|error| fault(&error))?;
        write.commit().await.map_err(|error| fault(&error))?;
    }
    platform.database.close().await.map_err(|error| fault(&error))
}

/// Whether a database is a demo's.
///
/// # Errors
/// A sentence, when it does not answer or is of a newer version.
pub(crate) async fn is_marked(database: &Database) -> Result<bool, Message> {
    // A foreign program's steps: a newer version is said to be one.
    database.is_current().await?;
    let mark = settings::get(database.reader(), MARK).await.map_err(|error| fault(&error))?;
    Ok(mark.is_some())
}
