//! What the demo holds, made once: played on the first run, found again on every later one.

use platform::settings;
use platform::text::Message;

use super::{Demo, DemoCertificate, NOTICE, play};
use crate::app::Running;
use crate::command::fault;

/// The fact that says that the demo was played to its end.
const PLAYED: &str = "demo-played";
/// The certificate's file in the data folder.
const CERTIFICATE: &str = "demo-certificate.pdf";

/// Makes the demo's world, or finds what an earlier run made.
///
/// # Errors
/// A sentence, when an earlier run was cut off before its end, or an act of the play was refused.
pub async fn load(running: &Running) -> Result<Demo, Message> {
    let platform = &running.platform;
    let folder = &platform.config.data_dir;
    let stage = settings::get(platform.database.reader(), PLAYED).await.map_err(|error| fault(&error))?;
    match stage.as_deref() {
        Some("yes") => {
            let text = std::fs::read(folder.join(NOTICE)).map_err(|error| fault(&error))?;
            return serde_json::from_slice(&text).map_err(|error| fault(&error));
        }
        Some(_) => {
            return Err(Message::new("command-demo-cut-off").with("folder", folder.display().to_string()));
        }
        None => {}
    }
    mark(running, "begun").await?;
    let played = play::play(platform).await?;
    let file = folder.join(CERTIFICATE);
    std::fs::write(&file, &played.certificate).map_err(|error| fault(&error))?;
    let demo = Demo {
        tokens: played.tokens.into_iter().collect(),
        certificate: Some(DemoCertificate { file, code: played.certificate_code }),
    };
    // The notice before the mark: tokens are kept nowhere else.
    super::write_notice(&platform.config, &demo)?;
    mark(running, "yes").await?;
    Ok(demo)
}

async fn mark(running: &Running, stage: &str) -> Result<(), Message> {
    let write = running.platform.database.write().await.map_err(|error| fault(&error))?;
    settings::set(&write, PLAYED, stage).await.map_err(|error| fault(&error))?;
    write.commit().await.map_err(|error| fault(&error))
}
