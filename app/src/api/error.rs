//! What can go wrong, as the reader may know it; one place for the HTTP status of each.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::model::{Conflict, FieldProblem, FieldRef, for_staff};

/// An answer that is not the one asked for. Its words for people are in [`i18n`](crate::i18n).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ApiError {
    /// There is nothing at this address.
    #[error("not found")]
    NotFound,
    /// What was at this address has another one now, at this path.
    #[error("moved to {0}")]
    Moved(String),
    /// What was at this address was deleted.
    #[error("gone")]
    Gone,
    /// What was shown to whoever has this link is not shown any more.
    #[error("the preview link has ended")]
    PreviewEnded,
    /// The query key of this name holds something that it cannot hold.
    #[error("the query key {0} cannot be read")]
    InvalidQuery(String),
    /// The request cannot be read.
    #[error("the request cannot be read")]
    BadRequest,
    /// Nobody is logged in, or the session has ended.
    #[error("not logged in")]
    SignedOut,
    /// The account may not do this, or the request came from another site.
    #[error("not allowed")]
    NotAllowed,
    /// The method is not one for this address.
    #[error("method not allowed")]
    MethodNotAllowed,
    /// A text cannot be stored or published.
    #[error("{field}: {problem:?}")]
    Invalid {
        /// Which text.
        #[serde(deserialize_with = "for_staff::or_error")]
        field: FieldRef,
        /// Why.
        #[serde(deserialize_with = "for_staff::or_error")]
        problem: FieldProblem,
    },
    /// A time at which something is to go out is none of the coming year.
    #[error("the time is not ahead")]
    NotAhead,
    /// The field was changed since the version that the save names. Nothing was overwritten.
    #[error("conflict")]
    Conflict(#[serde(deserialize_with = "for_staff::or_error")] Box<Conflict>),
    /// What was chosen to be published or discarded is not what it was when it was shown. Nothing was changed.
    #[error("changed meanwhile")]
    Changed,
    /// The request is larger than the server takes.
    #[error("too large")]
    TooLarge,
    /// The request is in a format that the server does not take.
    #[error("unsupported media type")]
    UnsupportedMediaType,
    /// Too many attempts.
    #[error("too many attempts")]
    TooManyAttempts,
    /// The store cannot be reached; it may be back in a moment.
    #[error("the store is away")]
    StoreAway,
    /// The server cannot be reached. Only ever made in the browser.
    #[error("the server cannot be reached")]
    Unreachable,
    /// A fault of this program; its cause is in the log.
    #[error("internal error")]
    Internal,
}

impl ApiError {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::InvalidQuery(_) | Self::BadRequest => 400,
            Self::SignedOut => 401,
            Self::NotAllowed => 403,
            // A page's answer becomes a redirect (`routes/pages.rs`); a call must not be one, since browsers would follow it.
            Self::NotFound | Self::Moved(_) => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict(_) | Self::Changed => 409,
            Self::Gone | Self::PreviewEnded => 410,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::Invalid { .. } | Self::NotAhead => 422,
            Self::TooManyAttempts => 429,
            Self::Internal => 500,
            Self::StoreAway | Self::Unreachable => 503,
        }
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let error = match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self::BadRequest,
            ServerFnErrorErr::Deserialization(_) if cfg!(feature = "ssr") => Self::BadRequest,
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::Unreachable
            }
            _ => Self::Internal,
        };
        #[cfg(feature = "ssr")]
        error.answer_status();
        error
    }
}

#[cfg(feature = "ssr")]
mod on_the_server {
    use std::future::Future;

    use http::StatusCode;
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;

    use super::ApiError;
    use crate::api::RequestContext;
    use crate::model::InvalidRange;
    use crate::store::{PublishError, SaveError, ScheduleError, StoreError};

    impl ApiError {
        /// Gives the answer that is being made this error's status.
        pub(crate) fn answer_status(&self) {
            if let (Some(response), Ok(status)) =
                (use_context::<ResponseOptions>(), StatusCode::from_u16(self.status()))
            {
                response.set_status(status);
            }
        }
    }

    /// Runs the body of a server function for as long as the store answers; an error decides the answer's status, of a page as of a
    /// call.
    pub(crate) fn answer<T>(
        body: impl Future<Output = Result<T, ApiError>>,
    ) -> impl Future<Output = Result<T, ApiError>> {
        // At once in a box: whoever waits for it would hold it, and be moved with it.
        let body = Box::pin(body);
        async {
            let answered = match use_context::<RequestContext>() {
                Some(context) => context.store.unless_silent(body).await,
                None => body.await,
            };
            answered.inspect_err(ApiError::answer_status)
        }
    }

    impl From<StoreError> for ApiError {
        /// The cause is logged here, once, and goes no further.
        fn from(error: StoreError) -> Self {
            let cause = error.cause();
            match error {
                StoreError::Away(_) => {
                    tracing::warn!(cause, "the store is away");
                    Self::StoreAway
                }
                StoreError::Query(_) => {
                    tracing::error!(cause, "a query failed");
                    Self::Internal
                }
            }
        }
    }

    impl From<InvalidRange> for ApiError {
        fn from(error: InvalidRange) -> Self {
            Self::InvalidQuery(error.key.to_owned())
        }
    }

    impl SaveError {
        /// What the editor is told of a save of this field.
        pub fn for_field(self, field: crate::model::FieldRef) -> ApiError {
            match self {
                Self::NoSuchField => ApiError::NotFound,
                Self::OperationTaken => ApiError::BadRequest,
                Self::Problem(problem) => ApiError::Invalid { field, problem },
                Self::Conflict(conflict) => ApiError::Conflict(conflict),
                Self::Store(error) => error.into(),
            }
        }
    }

    impl From<ScheduleError> for ApiError {
        fn from(error: ScheduleError) -> Self {
            match error {
                ScheduleError::NotAhead => Self::NotAhead,
                ScheduleError::Publish(error) => error.into(),
            }
        }
    }

    impl From<PublishError> for ApiError {
        fn from(error: PublishError) -> Self {
            match error {
                PublishError::Changed => Self::Changed,
                PublishError::Problem(field, problem) => Self::Invalid { field, problem },
                PublishError::Store(error) => error.into(),
            }
        }
    }
}

#[cfg(feature = "ssr")]
pub(crate) use on_the_server::answer;
