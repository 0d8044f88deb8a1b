//! The document, and the tree of components inside its body.

use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

use crate::HAS_EDITING;
use crate::api::{ApiError, LEGAL_PAGES};
use crate::components::{
    EditBar, ErrorMessage, FormAnswer, PublicUrl, SearchBox, provide_form_answer, watch_search_box,
};
use crate::editing::Desk;
use crate::i18n::words;
use crate::json::Json;
use crate::model::{BARRIER_FORM, Viewer, for_staff};
use crate::navigation::{self, Arrived};
use crate::pages::{
    AccountPage, AdministrationPage, DraftsPage, FactorsPage, HistoryPage, HomePage, LogInPage, NewPage, NotFoundPage,
    OwnPage, PersonPage, PostPage, PreviewLinksPage, SearchPage, SetUpPage, TopicPage,
};

/// Addresses of the built files; their names hold a hash of what is in them.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct BuiltFiles {
    /// The JavaScript of the readers' program.
    pub js: String,
    /// The readers' program.
    pub wasm: String,
    /// The JavaScript of the editors' program.
    pub editor_js: String,
    /// The editors' program.
    pub editor_wasm: String,
    /// Styles for all.
    pub css: String,
    /// Styles for editors.
    pub editor_css: String,
    /// The boot script itself, which fetches the wasm on the reader's first move. It stands in the page, since asking for so few bytes
    /// would take longer than reading them.
    pub boot: String,
    /// The rich-text editor, a module that only editors load.
    pub rich_text: String,
}

/// Which of the two programs a page is hydrated with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Whichever is for who looks: readers or editors.
    OfViewer,
    /// The editors' one, for the forms of someone who is about to log in: readers' program does without them.
    OfEditors,
}

/// The HTML document. Only the server makes it; the browser hydrates [`App`] inside its body.
pub fn shell(files: &BuiltFiles, program: Program) -> impl IntoView + use<> {
    document(files, Some(program), App)
}

/// A document that is complete as it is, and never hydrated.
pub fn static_shell<V: IntoView + 'static>(files: &BuiltFiles, page: fn() -> V) -> impl IntoView + use<V> {
    document(files, None, move || {
        provide_meta_context();
        provide_context(Desk::new(None));
        view! { <Frame asked=String::new()>{page()}</Frame> }
    })
}

/// The same for staff: what stands around it is what they know, without the bar, which needs a program.
#[cfg(feature = "ssr")]
pub fn staff_shell<V: IntoView + 'static>(files: &BuiltFiles, page: fn() -> V) -> impl IntoView + use<V> {
    document(files, None, move || {
        provide_meta_context();
        provide_context(Desk::new(viewer_of_request()));
        provide_context(WithoutBar);
        view! { <Frame asked=String::new()>{page()}</Frame> }
    })
}

/// Known to what stands around a page that no program runs in.
#[cfg(feature = "ssr")]
#[derive(Clone, Copy)]
struct WithoutBar;

#[cfg(feature = "ssr")]
fn has_bar() -> bool {
    use_context::<WithoutBar>().is_none()
}

#[cfg(not(feature = "ssr"))]
const fn has_bar() -> bool {
    true
}

fn document<V, F>(files: &BuiltFiles, program: Option<Program>, body: F) -> impl IntoView + use<V, F>
where
    V: IntoView,
    F: FnOnce() -> V,
{
    let BuiltFiles { js, wasm, editor_js, editor_wasm, css, editor_css, boot, rich_text } = files.clone();
    let is_staffed = viewer_of_request().is_some();
    // A page keeps its program: logging in and out are full page loads.
    let for_editors = is_staffed || program == Some(Program::OfEditors);
    let (js, wasm) = if for_editors { (editor_js, editor_wasm) } else { (js, wasm) };
    let editor_css = is_staffed.then(|| view! { <link rel="stylesheet" href=editor_css/> });
    let rich_text = is_staffed.then_some(rich_text);
    let boot =
        program.map(|_| view! { <script nonce=nonce_of_request() data-js=js data-wasm=wasm inner_html=boot></script> });
    view! {
        <!DOCTYPE html>
        <html lang="de" dir="ltr" data-editor=is_staffed.then_some("") data-rich-text=rich_text>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" content="#005437"/>
                // Before the styles, for which a script would wait.
                {boot}
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=css/>
                {editor_css}
                <MetaTags/>
            </head>
            <body>{body()}</body>
        </html>
    }
}

/// By which the page's policy knows its own scripts.
#[cfg(feature = "ssr")]
fn nonce_of_request() -> Option<String> {
    leptos::nonce::use_nonce().map(|nonce| nonce.to_string())
}

#[cfg(not(feature = "ssr"))]
fn nonce_of_request() -> Option<String> {
    None
}

#[cfg(feature = "ssr")]
fn viewer_of_request() -> Option<Viewer> {
    use_context::<crate::api::RequestContext>().and_then(|context| context.viewer)
}

#[cfg(not(feature = "ssr"))]
fn viewer_of_request() -> Option<Viewer> {
    None
}

/// What only the server knows of the request; the browser reads it from the page.
#[derive(serde::Serialize, serde::Deserialize)]
struct KnownOfRequest {
    #[serde(default, deserialize_with = "for_staff::or_default")]
    viewer: Option<Viewer>,
    public_url: PublicUrl,
    #[serde(default, deserialize_with = "for_staff::or_default")]
    answer: FormAnswer,
}

