//! The example for nginx in `deploy/`, with a real nginx in front of the real router.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::test_app::{PASSWORD, PATIENCE, TOPIC, TestApp, email_of};

const NAME: &str = "beispiel.de";

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

async fn run(command: &mut Command) -> (bool, String) {
    let output =
        command.output().await.unwrap_or_else(|error| panic!("{command:?}: {error}; scripts/setup --test installs it"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout) + &text(&output.stderr))
}

/// nginx with the example, its ports and paths those of a test and nothing else changed.
struct Nginx {
    folder: TempDir,
    http: u16,
    https: u16,
    _child: Child,
}

impl Nginx {
    async fn before(site: SocketAddr) -> Self {
        let folder = TempDir::new().expect("a folder");
        let (http, https) = (free_port(), free_port());
        let at = |name: &str| folder.path().join(name).display().to_string();
        let (certificate, key) = (at("cert.pem"), at("key.pem"));
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=beispiel.de"]);
        let (made, words) = run(openssl.args(["-keyout", &key, "-out", &certificate])).await;
        assert!(made, "{words}");
        let example = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/nginx.conf"))
            .expect("the example");
        let mut example = example.lines().filter(|line| !line.contains("listen [::]")).collect::<Vec<_>>().join("\n");
        for (from, to) in [
            ("listen 80;", format!("listen 127.0.0.1:{http};")),
            ("listen 443 ", format!("listen 127.0.0.1:{https} ")),
            ("/etc/letsencrypt/live/beispiel.de/fullchain.pem", certificate),
            ("/etc/letsencrypt/live/beispiel.de/privkey.pem", key),
            ("server 127.0.0.1:3000;", format!("server {site};")),
        ] {
            assert!(example.contains(from), "{from}");
            example = example.replace(from, &to);
        }
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("{name}_temp_path {};\n", at(name)))
            .concat();
        let whole = format!(
            "daemon off;\nmaster_process off;\npid {};\nerror_log {};\nevents {{}}\nhttp {{\n{temporary}{example}\n}}\n",
            at("nginx.pid"),
            at("error.log")
        );
        let file = folder.path().join("nginx.conf");
        fs::write(&file, whole).expect("a file");
        let (fits, words) = run(nginx(&folder, &file).arg("-t")).await;
        assert!(fits, "{words}");
        let child = nginx(&folder, &file).kill_on_drop(true).spawn().expect("nginx");
        let start = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", https)).is_err() {
            assert!(start.elapsed() < PATIENCE, "nginx does not listen");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Self { folder, http, https, _child: child }
    }

    /// An answer with its head, as someone outside gets it.
    async fn curl(&self, path: &str, arguments: &[&str]) -> String {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--include", "--insecure", "--http2", "--max-time", "30"]);
        curl.args(["--resolve", &format!("{NAME}:{}:127.0.0.1", self.https)]).args(arguments);
        let (done, words) = run(curl.arg(format!("https://{NAME}:{}{path}", self.https))).await;
        assert!(done, "{words}");
        words
    }

    fn errors(&self) -> String {
        fs::read_to_string(self.folder.path().join("error.log")).expect("a log")
    }
}

fn nginx(folder: &TempDir, file: &Path) -> Command {
    let places = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx"];
    let program = places.map(PathBuf::from).into_iter().find(|place| place.exists()).unwrap_or_else(|| "nginx".into());
    let mut command = Command::new(program);
    command.arg("-p").arg(folder.path()).arg("-c").arg(file);
    command
}

fn status(answer: &str) -> &str {
    answer.split_whitespace().nth(1).unwrap_or_else(|| panic!("{answer}"))
}

#[tokio::test]
async fn the_example_for_nginx_serves_the_site() {
    let app = TestApp::start_trusting("127.0.0.1").await;
    app.log_in_as("erika").await;
    let nginx = Nginx::before(app.address).await;

    let page = nginx.curl(TOPIC, &[]).await;
    assert!(page.starts_with("HTTP/2 200") && page.contains("Hannover verfolgt"), "{page}");
    assert!(nginx.curl(TOPIC, &["--head", "--header", "accept-encoding: br"]).await.contains("content-encoding: br"));
    let (done, moved) = run(Command::new("curl")
        .args(["--silent", "--include", "--header", "host: beispiel.de"])
        .arg(format!("http://127.0.0.1:{}/themen/migration?jahr=2024", nginx.http)))
    .await;
    assert!(done && status(&moved) == "301", "{moved}");
    assert!(moved.to_lowercase().contains("location: https://beispiel.de/themen/migration?jahr=2024\r\n"), "{moved}");
    assert_eq!(status(&nginx.curl("/readyz", &[]).await), "200");

    // A form of the site's own pages goes through, and whose it was is known.
    let (email, password) = (format!("email={}", email_of("erika")), format!("password={PASSWORD}"));
    let form = ["--header", "origin: https://beispiel.de", "--header", "x-forwarded-for: 203.0.113.9"];
    let fields = ["--data-urlencode", email.as_str(), "--data-urlencode", password.as_str()];
    let logged_in = nginx.curl("/anmelden", &[form, fields].concat()).await;
    assert_eq!(status(&logged_in), "303", "{logged_in}");
    assert_eq!(
        app.text("select host(address) from log_entry where action = 'logged_in' order by id desc limit 1").await,
        "203.0.113.9"
    );
    let foreign =
        nginx.curl("/anmelden", &[["--header", "origin: https://boese.example"].as_slice(), &fields].concat()).await;
    assert_eq!(status(&foreign), "403", "{foreign}");

    // A portrait's size is let through; more is not.
    let large = nginx.folder.path().join("large");
    let upload = format!("@{}", large.display());
    for (megabytes, is_refused) in [(39, false), (41, true)] {
        fs::File::create(&large).and_then(|file| file.set_len(megabytes << 20)).expect("a file");
        let path = "/personen/christine-jochem/portraet";
        let head = [
            "--header",
            "origin: https://beispiel.de",
            "--header",
            "expect:",
            "--header",
            "content-type: multipart/form-data; boundary=x",
        ];
        let answer = nginx.curl(path, &[head.as_slice(), &["--data-binary", &upload]].concat()).await;
        let by_nginx = status(&answer) == "413" && answer.contains("<center>nginx");
        assert_eq!(by_nginx, is_refused, "{megabytes}: {answer}");
    }
}

#[tokio::test]
async fn the_example_for_nginx_writes_no_secret_address_anywhere() {
    let nowhere: SocketAddr = format!("127.0.0.1:{}", free_port()).parse().expect("an address");
    let nginx = Nginx::before(nowhere).await;
    assert_eq!(status(&nginx.curl("/themen/oeffentlich", &[]).await), "502");
    assert!(nginx.errors().contains("/themen/oeffentlich"), "errors are written down");
    for path in ["/vorschau/k7Qz-token", "/einrichten/k7Qz-token", "/einladung/k7Qz-token", "/passwort/k7Qz-token"] {
        assert_eq!(status(&nginx.curl(path, &[]).await), "502", "{path}");
    }
    for file in fs::read_dir(nginx.folder.path()).expect("a folder") {
        let path = file.expect("a file").path();
        let text = fs::read(&path).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&text).contains("k7Qz-token"), "{}", path.display());
    }
}
