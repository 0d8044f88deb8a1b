//! The browser's programs: cargo, wasm-bindgen, esbuild, wasm-opt.

use crate::files::{hash, read, walk, write_atomically};
use crate::{Mode, compress, names, parts, script};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";
/// A folder of its own, so that a build of the server need not wait for this one.
const TARGET_DIR: &str = "target/wasm";
/// What every browser of the last years has, and rustc uses by default.
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// - `erase_components` as in .cargo/config.toml, which these flags override;
/// - without the places of panics and without `{:?}`, which only developers read, it is smaller by some KB;
/// - a function that was merged with another one would have the other one's name, and [`leave_out`] goes by names.
const RELEASE_FLAGS: &str = "--cfg=erase_components -Zlocation-detail=none -Zfmt-debug=none -Zmerge-functions=disabled";
/// How this file makes a program: another way makes another one of the same source.
const WAY: [&str; 3] = [include_str!("wasm.rs"), include_str!("names.rs"), include_str!("script.rs")];
/// Parts of the names of functions that are never called, though the compiler cannot know it:
/// - every view can also be hydrated piece by piece, as parts of the program arrive, and this site's programs arrive whole;
/// - every route can be listed, which only a server does;
/// - JavaScript could read a stream of Rust's, of which none is ever made.
const NEVER_CALLED: [&str; 3] = ["hydrate_async", "generate_routes", "IntoUnderlying"];
/// Part of the names of functions that wasm-bindgen runs while it makes the JavaScript.
const DESCRIBING: &str = "describe";

/// The crates that become the site's programs: the same source, without and with what only editors need. Two crates, since
/// cargo would compile one with changing features anew each time.
pub(crate) const FOR_READERS: &str = "frontend";
pub(crate) const FOR_EDITORS: &str = "frontend_for_editors";

/// Builds a program and puts its files into `pkg/<hash>/`; the answer is the addresses of its JavaScript and its wasm.
pub(crate) fn build(package: &str, mode: Mode, pkg: &Path) -> Result<(String, String)> {
    let folder = build_folder(package, mode, pkg)?;
    Ok((format!("/pkg/{folder}/{package}.js"), format!("/pkg/{folder}/{package}_bg.wasm")))
}

/// The name of the program's folder in `pkg`.
fn build_folder(package: &str, mode: Mode, pkg: &Path) -> Result<String> {
    let compiled = read(&compile(package, mode)?)?;
    // The stamp remembers which folder the last compiled program became.
    let stamp = Path::new(TARGET_DIR).join(match mode {
        Mode::Release => format!("{package}-release"),
        Mode::Dev => format!("{package}-dev"),
    });
    let source = hash([compiled.as_slice()].into_iter().chain(WAY.map(str::as_bytes)));
    if let Some((of, folder)) = fs::read_to_string(&stamp).unwrap_or_default().split_once(' ')
        && of == source
        && pkg.join(folder).is_dir()
    {
        return Ok(folder.to_owned());
    }
    let work = make_program(package, &compiled, mode, Names::Removed)?;
    let folder = install(&work, pkg)?;
    write_atomically(&stamp, format!("{source} {folder}").as_bytes())?;
    Ok(folder)
}

/// Builds a crate's program for release; the answer is the size of its wasm and JavaScript together, in bytes, compressed
/// as the site's files are.
pub(crate) fn compressed_size(package: &str) -> Result<usize> {
    let compiled = read(&compile(package, Mode::Release)?)?;
    let files = walk(&make_program(package, &compiled, Mode::Release, Names::Removed)?)?;
    files.iter().map(|file| Ok(compress::brotli(&read(file)?)?.len())).sum()
}

/// Builds a crate's program for release, and tells what it consists of.
pub(crate) fn parts_of(package: &str) -> Result<String> {
    let compiled = read(&compile(package, Mode::Release)?)?;
    let work = make_program(package, &compiled, Mode::Release, Names::Kept)?;
    parts::table(&read(&work.join(format!("{package}_bg.wasm")))?, &read(&work.join(format!("{package}.js")))?)
}

/// Whether a program tells what its functions are called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    Kept,
    Removed,
}

/// The program that browsers run, in a folder that holds nothing else.
fn make_program(package: &str, compiled: &[u8], mode: Mode, names: Names) -> Result<PathBuf> {
    let work = Path::new(TARGET_DIR).join("pkg").join(package);
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    bind(package, leave_out(compiled)?, &work, names)?;
    if mode == Mode::Release {
        let (wasm, javascript) = (work.join(format!("{package}_bg.wasm")), work.join(format!("{package}.js")));
        let (program, around) = names::shorten(&read(&wasm)?, &String::from_utf8(read(&javascript)?)?)?;
        write_atomically(&wasm, &program)?;
        write_atomically(&javascript, script::minify(&around)?.as_bytes())?;
        optimise(&wasm, names)?;
    }
    Ok(work)
}

