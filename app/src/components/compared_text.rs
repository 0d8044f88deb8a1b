//! A text beside another one, with the words marked in which they differ.

use leptos::prelude::*;

use crate::i18n::words;
use crate::model::{Piece, word_difference};

/// Which of the two texts is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Its own words are deleted ones.
    Earlier,
    /// Its own words are inserted ones.
    Later,
}

/// One of two compared texts, whole.
#[component]
pub(crate) fn ComparedText(
    /// Both texts.
    pieces: Vec<Piece>,
    /// Which one.
    side: Side,
) -> impl IntoView {
    let shown: Vec<AnyView> = pieces
        .into_iter()
        .filter_map(|piece| match (piece, side) {
            (Piece::Same(text), _) => Some(view! { <span>{text}</span> }.into_any()),
            (Piece::Removed(text), Side::Earlier) => Some(view! { <del>{text}</del> }.into_any()),
            (Piece::Added(text), Side::Later) => Some(view! { <ins>{text}</ins> }.into_any()),
            _ => None,
        })
        .collect();
    if shown.is_empty() { view! { <span>{words::EMPTY}</span> }.into_any() } else { shown.into_any() }
}

/// A text before and after a change, one below the other; only the text where there was none before.
#[component]
pub(crate) fn BeforeAndAfter(
    /// The text before.
    before: Option<String>,
    /// The text after.
    after: String,
    /// What stands before the text after.
    #[prop(default = None)]
    label: Option<String>,
) -> impl IntoView {
    let pieces = match &before {
        Some(before) => word_difference(before, &after),
        None => vec![Piece::Same(after)],
    };
    let before = before.is_some().then(|| {
        view! {
            <p class="change__text">
                <span class="visually-hidden">{words::BEFORE}": "</span>
                <ComparedText pieces=pieces.clone() side=Side::Earlier/>
            </p>
        }
    });
    view! {
        {before}
        <p class="change__text change__text--new">
            {label}
            <span class="visually-hidden">{words::AFTER}": "</span>
            <ComparedText pieces=pieces side=Side::Later/>
        </p>
    }
}
