//! The house's front door: everything that is the same for each visitor, whatever they came for.
//!
//! A request gets a number by which it can be found again ([`request_id`]), an address that it came from as far as that
//! can be believed ([`address`]) and, on its way out, the headers that keep a browser from guessing ([`headers`]). A GraphQL request is read, weighed ([`budget`]) and only then shown to whoever
//! knows the callers, who pay for it ([`allowance`]), and to the schema ([`graphql`]); or it names a document that is
//! trusted ([`documents`]). Beside it stand the page to try queries on ([`graphiql`]) and the
//! two answers that a load balancer asks for ([`health`]). Nothing here knows a domain word.

pub mod address;
pub mod allowance;
pub mod budget;
pub mod documents;
pub mod graphiql;
pub mod graphql;
pub mod headers;
pub mod health;
mod media;
mod nulls;
mod parameters;
pub mod refusal;
pub mod request_id;