/// Runs cargo; the answer is the path of the compiled wasm.
fn compile(package: &str, mode: Mode) -> Result<PathBuf> {
    let profile = match mode {
        Mode::Release => "wasm-release",
        Mode::Dev => "wasm-dev",
    };
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--package", package, "--lib", "--target", TARGET, "--profile", profile])
        .env("CARGO_TARGET_DIR", TARGET_DIR)
        // Hashed names of server functions depend on the folder of the build; plain ones don't.
        .env("DISABLE_SERVER_FN_HASH", "true")
        // Flags meant for the server must not reach the wasm.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    if mode == Mode::Release {
        cargo.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", RELEASE_FLAGS);
    }
    if !has_standard_library()? {
        // Distributions ship the source of the standard library instead; it builds in half a minute.
        cargo.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
        if mode == Mode::Release {
            cargo.arg("-Zbuild-std-features=optimize_for_size");
        }
    }
    let status = cargo.status().context("cannot run cargo")?;
    ensure!(status.success(), "cargo could not build {package} for the browser");
    Ok(Path::new(TARGET_DIR).join(TARGET).join(profile).join(package).with_extension("wasm"))
}

/// Whether the toolchain has the standard library for wasm.
fn has_standard_library() -> Result<bool> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .context("cannot run rustc")?;
    Ok(Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

/// Empties the functions that are never called, so that what only they call goes, too.
fn leave_out(compiled: &[u8]) -> Result<Vec<u8>> {
    let mut module = walrus::Module::from_buffer(compiled)?;
    let is_never_called =
        |name: &str| NEVER_CALLED.iter().any(|part| name.contains(part)) && !name.contains(DESCRIBING);
    let named = |function: &&walrus::Function| function.name.as_deref().is_some_and(is_never_called);
    let found: Vec<_> = module.funcs.iter().filter(named).map(|function| (function.id(), function.ty())).collect();
    for (id, of) in found {
        let of = module.types.get(of);
        let (parameters, results) = (of.params().to_vec(), of.results().to_vec());
        let arguments = parameters.iter().map(|parameter| module.locals.add(*parameter)).collect();
        let mut empty = walrus::FunctionBuilder::new(&mut module.types, &parameters, &results);
        empty.func_body().unreachable();
        module.funcs.get_mut(id).kind = walrus::FunctionKind::Local(empty.local_func(arguments));
    }
    Ok(module.emit_wasm())
}

/// wasm-bindgen: the JavaScript around the program.
fn bind(package: &str, compiled: Vec<u8>, folder: &Path, names: Names) -> Result<()> {
    wasm_bindgen_cli_support::Bindgen::new()
        .input_bytes(package, compiled)
        .web(true)?
        .typescript(false)
        .remove_name_section(names == Names::Removed)
        .remove_producers_section(true)
        .omit_default_module_path(true) // the boot script names the wasm
        .generate(folder)
        .context("wasm-bindgen failed")
}

fn optimise(wasm: &Path, names: Names) -> Result<()> {
    eprintln!("wasm-opt -Oz: up to two minutes");
    let mut wasm_opt = Command::new("wasm-opt");
    wasm_opt.arg("-Oz").args(WASM_FEATURES).arg(wasm).arg("-o").arg(wasm);
    if names == Names::Kept {
        wasm_opt.arg("--debuginfo");
    }
    match wasm_opt.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => bail!("wasm-opt failed: {status}"),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("wasm-opt is missing; scripts/setup installs it (npm package binaryen)")
        }
        Err(error) => Err(error).context("cannot run wasm-opt"),
    }
}

/// Copies what wasm-bindgen wrote to a folder named by its contents.
fn install(work: &Path, pkg: &Path) -> Result<String> {
    let files = walk(work)?;
    let contents = files.iter().map(|file| read(file)).collect::<Result<Vec<_>>>()?;
    let folder = hash(contents.iter().map(Vec::as_slice));
    for (file, contents) in files.iter().zip(&contents) {
        let target = pkg.join(&folder).join(file.strip_prefix(work)?);
        if !target.exists() {
            write_atomically(&target, contents)?;
        }
    }
    Ok(folder)
}
