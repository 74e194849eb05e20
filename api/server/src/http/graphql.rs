//! GraphQL over HTTP: one address that takes a query, and every status that can come of it.
//!
//! The order is the promise: media types, method and body cost nothing and come first; then the query is weighed
//! ([`super::budget`]); only what passes is shown to whoever knows the callers ([`Admit`], the first to ask a database)
//! and then to the schema. Statuses follow the GraphQL-over-HTTP draft: under `application/graphql-response+json` a
//! request that could not be executed is a 400, under `application/json` it is a 200 with `errors` and without `data`;
//! a query refused for its size is a 400 under both.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use actix_web::http::header::{CACHE_CONTROL, HeaderMap, VARY};
use actix_web::{HttpRequest, HttpResponse, Resource, web};
use async_graphql::parser::parse_query;
use async_graphql::parser::types::OperationType;
use async_graphql::{
    Data, ErrorExtensionValues, ObjectType, Request, Response, Schema, ServerError, SubscriptionType, Value,
};
use futures_util::future::LocalBoxFuture;
use serde::Serialize;

use super::budget::Budget;
use super::documents::Documents;
use super::media::Media;
use super::nulls::FieldTypes;
use super::parameters::Parameters;
use super::refusal::{Refusal, internal_message};
use super::request_id::RequestId;

pub use super::refusal::Denial;

/// The largest body unless configured otherwise: 64 KiB.
pub const BODY_LIMIT: u64 = 65_536;

/// The most errors that one invalid request is told about: a flood of mistakes is answered by a trickle.
const MOST_ERRORS: usize = 20;

/// What a caller is about to do, for whoever admits it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Errand {
    /// Query or mutation.
    pub operation: OperationType,
    /// The price in points, at least 1: what a rate limit subtracts.
    pub cost: u64,
}

/// What an admitted caller brings to the execution of its query.
#[derive(Debug)]
pub struct Admission {
    /// Found in resolvers as `Context::data`: who is asking, the request's loaders, its language.
    pub data: Data,
    /// Whether this caller may read the schema.
    pub may_introspect: bool,
    /// Headers of the answer, such as what is left of the rate limit.
    pub headers: HeaderMap,
}

/// Recognises the caller and decides whether it may go on. Asked once for each request, after the budget has passed.
pub type Admit =
    Arc<dyn Fn(HttpRequest, Errand) -> LocalBoxFuture<'static, Result<Admission, Denial>> + Send + Sync>;

/// A last look at each error of an answer, before codes are filled in: translate, log, add.
pub type Review = Arc<dyn Fn(&HttpRequest, &mut ServerError) + Send + Sync>;

/// The address's parts, shared by all workers.
pub struct Endpoint<Q, M, S> {
    schema: Schema<Q, M, S>,
    budget: Budget,
    documents: Documents,
    body_limit: u64,
    admit: Admit,
    review: Review,
    types: OnceLock<FieldTypes>,
}

/// The actix resource at `path`.
pub fn resource<Q, M, S>(path: &str, endpoint: &Arc<Endpoint<Q, M, S>>) -> Resource
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    let (get, post) = (Arc::clone(endpoint), Arc::clone(endpoint));
    web::resource(path)
        .get(move |request: HttpRequest| answer(Arc::clone(&get), request, None))
        .post(move |request: HttpRequest, payload| answer(Arc::clone(&post), request, Some(payload)))
        .default_service(web::to(async |request: HttpRequest| Refusal::Method.respond(&request)))
}

async fn answer<Q, M, S>(
    endpoint: Arc<Endpoint<Q, M, S>>,
    request: HttpRequest,
    body: Option<web::Payload>,
) -> HttpResponse
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    match endpoint.serve(&request, body).await {
        Ok(response) => response,
        Err(refusal) => {
            tracing::debug!(?refusal, "refused");
            refusal.respond(&request)
        }
    }
}

