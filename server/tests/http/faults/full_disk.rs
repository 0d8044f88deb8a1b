//! R2: the disk of the program's own PostgreSQL is full, until there is space again.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::away::{KEPT, WORDS};
use super::kills::{editors, judge, own_options, until_ready};
use super::program::Program;
use super::{ALONE, bound, count};
use crate::test_app::{Client, PATIENCE, fresh_operation};

/// Target R2.
const WELL_WITHIN: Duration = Duration::from_secs(2);
const FORM: &str = "/themen/migration?bearbeiten";
const TYPED: &str = "Auf voller Platte getippt";
const SIZE: &str = "size=320m,mode=0755";

/// What starts a program with a small disk of its own at a folder; it goes with the program. Root may mount; others as the root of a
/// namespace, in which they become themselves again.
fn with_small_disk(folder: &Path) -> Vec<String> {
    let mount = format!("mount -t tmpfs -o {SIZE} tmpfs '{}'", folder.display());
    let (uid, gid) = (rustix::process::geteuid(), rustix::process::getegid());
    let (flags, then): (&[&str], _) = if uid.is_root() {
        (&["--mount"], "exec \"$@\"".to_owned())
    } else {
        let as_oneself = format!("--map-user={} --map-group={}", uid.as_raw(), gid.as_raw());
        let own = format!("chmod 1777 '{}'", folder.display());
        (&["--user", "--map-root-user", "--mount"], format!("{own} && exec unshare --user {as_oneself} -- \"$@\""))
    };
    let script = format!("{mount} && {then}");
    let shell = ["--", "sh", "-c", script.as_str(), "sh"];
    std::iter::once("unshare").chain(flags.iter().copied()).chain(shell).map(str::to_owned).collect()
}

/// Fills the disk but for so many bytes; answers the file that does it.
fn fill(disk: &Path, left: usize) -> PathBuf {
    let path = disk.join("filler");
    let reserve = disk.join("reserve");
    std::fs::write(&reserve, vec![1; left]).expect("a reserve");
    let mut file = File::create(&path).expect("a file");
    for size in [1 << 20, 1 << 12, 1] {
        while file.write_all(&vec![1; size]).is_ok() {}
    }
    std::fs::remove_file(reserve).expect("space");
    path
}

/// 39,600 characters that nothing makes shorter, so that they need space.
fn long_text() -> String {
    (0..1_100).map(|_| fresh_operation()).collect()
}

