//! An authenticator in software, as a browser would ask one: it makes a passkey and signs with it, or does something wrong.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The person is there.
const PRESENT: u8 = 0x01;
/// The person has shown who they are.
const VERIFIED: u8 = 0x04;
/// The data hold a new key.
const WITH_KEY: u8 = 0x40;

/// One that holds one passkey.
#[derive(Clone)]
pub struct Authenticator {
    key: SigningKey,
    id: Vec<u8>,
    /// Whose passkey it is, as the site said when it was made.
    pub user: Option<String>,
    /// Where the browser is.
    pub origin: String,
    /// Whether the person shows who they are.
    pub verifies: bool,
    /// How often it has signed.
    pub counter: u32,
}

impl Authenticator {
    /// Each seed has a key of its own.
    pub fn new(seed: u8, origin: &str) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).expect("a key");
        Self { key, id: vec![seed; 16], user: None, origin: origin.to_owned(), verifies: true, counter: 0 }
    }

    /// What `navigator.credentials.create` answers, as JSON.
    pub fn create(&mut self, options: &Value) -> Value {
        self.user = options["user"]["id"].as_str().map(str::to_owned);
        let data = [self.data(options["rp"]["id"].as_str(), WITH_KEY), self.new_key()].concat();
        // A map of three in CBOR: fmt "none", attStmt {}, authData.
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).expect("fewer than 256 bytes"));
        object.extend(data);
        json!({
            "id": URL_SAFE_NO_PAD.encode(&self.id), "rawId": URL_SAFE_NO_PAD.encode(&self.id), "type": "public-key",
            "authenticatorAttachment": "platform", "clientExtensionResults": { "credProps": { "rk": true } },
            "response": {
                "clientDataJSON": URL_SAFE_NO_PAD.encode(self.client_data("webauthn.create", options)),
                "attestationObject": URL_SAFE_NO_PAD.encode(object), "transports": ["internal"],
            },
        })
    }

    /// What `navigator.credentials.get` answers, as JSON.
    pub fn get(&mut self, options: &Value) -> Value {
        self.counter += 1;
        let data = self.data(options["rpId"].as_str(), 0);
        let client = self.client_data("webauthn.get", options);
        let signed = [data.as_slice(), &Sha256::digest(&client)].concat();
        let signature: Signature = self.key.sign(&signed);
        json!({
            "id": URL_SAFE_NO_PAD.encode(&self.id), "rawId": URL_SAFE_NO_PAD.encode(&self.id), "type": "public-key",
            "authenticatorAttachment": "platform", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client), "authenticatorData": URL_SAFE_NO_PAD.encode(data),
                "signature": URL_SAFE_NO_PAD.encode(signature.to_der().to_bytes()), "userHandle": self.user,
            },
        })
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let data =
            json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false });
        data.to_string().into_bytes()
    }

    fn data(&self, site: Option<&str>, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let site = Sha256::digest(site.expect("the site's id").as_bytes());
        [site.as_slice(), &[flags | PRESENT | verified], &self.counter.to_be_bytes()].concat()
    }

    /// No model, the id, and the public key as a map of five in CBOR (COSE): ES256 on P-256.
    fn new_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        let length = u16::try_from(self.id.len()).expect("a short id").to_be_bytes();
        let key: [&[u8]; 4] = [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", x, b"\x22\x58\x20", y];
        [&[0; 16], length.as_slice(), &self.id, &key.concat()].concat()
    }
}
