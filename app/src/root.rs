//! The document, and the tree of components inside its body.

use leptos::prelude::*;
use leptos_meta::MetaTags;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::use_params_map;
use leptos_router::{SsrMode, path};

use crate::HAS_EDITING;
use crate::api::{ApiError, LEGAL_PAGES};
use crate::components::{
    EditBar, ErrorMessage, FormAnswer, PublicUrl, SearchBox, provide_form_answer, provide_head, watch_search_box,
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
        provide_head();
        provide_context(Desk::new(None));
        view! { <Frame asked=String::new()>{page()}</Frame> }
    })
}

/// The same for staff: what stands around it is what they know, without the bar, which needs a program.
#[cfg(feature = "ssr")]
pub fn staff_shell<V: IntoView + 'static>(files: &BuiltFiles, page: fn() -> V) -> impl IntoView + use<V> {
    document(files, None, move || {
        provide_head();
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
        provide_head();
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
    view! {
        <Frame asked=asked>
            <FlatRoutes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/themen/:slug") view=TopicPage ssr=SsrMode::Async/>
                <Route path=path!("/meldungen/:slug") view=PostPage ssr=SsrMode::Async/>
                <Route path=path!("/personen/:slug") view=PersonPage ssr=SsrMode::Async/>
                <Route path=path!("/suche") view=SearchPage ssr=SsrMode::Async/>
                <Route path=path!("/verlauf/*path") view=staffed(HistoryPage) ssr=SsrMode::Async/>
                <Route path=path!("/vorschau-links/*path") view=staffed(PreviewLinksPage) ssr=SsrMode::Async/>
                // The last ones, since they take every address of one part, and of two.
                <Route path=path!("/:slug") view=OnePart ssr=SsrMode::Async/>
                <Route path=path!("/:slug/:page") view=TwoParts ssr=SsrMode::Async/>
            </FlatRoutes>
        </Frame>
    }
}

/// Pages that readers' program does without, as a route each is some hundred bytes of it: those for staff, and forms for someone who is
/// about to log in.
const STAFFED: [&str; 8] =
    ["neu", "verwaltung", "verwaltung/konten", "konto", "konto/anmeldung", "entwuerfe", "verlauf", "anmelden"];

fn is_staffed(address: &str) -> bool {
    STAFFED.contains(&address) || address.starts_with("einrichten/")
}

/// One of these pages, by its address.
fn staffed_at(address: &str) -> AnyView {
    match address {
        _ if !HAS_EDITING => asks_to_log_in(),
        "neu" => NewPage().into_any(),
        "konto" => AccountPage().into_any(),
        "konto/anmeldung" => FactorsPage().into_any(),
        "entwuerfe" => DraftsPage().into_any(),
        "verlauf" => HistoryPage().into_any(),
        "anmelden" => LogInPage().into_any(),
        "verwaltung" | "verwaltung/konten" => AdministrationPage().into_any(),
        _ => SetUpPage().into_any(),
    }
}

/// Such a page as a route's view.
fn staffed<V: IntoView + 'static>(
    page: impl Fn() -> V + Clone + Send + 'static,
) -> impl Fn() -> AnyView + Clone + Send + 'static {
    move || if HAS_EDITING { page().into_any() } else { asks_to_log_in() }
}

/// The server tells readers so before anything is hydrated; this is for a link within the site that leads to such a page.
fn asks_to_log_in() -> AnyView {
    view! { <ErrorMessage error=ApiError::SignedOut/> <Arrived/> }.into_any()
}

/// A page at an address of one part.
#[component]
fn OnePart() -> impl IntoView {
    let params = use_params_map();
    let address = Memo::new(move |_| params.read().get("slug").filter(|slug| is_staffed(slug)));
    move || match address.get() {
        Some(address) => staffed_at(&address),
        None => view! { <OwnPage/> }.into_any(),
    }
}

/// A page at an address of two parts that no other route takes.
#[component]
fn TwoParts() -> impl IntoView {
    let params = use_params_map();
    let address = Memo::new(move |_| {
        let params = params.read();
        let address = format!("{}/{}", params.get_str("slug")?, params.get_str("page")?);
        is_staffed(&address).then_some(address)
    });
    move || match address.get() {
        Some(address) => staffed_at(&address),
        None => view! { <NotFoundPage/> }.into_any(),
    }
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
