//! A whole listing: all its pages, each row once, and whether that can be all.
//!
//! A server may cap the page size, leave out `nextUri`, repeat a page, cut one short, or change the list while it is
//! read. A page that looks wrong is asked for again; a list that does not add up is read again; what still does not
//! add up is returned with the reason.

mod gathered;
mod page;

use std::collections::HashSet;

use reqwest::Method;

pub use self::gathered::{Gathered, Listing};
pub use self::page::Page;
use self::page::Step;
use super::client::{Client, Request, parse};
use super::endpoint::{Endpoint, Paging};
use super::error::ApiError;
use super::model::Row;

/// Times that a list is read until it adds up.
const PASSES: usize = 6;
/// Times that a page is asked for until it looks right.
const LOOKS: usize = 6;
/// Pages in a row without a new row after which a list is taken to have no end.
const IDLE_PAGES: usize = 5;
/// Pages of one listing, at most.
const MOST_PAGES: usize = 20_000;

impl Client {
    /// Reads a whole listing. `id` stands in the path.
    ///
    /// # Errors
    /// See [`ApiError`]. A list that does not add up is no error: it has a doubt.
    pub async fn list<T: Row>(&self, endpoint: &Endpoint, id: &str) -> Result<Listing<T>, ApiError> {
        let mut best: Option<Gathered<T>> = None;
        for _ in 0..PASSES {
            let gathered = self.pass::<T>(endpoint, id).await?;
            if gathered.adds_up() && !gathered.is_uneven() && !gathered.repeated {
                return Ok(gathered.finish());
            }
            // Two passes that miss the same agree with each other: reading again brings nothing.
            let same = best.as_ref().is_some_and(|best| {
                best.unreadable == gathered.unreadable
                    && best.total == gathered.total
                    && !gathered.totals_differ
                    && best.rows.keys().eq(gathered.rows.keys())
            });
            if best.as_ref().is_none_or(|best| {
                (gathered.rows.len(), std::cmp::Reverse(gathered.unreadable))
                    > (best.rows.len(), std::cmp::Reverse(best.unreadable))
            }) || same
            {
                best = Some(gathered);
            }
            if same {
                break;
            }
        }
        Ok(best.unwrap_or_default().finish())
    }

    /// Reads all pages once.
    async fn pass<T: Row>(&self, endpoint: &Endpoint, id: &str) -> Result<Gathered<T>, ApiError> {
        let path = endpoint.path(id);
        let mut gathered = Gathered::<T>::new();
        let mut size = self.granted(endpoint.path).unwrap_or(endpoint.page_size);
        let mut step = Step::First;
        let mut seen = HashSet::from([Step::First]);
        let mut idle = 0;
        for number_of_page in 1..=MOST_PAGES {
            let number = match &step {
                Step::Number(number) => *number,
                _ => 1,
            };
            let (page, used) = self.page(endpoint, &path, &step, size, number, &gathered).await?;
            let granted = page.granted().unwrap_or(used).min(used);
            if granted != size && endpoint.paging != Paging::None {
                self.remember_granted(endpoint.path, granted);
                if number_of_page > 1 && endpoint.paging == Paging::Number {
                    // Page numbers mean other rows now.
                    gathered.totals_differ = true;
                    return Ok(gathered);
                }
                size = granted;
            }
            let new = gathered.add(&page);
            let held = gathered.rows.len() as u64;
            idle = if new == 0 { idle + 1 } else { 0 };
            if idle > IDLE_PAGES {
                let message = format!("{idle} pages in a row hold no new row, and the list does not end");
                return Err(ApiError::Paging {
                    request: format!("GET {path}"),
                    message,
                    correlation: Default::default(),
                });
            }
            let next = match page.follows(endpoint.paging, number) {
                // A cursor may outlive the rows.
                Some(Step::Cursor(_) | Step::After(_)) if page.len() == 0 => None,
                None if endpoint.paging == Paging::Number
                    && page.page_count.is_none()
                    && page.len() > 0
                    && new > 0
                    && gathered.total.map_or(page.may_be_capped(granted), |total| held < total) =>
                {
                    Some(Step::Number(number + 1))
                }
                next => next,
            };
            let Some(next) = next else {
                gathered.broken_off = page.breaks_off();
                return Ok(gathered);
            };
            let (shortest, longest) = gathered.lengths.unwrap_or((page.len(), page.len()));
            gathered.lengths = Some((shortest.min(page.len()), longest.max(page.len())));
            self.remember_seen(endpoint.path, page.len());
            if !seen.insert(next.clone()) {
                let request = format!("GET {path}");
                let message = format!("page {} leads back to one that was read already", number_of_page + 1);
                return Err(ApiError::Paging { request, message, correlation: Default::default() });
            }
            step = next;
        }
        let message = format!("there are more than {MOST_PAGES} pages");
        Err(ApiError::Paging { request: format!("GET {path}"), message, correlation: Default::default() })
    }

