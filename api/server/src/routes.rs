//! What lies under which address.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::web::{Data, ServiceConfig};
use async_graphql::EmptySubscription;
use platform::Platform;
use platform::text::Message;

use crate::admission;
use crate::http::address::Proxies;
use crate::http::allowance::Allowances;
use crate::http::budget::Budget;
use crate::http::documents::Documents;
use crate::http::graphiql::{self, Assets};
use crate::http::graphql::{self as endpoint, Endpoint};
use crate::http::health;
use crate::metrics::Metrics;
use crate::portal;
use crate::{calendars, case, downloads, uploads};

/// Where GraphQL is spoken.
pub(crate) const GRAPHQL: &str = "/graphql";

/// The query that GraphiQL begins with.
const FIRST_QUERY: &str =
    "# Set the header Authorization: Bearer xlt_… below, then run.\n{\n  __typename\n}\n";

type GraphQl = Endpoint<graphql::Query, graphql::Mutation, EmptySubscription>;

/// What every worker of the server shares.
#[derive(Clone)]
pub struct Site {
    pub(crate) platform: Platform,
    pub(crate) metrics: Arc<Metrics>,
    /// Whether `/readyz` may say yes.
    pub(crate) is_open: Arc<AtomicBool>,
    graphql: Arc<GraphQl>,
    allowances: Arc<Allowances>,
}

impl std::fmt::Debug for Site {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Site").finish_non_exhaustive()
    }
}

impl Site {
    /// The site over an installation.
    ///
    /// # Errors
    /// A sentence, when the trusted documents cannot be read.
    pub(crate) fn new(
        platform: Platform,
        metrics: Arc<Metrics>,
        is_open: Arc<AtomicBool>,
    ) -> Result<Self, Message> {
        let body_limit = u64::try_from(platform.config.body_limit).unwrap_or(u64::MAX);
        let door = &platform.config.door;
        let allowances =
            Allowances::new(platform.clock.clone(), door.rate_limit_caller, door.rate_limit_address);
        let allowances = Arc::new(allowances);
        let admit = admission::admit(&platform, &allowances);
        let budget = Budget::default();
        let path = door.trusted_documents_path.as_deref();
        let documents = Documents::load(door.trusted_documents, path, &budget)?;
        let has_suggestions = platform.config.has_suggestions();
        let schema = if has_suggestions { graphql::schema() } else { graphql::discreet_schema() };
        let graphql =
            Endpoint::new(schema, budget, admit).with_body_limit(body_limit).with_documents(documents);
        Ok(Self { platform, metrics, is_open, graphql: Arc::new(graphql), allowances })
    }
}

/// Registers every address: the API, uploads, downloads, calendars, the read endpoints of CASE, health, GraphiQL, and the pages for people.
pub fn configure(config: &mut ServiceConfig, site: &Site) {
    let assets = site.platform.config.graphiql_assets.clone().map_or(Assets::Cdn, Assets::Folder);
    let door = &site.platform.config.door;
    let proxies = Proxies { trusted: door.trusted_proxies.clone(), header: door.proxy_header };
    config
        .app_data(Data::new(proxies))
        .service(endpoint::resource(GRAPHQL, &site.graphql))
        .service(uploads::resource("/uploads/{secret}", site.platform.clone(), &site.allowances))
        .service(downloads::resource("/downloads/{secret}", site.platform.clone(), &site.allowances))
        .service(calendars::resource(site.platform.clone(), &site.allowances))
        .service(case::resource(site.platform.clone(), &site.allowances));
    let has_graphiql = site.platform.config.has_graphiql();
    if has_graphiql {
        graphiql::configure(config, assets, GRAPHQL, FIRST_QUERY);
    }
    portal::configure(config, site.platform.clone(), &site.allowances, has_graphiql);
    let site = site.clone();
    health::configure(config, move || {
        let site = site.clone();
        Box::pin(async move { readiness(&site).await })
    });
}

async fn readiness(site: &Site) -> Result<(), String> {
    if !site.is_open.load(Ordering::Acquire) {
        return Err("starting or ending".to_owned());
    }
    match site.platform.database.is_current().await {
        Ok(true) => Ok(()),
        Ok(false) => Err("migration steps are missing".to_owned()),
        Err(message) => Err(message.to_string()),
    }
}
