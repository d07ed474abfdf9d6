//! What can go wrong.

/// A fault that hits some requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// 429 with `Retry-After`, for several requests in a row.
    Storm,
    /// 500, 502, 503 or 504.
    ServerError,
    /// The connection ends in the middle of the body.
    Reset,
    /// The body comes in pieces with pauses.
    SlowBody,
    /// The token is not accepted any more.
    ExpiredToken,
    /// The JSON breaks off, in a whole answer.
    TruncatedJson,
    /// The page before in place of the one that was asked for.
    RepeatedPage,
    /// The page lacks its last rows.
    ShrunkPage,
    /// 403 once, as while permissions are being changed.
    Forbidden,
    /// A page of a proxy, with status 200 or 502.
    HtmlPage,
    /// JSON that says that it is text.
    WrongContentType,
}

impl Fault {
    pub(crate) const ALL: [Self; 11] = [
        Self::Storm,
        Self::ServerError,
        Self::Reset,
        Self::SlowBody,
        Self::ExpiredToken,
        Self::TruncatedJson,
        Self::RepeatedPage,
        Self::ShrunkPage,
        Self::Forbidden,
        Self::HtmlPage,
        Self::WrongContentType,
    ];
}

/// The fault that hits a try of a request, the same in every run.
pub(super) fn hit(faults: &[(Fault, u64)], request: &str, attempt: u64) -> Option<Fault> {
    let mut state = request
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    state = state.wrapping_add(attempt.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    for (fault, chance) in faults {
        state ^= state >> 30;
        state = state.wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state ^= state >> 27;
        // What an export takes for the org's last word ends before it does so.
        let lasts = match fault {
            Fault::Forbidden => 1,
            Fault::RepeatedPage | Fault::ShrunkPage => 2,
            _ => u64::MAX,
        };
        if state % 100 < *chance && attempt < lasts {
            return Some(*fault);
        }
    }
    None
}
