//! The wasm entry: hydrates the page that the server rendered.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the boot script, on the reader's first move.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
    if let Some(root) = leptos::prelude::document().document_element() {
        // Nobody could do anything about a failure here; the page works all the same.
        let _ = root.set_attribute("data-hydrated", "");
    }
}