    /// Asks for a page until it looks right or looks wrong in the same way twice. Returns it with the page size that
    /// was asked for.
    async fn page<T: Row>(
        &self,
        endpoint: &Endpoint,
        path: &str,
        step: &Step,
        mut size: u32,
        number: i64,
        gathered: &Gathered<T>,
    ) -> Result<(Page, u32), ApiError> {
        let mut before: Option<(Vec<String>, Page)> = None;
        for _ in 0..LOOKS {
            let request = ask(endpoint, path, step, size);
            let name = self.name_of(&request);
            let read = self.parsed(&request, |answer| {
                let page: Page = parse(&name, answer)?;
                page.checked().ok_or_else(|| ApiError::NotJson {
                    request: name.clone(),
                    found: "JSON without `entities`".to_owned(),
                    correlation: answer.correlation.clone(),
                })
            });
            let page = match read.await {
                Err(ApiError::Status { status: 400, message, .. }) if smaller(size, &message).is_some() => {
                    size = smaller(size, &message).unwrap_or(size);
                    self.remember_granted(endpoint.path, size);
                    continue;
                }
                other => other?,
            };
            if !self.suspicious(endpoint, &page, step, size, number, gathered) {
                return Ok((page, size));
            }
            let ids: Vec<String> = page.entities.iter().flatten().map(|raw| raw.get().to_owned()).collect();
            match before {
                Some((seen, _)) if seen == ids => return Ok((page, size)),
                // The longer of two short ones is nearer to the truth.
                Some((seen, held)) if seen.len() > ids.len() => before = Some((seen, held)),
                _ => before = Some((ids, page)),
            }
        }
        match before {
            Some((_, page)) => Ok((page, size)),
            None => {
                let message = "the server accepts no page size".to_owned();
                Err(ApiError::Paging { request: format!("GET {path}"), message, correlation: Default::default() })
            }
        }
    }

    /// Whether a page looks cut short, repeated or out of place.
    fn suspicious<T: Row>(
        &self,
        endpoint: &Endpoint,
        page: &Page,
        step: &Step,
        size: u32,
        number: i64,
        gathered: &Gathered<T>,
    ) -> bool {
        // Cursor listings don't say which size they grant: their longest page does.
        let seen = self.longest_seen(endpoint.path).filter(|_| page.granted().is_none());
        let granted = seen.unwrap_or(page.granted().unwrap_or(size).min(size) as usize);
        let follows = page.follows(endpoint.paging, number);
        if endpoint.paging == Paging::Number && page.page_number.is_some_and(|said| said != number) {
            return true;
        }
        // A page that leads to itself is one that was sent in place of another.
        if follows.as_ref() == Some(step) {
            return true;
        }
        let cut = match (&follows, endpoint.paging) {
            (_, Paging::None) => page.total.is_some_and(|total| total > page.len() as i64 + gathered.rows.len() as i64),
            (Some(_), _) => page.len() < granted,
            // The last one: does it hold what is left?
            (None, _) => {
                page.total.is_some_and(|total| total > (number - 1).saturating_mul(granted as i64) + page.len() as i64)
            }
        };
        let nothing_new = *step != Step::First
            && page.len() > 0
            && page.entities.iter().flatten().all(|raw| {
                serde_json::from_str::<T>(raw.get()).is_ok_and(|row| gathered.rows.contains_key(&row.identity()))
            });
        cut || nothing_new
    }
}

