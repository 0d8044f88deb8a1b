//! The bridge to the rich-text editor: a JavaScript module of its own, which only those who edit ever load.

use std::cell::OnceCell;

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::document;
use wasm_bindgen::prelude::{Closure, JsCast, JsValue, wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use crate::i18n;

#[wasm_bindgen]
extern "C" {
    /// `frontend/rich_text`, as it was built.
    type Module;

    #[wasm_bindgen(method, catch)]
    fn mount(
        this: &Module,
        element: &HtmlElement,
        text: &str,
        words: &Object,
        changed: &Closure<dyn FnMut(String)>,
    ) -> Result<MountedText, JsValue>;

    /// A text that is edited as what it will look like.
    type MountedText;

    #[wasm_bindgen(method)]
    fn show(this: &MountedText, text: &str);

    #[wasm_bindgen(method)]
    fn destroy(this: &MountedText);
}

thread_local! {
    /// The browser's `import()`, which a program in wasm has no other way to call.
    static IMPORT: OnceCell<Function> = const { OnceCell::new() };
    static MODULE: OnceCell<Module> = const { OnceCell::new() };
}

/// Says how modules are loaded: a function of an address that answers a promise. Called once, before anything is edited.
pub fn set_import(import: Function) {
    // A second call would bring the same function.
    let _ = IMPORT.with(|cell| cell.set(import));
}

/// Loads the module, once; answers whether it is there.
pub(super) async fn load() -> bool {
    if MODULE.with(|module| module.get().is_some()) {
        return true;
    }
    let Some(promise) = import() else { return false };
    let Ok(module) = JsFuture::from(promise).await else { return false };
    // Two loads at once bring the same module.
    let _ = MODULE.with(|cell| cell.set(module.unchecked_into()));
    true
}

fn import() -> Option<Promise> {
    let address = document().document_element()?.get_attribute("data-rich-text")?;
    let import = IMPORT.with(|import| import.get().cloned())?;
    import.call1(&JsValue::NULL, &address.into()).ok()?.dyn_into().ok()
}

/// A rich text in an element of the page; dropped, it leaves the element.
pub struct RichText {
    mounted: MountedText,
    /// Called by the module with each change.
    _changed: Closure<dyn FnMut(String)>,
}

impl RichText {
    /// Makes the element a rich text, if the module is there. `changed` gets the `CommonMark` of each change that the typist
    /// makes.
    pub fn mount(element: &HtmlElement, text: &str, changed: impl FnMut(String) + 'static) -> Option<Self> {
        let changed = Closure::new(changed);
        let mounted = MODULE.with(|module| module.get()?.mount(element, text, &words(), &changed).ok())?;
        Some(Self { mounted, _changed: changed })
    }

    /// Shows another text; the caret stays at its words.
    pub fn show(&self, text: &str) {
        self.mounted.show(text);
    }
}

impl Drop for RichText {
    fn drop(&mut self) {
        self.mounted.destroy();
    }
}

fn words() -> Object {
    let words = Object::new();
    for (key, word) in i18n::words::RICH_TEXT {
        // A new object takes any key.
        let _ = Reflect::set(&words, &key.into(), &word.into());
    }
    words
}