impl<Q, M, S> Endpoint<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    /// An endpoint with the default body limit, no trusted documents and no review. `admit` is asked who is calling.
    pub fn new(schema: Schema<Q, M, S>, budget: Budget, admit: Admit) -> Self {
        let review = Arc::new(|_: &HttpRequest, _: &mut ServerError| {});
        let documents = Documents::default();
        Self { schema, budget, documents, body_limit: BODY_LIMIT, admit, review, types: OnceLock::new() }
    }

    /// The same with another limit for bodies, in bytes.
    #[must_use]
    pub fn with_body_limit(self, body_limit: u64) -> Self {
        Self { body_limit, ..self }
    }

    /// The same with documents that are trusted.
    #[must_use]
    pub fn with_documents(self, documents: Documents) -> Self {
        Self { documents, ..self }
    }

    /// The same with somebody who looks at errors.
    #[must_use]
    pub fn with_review(self, review: Review) -> Self {
        Self { review, ..self }
    }

    async fn serve(
        &self,
        request: &HttpRequest,
        body: Option<web::Payload>,
    ) -> Result<HttpResponse, Refusal> {
        let media = Media::accepted_by(request).ok_or(Refusal::NotAcceptable)?;
        let is_get = body.is_none();
        let parameters = match body {
            Some(body) => Parameters::from_body(request, body, self.body_limit).await?,
            None => Parameters::from_query_string(request)?,
        };
        let Parameters { query, document_id, operation_name, variables } = parameters;
        let parsed = self.documents.choose(document_id.as_deref(), query.as_deref(), &self.budget)?;
        let query = Arc::clone(&parsed.text);
        let weighed = self.budget.weigh(parsed, operation_name.as_deref(), &variables)?;
        let errand = Errand { operation: weighed.operation, cost: weighed.cost };
        if is_get && errand.operation != OperationType::Query {
            return Err(Refusal::ReadOnly);
        }
        let admission = (self.admit)(request.clone(), errand).await?;

        let mut graphql = Request::new(&*query).variables(variables);
        graphql.operation_name.clone_from(&operation_name);
        graphql.data = admission.data;
        graphql.set_parsed_query(weighed.document);
        if !admission.may_introspect {
            graphql = graphql.disable_introspection();
        }
        let mut response = self.execute(graphql, errand).await;
        if !response.errors.is_empty() {
            self.settle(request, &query, operation_name.as_deref(), &mut response);
        }
        Ok(write(&response, media, &admission.headers))
    }

    async fn execute(&self, graphql: Request, errand: Errand) -> Response {
        let begun = Instant::now();
        let response = self.schema.execute(graphql).await;
        tracing::debug!(
            operation = %errand.operation,
            cost = errand.cost,
            errors = response.errors.len(),
            elapsed_us = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX),
            "executed"
        );
        response
    }

    /// Brings an answer with errors into the shape that clients rely on: nulls where the schema has them, a code in
    /// each error. The query is parsed once more rather than kept: errors are rare.
    fn settle(&self, request: &HttpRequest, query: &str, name: Option<&str>, response: &mut Response) {
        if let (true, Ok(document)) = (is_executed(response), parse_query(query)) {
            let types = self.types.get_or_init(|| FieldTypes::of(&self.schema.sdl()));
            types.settle(&document, name, response);
        }
        for error in &mut response.errors {
            (self.review)(request, error);
            give_code(request, error);
        }
    }
}

/// Whether the operation was begun: an error in a field has a path, one that kept the operation from starting has none.
fn is_executed(response: &Response) -> bool {
    response.data != Value::Null || response.errors.iter().any(|error| !error.path.is_empty())
}

/// Every error has a code. What carries a cause is ours: its message is replaced, for it may quote a statement or an
/// address. What carries neither was made by the library out of what the caller sent.
fn give_code(request: &HttpRequest, error: &mut ServerError) {
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    if extensions.get("code").is_some() {
        return;
    }
    if error.source.is_none() {
        extensions.set("code", "BAD_USER_INPUT");
        return;
    }
    let id = RequestId::of(request);
    tracing::error!(error = error.message, path = ?error.path, "an error without a code");
    error.message = internal_message(request, &id);
    extensions.set("code", "INTERNAL");
    extensions.set("requestId", id);
}

/// An answer's body. `data` is absent when nothing was executed, and null when an error rose to the root.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
}

fn write(response: &Response, media: Media, headers: &HeaderMap) -> HttpResponse {
    let is_executed = is_executed(response);
    let told = if is_executed { response.errors.len() } else { MOST_ERRORS };
    let body = Body {
        data: is_executed.then_some(&response.data),
        errors: response.errors.get(..told).unwrap_or(&response.errors),
    };
    let mut answer =
        if is_executed || media == Media::Json { HttpResponse::Ok() } else { HttpResponse::BadRequest() };
    answer
        .content_type(media.content_type())
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((VARY, "Accept, Accept-Language"));
    // What a resolver set, such as a cookie, stands instead of what was to be said of the caller.
    let set = &response.http_headers;
    for (name, value) in headers.iter().filter(|(name, _)| !set.contains_key(name.as_str())) {
        answer.append_header((name, value));
    }
    for (name, value) in set {
        answer.append_header((name.as_str(), value.as_bytes()));
    }
    match serde_json::to_vec(&body) {
        Ok(body) => answer.body(body),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written as JSON");
            HttpResponse::InternalServerError().finish()
        }
    }
}

#[cfg(test)]
#[path = "graphql_tests.rs"]
mod tests;
