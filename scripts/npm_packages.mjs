// Whether each npm package that the lock files name has a licence that may be used, the registry as its source, and a hash.
import { readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";

// Tests and the builder use all of these; editors get what is under MIT and BSD-2-Clause.
const LICENCES = new Set(
  ["0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MPL-2.0", "(MIT OR CC0-1.0)"],
);
// Under MIT, but said in a way that lock files do not know.
const SAID_OTHERWISE = new Set(["node_modules/busboy", "node_modules/streamsearch"]);
const EDITORS_LICENCES = new Set(["BSD-2-Clause", "MIT", "PSF-2.0"]);

const files = execFileSync("git", ["ls-files", "*package-lock.json"], { encoding: "utf8" }).trim().split("\n");
const problems = [];
for (const file of files) {
  const { packages } = JSON.parse(readFileSync(file, "utf8"));
  for (const [path, { license, integrity, resolved, dev }] of Object.entries(packages)) {
    if (path === "") continue;
    const isKnown = (dev ? LICENCES : EDITORS_LICENCES).has(license) || (dev && SAID_OTHERWISE.has(path));
    if (!isKnown) problems.push(`${file}: ${path}: licence ${license}`);
    if (!integrity?.startsWith("sha512-")) problems.push(`${file}: ${path}: no hash`);
    // The lock files name no address, so that each machine asks the registry that it knows.
    if (resolved) problems.push(`${file}: ${path}: comes from ${resolved}`);
  }
}
console.log(problems.length ? problems.join("\n") : `${files.length} lock files are in order`);
process.exitCode = problems.length ? 1 : 0;