/// Kept pages, asked for until told to stop; answers how many.
async fn read(client: Client, stop: Arc<AtomicBool>) -> u64 {
    let mut count = 0;
    while !stop.load(Ordering::Relaxed) {
        for page in KEPT {
            let answer = client.get(page).await;
            assert_eq!(answer.status, 200, "{page}: {}", answer.words());
            count += 1;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    count
}

/// Until a save is not kept; it is told that the store is away.
async fn until_refused(editor: &Client, topic: i64) {
    let (start, mut version) = (Instant::now(), 0);
    loop {
        assert!(start.elapsed() < PATIENCE, "the disk is full and all is kept");
        let (text, operation) = (long_text(), fresh_operation());
        let answer = editor.save_again((topic, "introduction"), version, &text, &operation).await;
        match answer.status {
            200 => version += 1,
            409 => version = answer.json()["conflict"]["version"].as_i64().expect("a version"),
            _ => return answer.assert_json(503, &json!("store_away")),
        }
    }
}

/// Whether a small disk can be had here.
fn can_mount(folder: &Path) -> bool {
    let around = with_small_disk(folder);
    let trial = Command::new(&around[0]).args(&around[1..]).arg("true").output();
    trial.is_ok_and(|output| output.status.success())
}

/// `make soak` asks for a longer time; there it must not be passed over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_readers_read_writers_are_told_and_with_space_again_nothing_acknowledged_is_missing() {
    let _alone = ALONE.lock().await;
    let folder = tempfile::tempdir().expect("a folder");
    if !can_mount(folder.path()) {
        let words =
            "R2: THE FULL DISK WAS NOT TRIED: this machine lets nobody mount a tmpfs, neither root nor in a namespace";
        assert!(std::env::var_os("THEMENSEITE_FULL_SECONDS").is_none(), "{words}");
        println!("{words}");
        return;
    }
    let seconds = count("THEMENSEITE_FULL_SECONDS", 4);
    let data = folder.path().join("data");
    let around = with_small_disk(folder.path());
    let mut program =
        Program::start_within(&[("THEMENSEITE_DATA", data.to_str().expect("a path"))], Some(around)).await;
    // The disk as the program sees it.
    let disk = PathBuf::from(format!("/proc/{}/root{}", program.pid().as_raw_nonzero(), folder.path().display()));
    let options = own_options(&disk.join("data"));
    let onlooker = program.log_in_as("otto", &options).await;
    let page = onlooker.get("/api/get_topic?slug=migration").await.json();
    let topic = page["topic"]["id"].as_i64().expect("an id");
    let editors = editors(&program, &options, 7, 40_000).await;
    // Not a byte; then enough for a row, and not for more of the write-ahead log.
    for left in [0, 6 << 20] {
        for page in KEPT {
            assert_eq!(program.reader().get(page).await.status, 200);
        }
        let log_before = program.log().len();
        let mut form = typed_form(&onlooker, topic).await;
        assert!(form.is_some(), "a form");
        let filler = fill(&disk, left);
        let stop = Arc::new(AtomicBool::new(false));
        let reading = tokio::spawn(read(program.reader(), stop.clone()));
        until_refused(&onlooker, topic).await;
        let (mut refused, end) = (0, Instant::now() + Duration::from_secs(seconds));
        while Instant::now() < end {
            // Where there was room for it after all, the next one starts from there.
            let Some(typed) = form.take() else {
                form = typed_form(&onlooker, topic).await;
                continue;
            };
            let answer = onlooker.post(FORM).form(&typed).await;
            assert!([200, 409, 503].contains(&answer.status), "{}", answer.words());
            if answer.status == 503 {
                answer.assert_page(503, WORDS);
                assert!(answer.text().contains(TYPED), "what was typed is in the page");
                refused += 1;
                form = Some(typed);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        std::fs::remove_file(filler).expect("space");
        let space = Instant::now();
        until_saved(&onlooker, topic).await;
        let well = space.elapsed();
        until_ready(&program.reader()).await;
        stop.store(true, Ordering::Relaxed);
        let read = reading.await.expect("all kept pages");
        let postgres = std::fs::read_to_string(disk.join("data/postgres.log")).unwrap_or_default();
        let panics = postgres.matches("PANIC").count();
        let restarts = program.log()[log_before..].matches("neu gestartet").count();
        println!(
            "R2: disk full but for {left} bytes: {read} kept pages, all 200; {refused} forms told so; PostgreSQL: {panics} panics so far, \
             found dead {restarts} times; saved again {well:?} after there was space"
        );
        assert!(refused > 0, "no form was refused");
        assert!(well < bound(WELL_WITHIN), "{well:?}");
        assert!(restarts <= 3, "a loop of crashes: {}", program.log());
    }
    judge_and_stop(&mut program, editors, &options).await;
}

/// The topic's form, with so much typed that it needs space; none while the store is away.
async fn typed_form(editor: &Client, topic: i64) -> Option<Vec<(String, String)>> {
    let answer = editor.get(FORM).await;
    if answer.status != 200 {
        return None;
    }
    let mut values = answer.html().form_values();
    let introduction = format!("{topic}.introduction");
    for (_, value) in values.iter_mut().filter(|(name, _)| *name == introduction) {
        *value = format!("{TYPED} {}", long_text());
    }
    Some(values)
}

async fn judge_and_stop(
    program: &mut Program,
    editors: super::editors::Editors,
    options: &sqlx::postgres::PgConnectOptions,
) {
    judge("R2: the full disk", editors, options).await;
    assert!(!program.log().contains("panicked"), "{}", program.log());
    assert!(program.end(rustix::process::Signal::TERM).await.success());
}

async fn until_saved(editor: &Client, topic: i64) {
    let start = Instant::now();
    let mut version = 0;
    loop {
        let (text, operation) = (format!("Titel {}", fresh_operation()), fresh_operation());
        let answer = editor.save_again((topic, "title"), version, &text, &operation).await;
        match answer.status {
            200 => return,
            409 => version = answer.json()["conflict"]["version"].as_i64().expect("a version"),
            503 => {}
            status => panic!("{status}: {}", answer.text()),
        }
        assert!(start.elapsed() < PATIENCE, "nothing is saved");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
