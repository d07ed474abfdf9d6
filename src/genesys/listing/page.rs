//! One page as servers send it, and what follows it.

use serde_json::value::RawValue;

use crate::genesys::endpoint::Paging;

/// Servers cap pages at multiples of this.
const SMALLEST_CAP: usize = 25;

/// A page as servers send it: any of the members may be missing.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Page {
    pub(super) entities: Option<Vec<Box<RawValue>>>,
    pub(super) total: Option<i64>,
    pub(super) page_count: Option<i64>,
    pub(super) page_size: Option<i64>,
    pub(super) page_number: Option<i64>,
    pub(super) next_uri: Option<String>,
    pub(super) cursor: Option<String>,
    pub(super) after: Option<String>,
}

impl Page {
    /// Reads a page from the text of a body.
    ///
    /// # Errors
    /// When it is no JSON object with `entities`, or none that says it is an empty list.
    pub fn of(body: &[u8]) -> Result<Self, String> {
        let page: Self = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        page.checked().ok_or_else(|| "JSON without `entities`".to_owned())
    }

    /// Only a body that says otherwise that it is a page may do without entities.
    pub(super) fn checked(self) -> Option<Self> {
        let described = self.total == Some(0) || self.page_number.is_some() || self.page_size.is_some();
        (self.entities.is_some() || described).then_some(self)
    }

    /// Whether the server says that another page follows.
    pub fn leads_on(&self) -> bool {
        let said = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
        said(&self.next_uri) || said(&self.cursor) || said(&self.after)
    }

    /// Whether the server says how many rows there are.
    pub fn has_total(&self) -> bool {
        self.total.is_some()
    }

    /// What the request for the next page carries, as far as the server says: any of these parameters.
    pub fn leads_to(&self) -> Vec<(&'static str, String)> {
        let there = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let mut all: Vec<_> =
            ["cursor", "after", "pageNumber"].into_iter().filter_map(|name| Some((name, self.next(name)?))).collect();
        all.extend(there(&self.cursor).map(|cursor| ("cursor", cursor)));
        all.extend(there(&self.after).map(|after| ("after", after)));
        all
    }

    /// The number of the page and of all pages, where the server says them.
    pub fn place(&self) -> (Option<i64>, i64) {
        (self.page_number, self.page_count.unwrap_or(0))
    }

    pub(super) fn len(&self) -> usize {
        self.entities.as_ref().map_or(0, Vec::len)
    }

    /// Whether this may be a page that was cut at a size which the server keeps for itself: where it says nothing of
    /// totals, only an empty page or a repeated one is the end.
    pub(super) fn may_be_capped(&self, granted: u32) -> bool {
        self.granted().is_none() || self.len() >= granted as usize || self.len().is_multiple_of(SMALLEST_CAP)
    }

    pub(super) fn granted(&self) -> Option<u32> {
        self.page_size.and_then(|size| u32::try_from(size).ok()).filter(|size| *size > 0)
    }

    /// Why rows may be missing after the last page that could be found.
    pub(super) fn breaks_off(&self) -> Option<String> {
        if self.next_uri.as_deref().is_some_and(|uri| !uri.is_empty()) {
            return Some("the server says that more follows, but not how to ask for it".to_owned());
        }
        let (pages, size) = (self.page_count.unwrap_or(1), self.page_size.unwrap_or(0));
        // One answer may hold what would be several pages.
        let held = size > 0 && self.len() as i64 > (pages - 1).saturating_mul(size);
        (pages > self.page_number.unwrap_or(1) && !held)
            .then(|| format!("the server says that there are {pages} pages, but not how to ask for the others"))
    }

    /// A query parameter of `nextUri`.
    fn next(&self, name: &str) -> Option<String> {
        let uri = self.next_uri.as_deref().filter(|uri| !uri.is_empty())?;
        let query = uri.split_once('?')?.1.split('#').next()?;
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.into_owned())
    }

    /// Whether the server says that more pages follow, in any of its ways.
    pub(super) fn follows(&self, paging: Paging, number: i64) -> Option<Step> {
        let there = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let documented = match paging {
            Paging::None => None,
            Paging::Cursor => there(&self.cursor).or_else(|| self.next("cursor")).map(Step::Cursor),
            Paging::After | Paging::Posted => self.next("after").or_else(|| there(&self.after)).map(Step::After),
            Paging::Number => {
                let next: Option<i64> = self.next("pageNumber").and_then(|next| next.parse().ok());
                if next.is_some_and(|next| next <= number) {
                    // Leading back is not leading on.
                    return None;
                }
                let by_count = self.page_count.is_some_and(|count| number < count).then_some(number + 1);
                by_count.or(next).map(Step::Number)
            }
        };
        // Another way than the documented one: whatever `nextUri` asks for.
        documented.or_else(|| {
            let asked = query_of(self.next_uri.as_deref()?);
            (!asked.is_empty()).then_some(Step::Query(asked))
        })
    }
}

fn query_of(uri: &str) -> Vec<(String, String)> {
    let query = uri.split_once('?').map_or("", |(_, query)| query);
    url::form_urlencoded::parse(query.as_bytes()).map(|(key, value)| (key.into_owned(), value.into_owned())).collect()
}

/// What to ask for next. Only parameters are taken from `nextUri`, never its host or path: the token goes nowhere
/// that a response says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Step {
    First,
    Number(i64),
    Cursor(String),
    After(String),
    Query(Vec<(String, String)>),
}
