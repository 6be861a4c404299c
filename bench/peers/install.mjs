// Installs the peers of the benchmark into bench/.peers, at the versions that the files beside this one pin. Nothing of
// the system changes. Whatever cannot be installed is named with its reason, and the benchmark goes on without it.
// `cargo xtask bench --peers` calls this; alone: node bench/peers/install.mjs
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCES = fileURLToPath(new URL(".", import.meta.url));
/** Where everything goes. */
export const PEERS = fileURLToPath(new URL("../.peers/", import.meta.url));

/** ns-3 as Debian 12 has it; the libraries beside it may be of any version. */
export const NS3_VERSION = "3.37-2";
const NS3_PACKAGES = [`libns3-dev=${NS3_VERSION}`, `libns3.37=${NS3_VERSION}`, "libgsl27", "libgslcblas0"];

const KINDS = [
  { name: "python", inputs: ["python/requirements.txt"], install: installPython },
  { name: "node", inputs: ["node/package.json", "node/package-lock.json"], install: installNode },
  {
    name: "rust",
    inputs: ["rust/Cargo.toml", "rust/Cargo.lock", ...filesOf("rust/src"), ...filesOf("rust/src/bin")],
    install: installRust,
  },
  { name: "ns3", inputs: ["ns3/core.cc"], install: installNs3 },
];

/** Installs what is missing. Gives, for each kind that is not there afterwards, the reason. */
export function install() {
  const missing = {};
  for (const { name, inputs, install: make } of KINDS) {
    const folder = join(PEERS, name);
    const stamp = join(folder, ".installed");
    const wanted = fingerprint(inputs);
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) continue;
    console.error(`peers: ${name}: installing`);
    try {
      mkdirSync(folder, { recursive: true });
      make(folder);
      writeFileSync(stamp, wanted);
    } catch (error) {
      missing[name] = reasonOf(error);
      console.error(`peers: ${name}: left out: ${missing[name]}`);
    }
  }
  return missing;
}

function installPython(folder) {
  rmSync(folder, { recursive: true, force: true });
  const options = ["install", "--quiet", "--no-deps", "--only-binary=:all:", "--disable-pip-version-check"];
  const what = ["--target", folder, "--requirement", join(SOURCES, "python/requirements.txt")];
  run("python3", [...pip(), ...options, "--root-user-action=ignore", ...what]);
}

/** How pip is called: the one that is there or, on a system that has none, Debian's, taken out of its package. */
function pip() {
  if (works("python3", ["-m", "pip", "--version"])) return ["-m", "pip"];
  const folder = join(PEERS, "pip");
  unpack(folder, ["python3-pip-whl"]);
  const wheels = join(folder, "usr/share/python-wheels");
  const wheel = readdirSync(wheels).find((name) => name.startsWith("pip-"));
  return [join(wheels, wheel, "pip")];
}

function installNode(folder) {
  for (const name of ["package.json", "package-lock.json"]) copyFileSync(join(SOURCES, "node", name), join(folder, name));
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], { cwd: folder });
}

function installRust(folder) {
  const build = (target, more) =>
    run("cargo", ["build", "--release", "--locked", "--quiet", "--target-dir", join(folder, target), ...more], {
      cwd: join(SOURCES, "rust"),
    });
  build("native", []);
  build("wasm", ["--lib", "--no-default-features", "--target", "wasm32-unknown-unknown"]);
}

function installNs3(folder) {
  unpack(folder, NS3_PACKAGES);
  const libraries = libraryFolder(folder);
  run("g++", [
    ...["-O3", "-std=c++17", "-I", join(folder, "usr/include"), join(SOURCES, "ns3/core.cc")],
    // The old kind of tag also tells where the libraries' own libraries are.
    ...["-L", libraries, "-lns3-core", `-Wl,-rpath,${libraries},-rpath-link,${libraries},--disable-new-dtags`],
    ...["-o", join(folder, "core")],
  ]);
}

/** Where the libraries of unpacked packages lie; the folder's name says for which processor they are. */
function libraryFolder(folder) {
  const libraries = join(folder, "usr/lib");
  return join(libraries, readdirSync(libraries).find((name) => name.endsWith("-linux-gnu")) ?? "");
}

/** Fetches Debian's packages and takes out their files, without installing them. */
function unpack(folder, packages) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // As root, apt would hand the download to a user who may not write here, and complain.
  const fetch = () => run("apt-get", ["download", "--quiet=2", "--option=APT::Sandbox::User=root", ...packages], { cwd: folder });
  try {
    fetch();
  } catch (error) {
    // The lists of a fresh system are empty or old; only root may renew them.
    if (process.getuid() !== 0) throw error;
    run("apt-get", ["update", "--quiet=2"]);
    fetch();
  }
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".deb"))) {
    run("dpkg", ["-x", name, "."], { cwd: folder });
    rmSync(join(folder, name));
  }
}

function run(program, words, options = {}) {
  execFileSync(program, words, { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8", ...options });
}

function works(program, words) {
  try {
    run(program, words);
    return true;
  } catch {
    return false;
  }
}

function reasonOf(error) {
  if (error.code === "ENOENT") return `${error.path} is not on this machine`;
  const lines = (error.stderr || error.message).trim().split("\n");
  return lines.findLast((line) => line.trim()) ?? "no reason was given";
}

function filesOf(folder) {
  const entries = readdirSync(join(SOURCES, folder), { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => `${folder}/${entry.name}`);
}

function fingerprint(inputs) {
  const hash = createHash("sha256").update(readFileSync(fileURLToPath(import.meta.url)));
  for (const input of inputs) hash.update(input).update(readFileSync(join(SOURCES, input)));
  return hash.digest("hex");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = Object.keys(install()).length > 0 ? 1 : 0;
}