/// Everything inside the body.
#[component]
pub fn App() -> impl IntoView {
    if cfg!(feature = "ssr") {
        provide_meta_context();
    }
    let known = SharedValue::<KnownOfRequest, Json>::new_with_encoding(|| KnownOfRequest {
        viewer: viewer_of_request(),
        public_url: use_context().unwrap_or_default(),
        answer: use_context().unwrap_or_default(),
    });
    let KnownOfRequest { viewer, public_url, answer } = known.into_inner();
    provide_context(Desk::new(viewer));
    provide_context(public_url);
    view! {
        <Router>
            <Pages answer=answer/>
        </Router>
    }
}

#[component]
fn Pages(answer: FormAnswer) -> impl IntoView {
    navigation::watch();
    if HAS_EDITING {
        provide_form_answer(answer);
    }
    let asked = watch_search_box();
    let administration = page(|| staffed(|| AdministrationPage().into_any()));
    let history = page(|| staffed(|| HistoryPage().into_any()));
    view! {
        <Frame asked=asked>
            <FlatRoutes fallback=NotFoundPage>
                <Route path=path!("/") view=page(|| HomePage().into_any()) ssr=SsrMode::Async/>
                <Route path=path!("/themen/:slug") view=page(|| TopicPage().into_any()) ssr=SsrMode::Async/>
                <Route path=path!("/meldungen/:slug") view=page(|| PostPage().into_any()) ssr=SsrMode::Async/>
                <Route path=path!("/personen/:slug") view=page(|| PersonPage().into_any()) ssr=SsrMode::Async/>
                <Route path=path!("/suche") view=page(|| SearchPage().into_any()) ssr=SsrMode::Async/>
                <Route path=path!("/neu") view=page(|| staffed(|| NewPage().into_any())) ssr=SsrMode::Async/>
                <Route path=path!("/verwaltung") view=administration ssr=SsrMode::Async/>
                <Route path=path!("/verwaltung/konten") view=administration ssr=SsrMode::Async/>
                <Route path=path!("/konto") view=page(|| staffed(|| AccountPage().into_any())) ssr=SsrMode::Async/>
                <Route path=path!("/konto/anmeldung") view=page(|| staffed(|| FactorsPage().into_any())) ssr=SsrMode::Async/>
                <Route path=path!("/entwuerfe") view=page(|| staffed(|| DraftsPage().into_any())) ssr=SsrMode::Async/>
                <Route path=path!("/verlauf") view=history ssr=SsrMode::Async/>
                <Route path=path!("/verlauf/*path") view=history ssr=SsrMode::Async/>
                <Route path=path!("/vorschau-links/*path") view=page(|| staffed(|| PreviewLinksPage().into_any())) ssr=SsrMode::Async/>
                <Route path=path!("/anmelden") view=page(|| staffed(|| LogInPage().into_any())) ssr=SsrMode::Async/>
                <Route path=path!("/einrichten/:token") view=page(|| staffed(|| SetUpPage().into_any())) ssr=SsrMode::Async/>
                // The last one, since it takes every address of one part.
                <Route path=path!("/:slug") view=page(|| OwnPage().into_any()) ssr=SsrMode::Async/>
            </FlatRoutes>
        </Frame>
    }
}

/// A route's view. One type for all: the router's code is made anew for each type, which would be some hundred bytes of a program for
/// each page.
fn page(view: fn() -> AnyView) -> fn() -> AnyView {
    view
}

/// A page that readers' program does without: one for staff, of which the server tells readers before anything is hydrated, or a
/// form for someone who is about to log in. In case a link within the site leads there, it asks to log in.
fn staffed(page: fn() -> AnyView) -> AnyView {
    if HAS_EDITING { page() } else { view! { <ErrorMessage error=ApiError::SignedOut/> <Arrived/> }.into_any() }
}

/// What stands around each page.
#[component]
fn Frame(asked: String, children: Children) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let edit_bar = (desk.is_staffed() && has_bar()).then(|| view! { <EditBar/> }.into_any());
    let for_staff = desk.is_staffed().then(|| {
        view! {
            <li><a href="/neu">{words::NEW}</a></li>
            <li><a href="/entwuerfe">{words::DRAFTS}</a></li>
            <li><a href="/verwaltung">{words::ADMINISTRATION}</a></li>
        }
        .into_any()
    });
    let legal_pages = LEGAL_PAGES.map(|(slug, text)| footer_link(format!("/{slug}"), None, text)).collect_view();
    let feed = footer_link("/feed.atom".into(), Some("external"), words::FEED);
    let report_barrier = footer_link(BARRIER_FORM.into(), Some("external"), words::REPORT_BARRIER);
    let log_in = (!desk.is_staffed()).then(|| footer_link("/anmelden".into(), Some("external"), words::LOG_IN));
    view! {
        <a class="skip-link" href="#inhalt" rel="external">{words::SKIP_LINK}</a>
        {edit_bar}
        <header class="banner">
            <a class="brand" href="/">{words::GROUP}</a>
            <nav aria-label=words::NAVIGATION>
                <ul>
                    <li><a href="/#themen">{words::TOPICS}</a></li>
                    <li><a href="/#meldungen">{words::POSTS}</a></li>
                    {for_staff}
                </ul>
            </nav>
            <SearchBox asked=asked/>
        </header>
        {children()}
        <footer class="footer">
            <p>{words::GROUP}</p>
            <ul>{legal_pages}{report_barrier}{feed}{log_in}</ul>
        </footer>
    }
    .into_any()
}

/// A link at the foot of each page; `external` where it is a full page load.
fn footer_link(href: String, rel: Option<&'static str>, text: &'static str) -> AnyView {
    view! { <li><a href=href rel=rel>{text}</a></li> }.into_any()
}
