//! Credentials, from the environment variables that the ecosystem uses. They are held in types that
//! can't be printed and are wiped when dropped.

use secrecy::SecretString;

/// Names of the environment variables.
pub mod variable {
    /// Id of the OAuth client.
    pub const CLIENT_ID: &str = "GENESYSCLOUD_OAUTHCLIENT_ID";
    /// Its secret.
    pub const CLIENT_SECRET: &str = "GENESYSCLOUD_OAUTHCLIENT_SECRET";
    /// A ready access token.
    pub const ACCESS_TOKEN: &str = "GENESYSCLOUD_ACCESS_TOKEN";
    /// AWS region or host.
    pub const REGION: &str = "GENESYSCLOUD_REGION";
}

/// An OAuth client that signs in with its own id and secret.
#[derive(Debug, Clone)]
pub struct OauthClient {
    /// Its id, which is no secret.
    pub id: String,
    /// Its secret.
    pub secret: SecretString,
}

/// What cordon signs in with: a ready token, a client, or a token first and the client when that expires.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// A ready access token.
    pub token: Option<SecretString>,
    /// A client that gets tokens.
    pub client: Option<OauthClient>,
}

/// Why there are no credentials.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// Nothing is set.
    #[error(
        "no credentials: set {} and {}, or {}",
        variable::CLIENT_ID,
        variable::CLIENT_SECRET,
        variable::ACCESS_TOKEN
    )]
    None,
    /// One of a pair is not set.
    #[error("{set} is set but {unset} is not")]
    Half {
        /// The variable that is set.
        set: &'static str,
        /// The variable that is not.
        unset: &'static str,
    },
    /// The value can't go in a header.
    #[error("{0} holds a line break or another control character; set it again without one")]
    Control(&'static str),
}

impl Credentials {
    /// Takes them from variables; `read` is [`std::env::var`] outside tests. Empty counts as not set.
    ///
    /// # Errors
    /// When they are not there, or only half of them.
    pub fn from_variables(read: impl Fn(&str) -> Option<String>) -> Result<Self, CredentialsError> {
        let get = |name: &'static str| match read(name).map(|value| value.trim().to_owned()) {
            Some(value) if value.chars().any(char::is_control) => Err(CredentialsError::Control(name)),
            value => Ok(value.filter(|value| !value.is_empty())),
        };
        let token = get(variable::ACCESS_TOKEN)?.map(SecretString::from);
        let client = match (get(variable::CLIENT_ID)?, get(variable::CLIENT_SECRET)?) {
            (Some(id), Some(secret)) => Some(OauthClient { id, secret: secret.into() }),
            (None, None) => None,
            _ if token.is_some() => None,
            (Some(_), None) => {
                return Err(CredentialsError::Half { set: variable::CLIENT_ID, unset: variable::CLIENT_SECRET });
            }
            (None, Some(_)) => {
                return Err(CredentialsError::Half { set: variable::CLIENT_SECRET, unset: variable::CLIENT_ID });
            }
        };
        if token.is_none() && client.is_none() {
            return Err(CredentialsError::None);
        }
        Ok(Self { token, client })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Result<Credentials, CredentialsError> {
        Credentials::from_variables(|name| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn half_a_pair_is_named() {
        assert_eq!(with(&[]).unwrap_err(), CredentialsError::None);
        let error = with(&[(variable::CLIENT_ID, "id"), (variable::CLIENT_SECRET, " ")]).unwrap_err();
        assert_eq!(error, CredentialsError::Half { set: variable::CLIENT_ID, unset: variable::CLIENT_SECRET });
        assert!(with(&[(variable::ACCESS_TOKEN, "a token"), (variable::CLIENT_ID, "id")]).unwrap().client.is_none());
    }

    #[test]
    fn secrets_are_not_printed() {
        let all = [(variable::CLIENT_ID, "id"), (variable::CLIENT_SECRET, "s3cr3t"), (variable::ACCESS_TOKEN, "t0k3n")];
        let text = format!("{:?}", with(&all).unwrap());
        assert!(!text.contains("s3cr3t") && !text.contains("t0k3n"), "{text}");
        assert!(matches!(with(&[(variable::ACCESS_TOKEN, "t0\nk3n")]), Err(CredentialsError::Control(_))));
    }
}
