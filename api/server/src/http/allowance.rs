//! How much one caller may ask for in a minute, in points.
//!
//! Whoever is recognised has an allowance of her own, wherever she calls from; strangers share one for each address, and
//! for IPv6 one for each /64, which is what one line is given. Points come back steadily, a minute's worth in a minute,
//! and no more than that is ever saved up. Each process counts for itself: with three behind one proxy, a caller may have
//! up to three allowances. What was counted is told in every answer (draft-ietf-httpapi-ratelimit-headers-10).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse};
use platform::clock::Clock;
use platform::line::line;
use uuid::Uuid;

use super::address::client_address;

/// What is left.
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// What there is.
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Over which time an allowance is given: a minute.
const WINDOW_SECONDS: u64 = 60;
const MICROSECONDS: u64 = 1_000_000;
const WINDOW: u64 = WINDOW_SECONDS * MICROSECONDS;

/// How many callers a generation remembers; two generations are kept, some 6 MB when both are full.
const GENERATION: usize = 50_000;

/// Whose allowance it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// Somebody recognised, by the key of the person or service.
    Known(Uuid),
    /// A stranger; made by [`Caller::stranger`].
    Address(IpAddr),
}

impl Caller {
    /// A stranger at an address, by the line that it belongs to.
    #[must_use]
    pub fn stranger(address: IpAddr) -> Self {
        Self::Address(line(address))
    }
}

/// Where a caller stands after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    name: &'static str,
    quota: u64,
    left: u64,
    whole_in_seconds: u64,
}

impl Standing {
    /// Tells it in an answer's headers.
    pub fn tell(&self, headers: &mut HeaderMap) {
        let Self { name, quota, left, whole_in_seconds } = self;
        let lines = [
            (RATE_LIMIT_POLICY, format!("\"{name}\";q={quota};w={WINDOW_SECONDS}")),
            (RATE_LIMIT, format!("\"{name}\";r={left};t={whole_in_seconds}")),
        ];
        for (header, line) in lines {
            if let Ok(value) = HeaderValue::from_str(&line) {
                headers.insert(header, value);
            }
        }
    }
}

/// A caller has not enough left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exhausted {
    /// When the same request can be paid for, in whole seconds from now, at least 1.
    pub retry_after_seconds: u64,
    /// Where the caller stands; nothing was taken.
    pub standing: Standing,
}

/// Every caller's allowance.
#[derive(Debug)]
pub struct Allowances {
    clock: Clock,
    known: u64,
    strangers: u64,
    spent: Mutex<Generations>,
}

/// For each caller the instant, in microseconds, at which all points are there again. Who did not come for a whole
/// generation is forgotten, and so has a full allowance again: by then it is full anyway, unless a crowd came between.
#[derive(Debug, Default)]
struct Generations {
    young: HashMap<Caller, u64>,
    old: HashMap<Caller, u64>,
}

impl Generations {
    fn whole_at(&self, caller: Caller) -> u64 {
        self.young.get(&caller).or_else(|| self.old.get(&caller)).copied().unwrap_or_default()
    }

    fn note(&mut self, caller: Caller, whole_at: u64) {
        if self.young.len() >= GENERATION && !self.young.contains_key(&caller) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(caller, whole_at);
    }
}

impl Allowances {
    /// Allowances of so many points a minute, for each known caller and for each stranger's address; 0 is no limit.
    #[must_use]
    pub fn new(clock: Clock, known: u64, strangers: u64) -> Self {
        Self { clock, known, strangers, spent: Mutex::default() }
    }

    /// Takes what a request costs from its caller's allowance. One that costs more than a whole allowance takes the
    /// whole. Without a limit there is no standing to tell.
    ///
    /// # Errors
    /// [`Exhausted`], when there is not enough left; nothing is taken.
    pub fn spend(&self, caller: Caller, cost: u64) -> Result<Option<Standing>, Exhausted> {
        let (name, quota) = match caller {
            Caller::Known(_) => ("caller", self.known),
            Caller::Address(_) => ("address", self.strangers),
        };
        if quota == 0 {
            return Ok(None);
        }
        let now = u64::try_from(self.clock.now().timestamp_micros()).unwrap_or_default();
        let price = share(WINDOW, cost.min(quota), quota);
        let standing = |owed: u64| Standing {
            name,
            quota,
            left: share(quota, WINDOW.saturating_sub(owed), WINDOW),
            whole_in_seconds: owed.div_ceil(MICROSECONDS),
        };
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back must not keep anybody out for longer than a window.
        let owed = spent.whole_at(caller).saturating_sub(now).min(WINDOW);
        let owes_then = owed.saturating_add(price);
        if owes_then > WINDOW {
            let missing = owes_then.saturating_sub(WINDOW);
            let retry_after_seconds = missing.div_ceil(MICROSECONDS);
            return Err(Exhausted { retry_after_seconds, standing: standing(owed) });
        }
        spent.note(caller, now.saturating_add(owes_then));
        Ok(Some(standing(owes_then)))
    }
}