/// The request for a page.
fn ask(endpoint: &Endpoint, path: &str, step: &Step, size: u32) -> Request {
    let mut query: Vec<(String, String)> =
        endpoint.query.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let mut set = |key: &str, value: String| match query.iter_mut().find(|(held, _)| held == key) {
        Some((_, held)) => *held = value,
        None => query.push((key.to_owned(), value)),
    };
    if endpoint.paging == Paging::Posted {
        let mut body = serde_json::json!({"pageSize": size, "filters": []});
        match step {
            Step::After(after) => body["after"] = after.as_str().into(),
            Step::Query(pairs) => pairs.iter().for_each(|(key, value)| set(key, value.clone())),
            _ => {}
        }
        return Request { method: Method::POST, path: path.to_owned(), query, body: Some(body) };
    }
    if endpoint.paging != Paging::None {
        set("pageSize", size.to_string());
    }
    match step {
        Step::First if endpoint.paging == Paging::Number => set("pageNumber", "1".to_owned()),
        Step::First => {}
        Step::Number(number) => set("pageNumber", number.to_string()),
        Step::Cursor(cursor) => set("cursor", cursor.clone()),
        Step::After(after) => set("after", after.clone()),
        Step::Query(pairs) => pairs.iter().for_each(|(key, value)| set(key, value.clone())),
    }
    Request::get(path, query)
}

/// The page size to try after one was refused: the one that the message names, or the next usual one.
fn smaller(size: u32, message: &str) -> Option<u32> {
    let plain = message.to_ascii_lowercase().replace([' ', '_'], "");
    if !plain.contains("pagesize") && !plain.contains("size") {
        return None;
    }
    let named = message
        .split(|one: char| !one.is_ascii_digit())
        .filter_map(|word| word.parse().ok())
        .filter(|number| *number < size && *number >= 10)
        .max();
    named.or_else(|| [200, 100, 50, 25].into_iter().find(|usual| *usual < size))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Page {
        Page::of(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_page_leads_on_in_any_of_the_ways() {
        let uri = page(r#"{"entities": [], "nextUri": "https://elsewhere.example/x?after=a%3D1&pageNumber=3"}"#);
        assert_eq!(uri.follows(Paging::After, 1), Some(Step::After("a=1".to_owned())));
        assert_eq!(uri.follows(Paging::Number, 2), Some(Step::Number(3)));
        // Leading back is not leading on.
        assert_eq!(uri.follows(Paging::Number, 3), None);
        let counted = page(r#"{"entities": [], "pageCount": 4}"#);
        assert_eq!(counted.follows(Paging::Number, 3), Some(Step::Number(4)));
        assert_eq!(counted.follows(Paging::Number, 4), None);
        let cursor = page(r#"{"entities": [], "cursor": "c"}"#);
        assert_eq!(cursor.follows(Paging::Cursor, 1), Some(Step::Cursor("c".to_owned())));
        // In another way than the documented one.
        let odd = page(r#"{"entities": [], "nextUri": "/x?page=2"}"#);
        for paging in [Paging::Number, Paging::Cursor, Paging::After, Paging::None] {
            let pairs = vec![("page".to_owned(), "2".to_owned())];
            assert_eq!(odd.follows(paging, 1), Some(Step::Query(pairs)), "{paging:?}");
        }
        let unclear = page(r#"{"entities": [], "nextUri": "/x/2"}"#);
        assert_eq!(unclear.follows(Paging::Cursor, 1), None);
        assert!(unclear.breaks_off().is_some());
        // Three pages that can't be asked for, and three that are all here.
        assert!(page(r#"{"entities": [1], "pageCount": 3}"#).breaks_off().is_some());
        assert!(page(r#"{"entities": [1, 2, 3], "pageCount": 3, "pageSize": 1}"#).breaks_off().is_none());
        assert!(Page::of(b"{}").is_err());
        assert!(Page::of(br#"{"total": 0}"#).is_ok());
    }

    #[test]
    fn a_refused_page_size_gives_way_to_the_one_that_is_named() {
        assert_eq!(smaller(500, "pageSize must be less than or equal to 100"), Some(100));
        assert_eq!(smaller(500, "Page size is too large"), Some(200));
        assert_eq!(smaller(25, "page size is too large"), None);
        assert_eq!(smaller(500, "The user is not valid"), None);
    }

    #[test]
    fn of_two_versions_of_a_row_the_same_is_kept() {
        use crate::genesys::model::Division;
        let both = [
            r#"{"entities": [{"id": "d", "name": "new"}], "total": 1}"#,
            r#"{"entities": [{"id": "d", "name": "old"}], "total": 1}"#,
        ];
        let of = |texts: [&str; 2]| {
            let mut gathered = Gathered::<Division>::new();
            for text in texts {
                gathered.add(&page(text));
            }
            gathered.finish()
        };
        assert_eq!(of(both), of([both[1], both[0]]));
    }
}
