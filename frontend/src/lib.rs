//! The wasm entry: hydrates the page that the server rendered.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the boot script, on the reader's first move; `import` loads a module by its address.
#[wasm_bindgen]
pub fn hydrate(import: js_sys::Function) {
    console_error_panic_hook::set_once();
    app::set_import(import);
    leptos::mount::hydrate_body(app::App);
    if let Some(root) = leptos::prelude::document().document_element() {
        // Nobody could do anything about a failure here; the page works all the same.
        let _ = root.set_attribute("data-hydrated", "");
    }
}
