//! Stories: what a test is, and how one becomes a trial per database.

use std::any::type_name;
use std::pin::Pin;

use crate::checkers::Checker;
use crate::databases::Database;
use crate::world::World;

type Act<W> = Box<dyn Fn(W) -> Pin<Box<dyn Future<Output = ()>>> + Send + Sync>;

/// What a story is told with.
pub(crate) enum Telling {
    /// A server and all that belongs to it.
    World(Act<World>),
    /// A migrated database.
    Database(Act<std::sync::Arc<Database>>),
    /// Nothing: told once.
    Plain(Act<()>),
}

/// One test, told once per database.
pub struct Story {
    pub(crate) name: String,
    pub(crate) needs: Vec<Checker>,
    pub(crate) telling: Telling,
}

impl Story {
    /// Names the outside programs without which it cannot be told.
    #[must_use]
    pub fn needs(mut self, checkers: &[Checker]) -> Self {
        self.needs.extend_from_slice(checkers);
        self
    }
}

/// A story over real HTTP: given a server with a fresh database.
#[must_use]
pub fn story<F, T>(act: F) -> Story
where
    F: Fn(World) -> T + Send + Sync + 'static,
    T: Future<Output = ()> + 'static,
{
    let telling = Telling::World(Box::new(move |world| Box::pin(act(world))));
    Story { name: name_of::<F>(), needs: Vec::new(), telling }
}

/// A story about a database alone: no server is started.
#[must_use]
pub fn on_database<F, T>(act: F) -> Story
where
    F: Fn(std::sync::Arc<Database>) -> T + Send + Sync + 'static,
    T: Future<Output = ()> + 'static,
{
    let telling = Telling::Database(Box::new(move |database| Box::pin(act(database))));
    Story { name: name_of::<F>(), needs: Vec::new(), telling }
}

/// A story that needs no database, told once.
#[must_use]
pub fn plain<F, T>(act: F) -> Story
where
    F: Fn() -> T + Send + Sync + 'static,
    T: Future<Output = ()> + 'static,
{
    let telling = Telling::Plain(Box::new(move |()| Box::pin(act())));
    Story { name: name_of::<F>(), needs: Vec::new(), telling }
}

/// `suite::stories::hours::nobody_reviews…` is told as `hours::nobody_reviews…`.
fn name_of<F>() -> String {
    let path = type_name::<F>();
    path.split_once("::stories::").map_or(path, |(_, name)| name).to_owned()
}
