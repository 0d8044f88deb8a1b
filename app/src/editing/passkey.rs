//! Passkeys in the browser: the server begins, the authenticator answers, the server decides. All of it JSON, which browsers turn
//! into what authenticators understand.

use js_sys::{Function, JSON, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Request, RequestInit, Response};

/// Why nothing came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PasskeyFailure {
    /// There is no passkey, or the person did not want to.
    Cancelled,
    /// The server said no, with this status.
    Refused(u16),
    /// The server did not answer.
    Unreachable,
}

/// Whether this browser knows passkeys, and how to write them down.
pub(crate) fn is_supported() -> bool {
    let has_all = |class: &JsValue| {
        let prototype = property(class, "prototype")?;
        method(&prototype, "toJSON")?;
        method(class, "parseCreationOptionsFromJSON")?;
        method(class, "parseRequestOptionsFromJSON")
    };
    class().is_some_and(|class| has_all(&class).is_some())
}

/// Logs in; answers where to go then.
pub(crate) async fn log_in(next: &str) -> Result<String, PasskeyFailure> {
    let begun = send("/anmelden/passkey/beginn", &Object::new()).await?;
    let credential = ask("parseRequestOptionsFromJSON", "get", &begun).await.ok_or(PasskeyFailure::Cancelled)?;
    finish("/anmelden/passkey", &begun, &credential, ("weiter", next)).await
}

/// Makes a passkey; answers where to go then.
pub(crate) async fn add(name: &str, password: &str) -> Result<String, PasskeyFailure> {
    let begun = send("/konto/passkeys/beginn", &with(&[("password", &password.into())])).await?;
    let credential = ask("parseCreationOptionsFromJSON", "create", &begun).await.ok_or(PasskeyFailure::Cancelled)?;
    finish("/konto/passkeys", &begun, &credential, ("name", name)).await
}

async fn finish(
    path: &str,
    begun: &JsValue,
    credential: &JsValue,
    (name, value): (&str, &str),
) -> Result<String, PasskeyFailure> {
    let token = property(begun, "token").unwrap_or_default();
    let body = with(&[("token", &token), ("credential", credential), (name, &value.into())]);
    let answer = send(path, &body).await?;
    property(&answer, "weiter").and_then(|next| next.as_string()).ok_or(PasskeyFailure::Unreachable)
}

/// Lets the authenticator answer what the server asks.
async fn ask(parse: &str, how: &str, begun: &JsValue) -> Option<JsValue> {
    let class = class()?;
    let options = method(&class, parse)?.call1(&class, &property(begun, "options")?).ok()?;
    let credentials = property(&window().navigator(), "credentials")?;
    let asked = method(&credentials, how)?.call1(&credentials, &with(&[("publicKey", &options)])).ok()?;
    let credential = JsFuture::from(asked.dyn_into::<Promise>().ok()?).await.ok()?;
    method(&credential, "toJSON")?.call0(&credential).ok()
}

async fn send(path: &str, body: &Object) -> Result<JsValue, PasskeyFailure> {
    let response = fetch(path, body).await.ok_or(PasskeyFailure::Unreachable)?;
    if !response.ok() {
        return Err(PasskeyFailure::Refused(response.status()));
    }
    read(&response).await.ok_or(PasskeyFailure::Unreachable)
}

async fn fetch(path: &str, body: &Object) -> Option<Response> {
    let body = JSON::stringify(body).ok()?;
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_body(&body);
    let request = Request::new_with_str_and_init(path, &options).ok()?;
    request.headers().set("accept", "application/json").ok()?;
    request.headers().set("content-type", "application/json").ok()?;
    JsFuture::from(window().fetch_with_request(&request)).await.ok()?.dyn_into().ok()
}

async fn read(response: &Response) -> Option<JsValue> {
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    JSON::parse(&text).ok()
}

fn class() -> Option<JsValue> {
    property(&window(), "PublicKeyCredential")
}

fn property(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

fn method(of: &JsValue, name: &str) -> Option<Function> {
    property(of, name)?.dyn_into().ok()
}

fn with(properties: &[(&str, &JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        // A new object takes any property.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}
