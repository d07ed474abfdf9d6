//! The Genesys Cloud Platform API: signing in, regions, paging, limits, retries, endpoints and the
//! part of each response that an authorization model needs. It knows nothing of rules or snapshots.

pub mod client;
pub mod credentials;
pub mod endpoint;
pub mod error;
pub mod listing;
pub mod model;
mod pace;
pub mod region;
mod wait;

pub use client::{Client, Settings};
pub use credentials::Credentials;
pub use endpoint::Endpoint;
pub use error::ApiError;
pub use listing::Listing;
pub use region::Hosts;