/// The middleware for what anybody may ask for: takes the price from the allowance of the asker's address, or answers
/// with what `refuse` says to somebody who has to wait for so many seconds.
pub async fn pay(
    allowances: Arc<Allowances>,
    cost: u64,
    refuse: fn(&HttpRequest, u64) -> HttpResponse,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let stranger = Caller::stranger(client_address(request.request()));
    let (mut answer, standing) = match allowances.spend(stranger, cost) {
        Ok(standing) => (next.call(request).await?, standing),
        Err(exhausted) => {
            let seconds = exhausted.retry_after_seconds;
            let mut refusal = refuse(request.request(), seconds);
            refusal.headers_mut().insert(RETRY_AFTER, seconds.into());
            (request.into_response(refusal), Some(exhausted.standing))
        }
    };
    if let Some(standing) = standing {
        standing.tell(answer.headers_mut());
    }
    Ok(answer)
}

/// `whole · part / of`, rounded down, without running over.
fn share(whole: u64, part: u64, of: u64) -> u64 {
    let product = u128::from(whole) * u128::from(part) / u128::from(of.max(1));
    u64::try_from(product).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderMap;
    use chrono::{DateTime, TimeDelta};
    use platform::clock::Clock;
    use uuid::Uuid;

    use super::{Allowances, Caller, GENERATION};

    fn still() -> Clock {
        Clock::fixed(DateTime::from_timestamp(1_772_413_200, 0).unwrap())
    }

    fn at(address: &str) -> Caller {
        Caller::stranger(address.parse().unwrap())
    }

    fn told(allowances: &Allowances, caller: Caller, cost: u64) -> (String, String) {
        let mut headers = HeaderMap::new();
        allowances.spend(caller, cost).unwrap().unwrap().tell(&mut headers);
        let header = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
        (header("ratelimit-policy"), header("ratelimit"))
    }

    #[test]
    fn points_are_taken_told_and_come_back() {
        let clock = still();
        let allowances = Allowances::new(clock.clone(), 600, 60);
        let her = Caller::Known(Uuid::nil());
        assert_eq!(
            told(&allowances, her, 100),
            ("\"caller\";q=600;w=60".to_owned(), "\"caller\";r=500;t=10".to_owned())
        );
        assert_eq!(told(&allowances, her, 500).1, "\"caller\";r=0;t=60");
        let refused = allowances.spend(her, 15).unwrap_err();
        assert_eq!(refused.retry_after_seconds, 2);
        clock.advance(TimeDelta::milliseconds(1_499));
        assert!(allowances.spend(her, 15).is_err());
        clock.advance(TimeDelta::milliseconds(1));
        assert_eq!(told(&allowances, her, 15).1, "\"caller\";r=0;t=60");
        clock.advance(TimeDelta::days(1));
        assert_eq!(told(&allowances, her, 1).1, "\"caller\";r=599;t=1");
        assert_eq!(told(&allowances, at("192.0.2.1"), 1).0, "\"address\";q=60;w=60");
    }

    #[test]
    fn a_request_of_any_price_can_be_paid_by_a_whole_allowance() {
        let clock = still();
        let allowances = Allowances::new(clock.clone(), 100, 100);
        let her = Caller::Known(Uuid::nil());
        assert_eq!(told(&allowances, her, u64::MAX).1, "\"caller\";r=0;t=60");
        assert_eq!(allowances.spend(her, u64::MAX).unwrap_err().retry_after_seconds, 60);
        clock.set(DateTime::from_timestamp(0, 0).unwrap());
        assert_eq!(allowances.spend(her, 1).unwrap_err().retry_after_seconds, 1);
    }

    #[test]
    fn a_line_is_one_stranger() {
        assert_eq!(at("2001:db8:1:2::1"), at("2001:db8:1:2:ffff::9"));
        assert_ne!(at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
        assert_eq!(at("::ffff:192.0.2.1"), at("192.0.2.1"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
    }

    #[test]
    fn a_limit_of_nought_is_none() {
        assert_eq!(Allowances::new(still(), 0, 1).spend(Caller::Known(Uuid::nil()), u64::MAX), Ok(None));
    }

    #[test]
    fn a_crowd_is_forgotten_in_the_end() {
        let allowances = Allowances::new(still(), 0, 10);
        for number in 0..3 * GENERATION {
            let address = std::net::Ipv4Addr::from_bits(u32::try_from(number).unwrap());
            allowances.spend(Caller::stranger(address.into()), 10).unwrap();
        }
        let spent = allowances.spent.lock().unwrap();
        assert_eq!((spent.young.len(), spent.old.len()), (GENERATION, GENERATION));
        drop(spent);
        assert!(allowances.spend(at("0.2.73.239"), 1).is_err(), "the last of them is remembered");
        assert!(allowances.spend(at("0.0.0.0"), 1).is_ok(), "the first is not");
    }
}
