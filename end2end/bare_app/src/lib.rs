//! The least a Leptos app is: a router, one `Suspense`, one server action. `make bench` builds it as the site's program is
//! built, and compares their sizes (S4). Nobody runs it.

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use wasm_bindgen::prelude::wasm_bindgen;

#[server(endpoint = "count")]
async fn count(by: i32) -> Result<i32, ServerFnError> {
    Ok(by + 1)
}

#[component]
fn App() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=|| "404">
                <Route path=path!("/") view=Home/>
                <Route path=path!("/:name") view=|| view! { <a href="/">"Home"</a> }/>
            </Routes>
        </Router>
    }
}

#[component]
fn Home() -> impl IntoView {
    let action = ServerAction::<Count>::new();
    let value = Resource::new(move || action.version().get(), |_| count(1));
    view! {
        <ActionForm action=action>
            <input name="by" value="1"/>
            <button>"Count"</button>
        </ActionForm>
        <Suspense fallback=|| "…">
            <p>{move || Suspend::new(async move { value.await.unwrap_or_default() })}</p>
        </Suspense>
    }
}

/// The entry, as the site's program has one.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_body(App);
}
