//! Administrative divisions in the graph, from the list that comes with the system.

use async_graphql::{Context, Object};
use domain::organisations::{Division, RegionLevel};
use platform::text::Message;

use crate::codes::Coded;
use crate::context::viewer;
use crate::errors::bad_input;

/// An administrative division to county level.
#[derive(Clone, Copy, Debug)]
pub struct Region(pub Division);

impl Region {
    fn at(self, level: RegionLevel) -> Option<Self> {
        self.0.at(level).map(Self)
    }
}

/// An administrative division to county level, as the list of the Ministry of Civil Affairs that comes with the system has it
/// (GB/T 2260).
#[Object]
impl Region {
    /// Its code, 6 digits.
    async fn code(&self) -> &str {
        self.0.code
    }

    /// Its name, in Chinese: the list has no other.
    async fn name(&self) -> &str {
        self.0.name
    }

    /// Its level.
    async fn level(&self) -> Coded<RegionLevel> {
        Coded(self.0.level())
    }

    /// The province it is or lies in.
    async fn province(&self) -> Option<Region> {
        self.at(RegionLevel::Province)
    }

    /// The prefecture it is or lies in; null of a province. Where a province or municipality administers counties itself, the entry
    /// that stands for that.
    async fn prefecture(&self) -> Option<Region> {
        self.at(RegionLevel::Prefecture)
    }

    /// The county it is; null of what is larger.
    async fn county(&self) -> Option<Region> {
        self.at(RegionLevel::County)
    }

    /// Whether `regions(within:)` lists something beneath it.
    async fn has_parts(&self) -> bool {
        !self.0.parts().is_empty()
    }
}

/// Fields of the root about administrative divisions.
#[derive(Default)]
pub struct RegionQuery;

#[Object]
impl RegionQuery {
    /// The administrative divisions directly beneath one, by code, to county level; every province when nothing is said.
    async fn regions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of 6 digits; one that the list does not have is BAD_USER_INPUT.")]
        within: Option<String>,
    ) -> async_graphql::Result<Vec<Region>> {
        viewer(ctx)?;
        let parts = match within {
            None => Division::provinces(),
            Some(code) => {
                let message = || Message::new("organisations-region-unknown").with("code", code.as_str());
                Division::known(&code).ok_or_else(|| bad_input(ctx, message()))?.parts()
            }
        };
        Ok(parts.into_iter().map(Region).collect())
    }
}
