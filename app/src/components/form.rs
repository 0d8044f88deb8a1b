//! Forms that work without JavaScript.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};

use crate::model::{ChangeSet, Conflict, for_staff};

/// What a form was answered with: what was typed, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormAnswer {
    /// Name and value of each control. No password is ever among them.
    pub values: Vec<(String, String)>,
    /// Name of a control, and what to do there.
    pub problems: Vec<(String, String)>,
    /// Texts that were changed by someone else meanwhile.
    #[serde(default, deserialize_with = "for_staff::or_default")]
    pub conflicts: Vec<Conflict>,
    /// A sentence above the form.
    pub message: Option<String>,
    /// What is unpublished, when the form asks what to do with it.
    #[serde(default, deserialize_with = "for_staff::or_default")]
    pub changes: Vec<ChangeSet>,
}

impl FormAnswer {
    /// What was typed into a control.
    pub fn value(&self, name: &str) -> Option<String> {
        self.values.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    /// What is wrong with a control.
    pub fn problem(&self, name: &str) -> Option<String> {
        self.problems.iter().find(|(key, _)| key == name).map(|(_, problem)| problem.clone())
    }
}

/// An answer, and the path of the page that it is about.
#[derive(Clone)]
struct AnsweredPage {
    path: String,
    answer: FormAnswer,
}

/// Keeps the request's answer for its page; other pages, that one goes to afterwards, don't show it. Called once, inside the
/// router.
pub(crate) fn provide_form_answer(answer: FormAnswer) {
    provide_context(AnsweredPage { path: use_location().pathname.get_untracked(), answer });
}

/// The answer that this page renders, if it is one.
pub fn use_form_answer() -> FormAnswer {
    let here = use_location().pathname.get_untracked();
    let answered = use_context::<AnsweredPage>().filter(|answered| answered.path == here);
    answered.map(|answered| answered.answer).unwrap_or_default()
}

/// A labelled control with its hint and its problem.
#[component]
pub fn Control(
    /// The control's name, unique on the page.
    #[prop(into)]
    name: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What belongs there.
    #[prop(into, optional)]
    hint: Option<String>,
    /// What is wrong with what was typed.
    problem: Option<String>,
    /// Makes the control from its id, the ids that describe it, and whether it is invalid.
    control: impl FnOnce(String, Option<String>, Option<&'static str>) -> AnyView,
) -> impl IntoView {
    let (hint_id, problem_id) = (format!("{name}-hint"), format!("{name}-error"));
    let described = match (&problem, &hint) {
        (Some(_), Some(_)) => Some(format!("{problem_id} {hint_id}")),
        (Some(_), None) => Some(problem_id.clone()),
        (None, Some(_)) => Some(hint_id.clone()),
        (None, None) => None,
    };
    let invalid = problem.is_some().then_some("true");
    let hint = hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> }.into_any());
    let problem = problem.map(|problem| view! { <p class="field-error" id=problem_id>{problem}</p> }.into_any());
    view! {
        <div class="control">
            <label for=name.clone()>{label}</label>
            {hint}
            {control(name, described, invalid)}
            {problem}
        </div>
    }
    .into_any()
}

/// The only way this site makes a `textarea`: Leptos 0.8 writes its children unescaped when it renders on the server.
#[component]
pub fn TextArea(
    /// Id and name.
    #[prop(into)]
    name: String,
    /// What it holds at first.
    #[prop(into)]
    text: String,
    /// How many lines it shows.
    rows: u8,
    /// The ids of what describes it.
    described: Option<String>,
    /// `true` where what it holds cannot be taken.
    invalid: Option<&'static str>,
) -> impl IntoView {
    // HTML drops one line break right behind the tag, so that one is spent here.
    let escaped = format!("\n{}", text.replace('&', "&amp;").replace('<', "&lt;"));
    view! {
        <textarea
            id=name.clone()
            name=name
            rows=rows
            aria-describedby=described
            aria-invalid=invalid
            inner_html=escaped
        ></textarea>
    }
}
