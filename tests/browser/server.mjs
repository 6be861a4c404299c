// A static web server for the built page: under a sub-folder, as a project page is published, and with faults on demand.
// No part of a test's judgement lives here.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** Where `cargo xtask build --release` leaves the page. */
export const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));

/** Not the root: a page that works here works anywhere. */
const FOLDER = "/some/path/";

const MIME_TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** What can go wrong with one file, by name; each answers in the place of the real answer. */
const FAULTS = {
  /** The file is not there. */
  missing: (response) => answer(response, 404, "text/plain", Buffer.from("not found")),
  /** A page in place of the file, as hosts do that answer everything with their start page. */
  html: (response) => answer(response, 200, MIME_TYPES[".html"], Buffer.from("<!doctype html><p>Welcome</p>")),
  /** The first half, claiming to be all. */
  truncated: (response, type, bytes) => answer(response, 200, type, bytes.subarray(0, bytes.length / 2)),
  /** The first half, then the connection ends. */
  cut: (response, type, bytes) => {
    response.writeHead(200, { "content-type": type, "content-length": bytes.length });
    response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
  },
  /** All of it, with some bytes near the beginning changed. */
  garbled: (response, type, bytes) => {
    const garbled = Buffer.from(bytes);
    garbled.fill(0xff, 8, 64);
    answer(response, 200, type, garbled);
  },
  /** The right bytes under a type that a browser will not compile while they arrive. */
  mistyped: (response, _type, bytes) => answer(response, 200, "application/octet-stream", bytes),
  /** The connection ends without an answer. */
  refused: (response) => response.destroy(),
  /** The first half, and then nothing more, until the test ends. */
  stalled: (response, type, bytes) => {
    response.writeHead(200, { "content-type": type, "content-length": bytes.length });
    response.write(bytes.subarray(0, bytes.length / 2));
  },
};

/**
 * Starts a server on a free port of this machine.
 *
 * `faults` is a Map from the end of a file's name (".wasm") to the name of a fault, and may be changed at any time.
 * `requests` lists the paths that were asked for, relative to the page.
 */
export async function startServer({ root = DIST } = {}) {
  const faults = new Map();
  const requests = [];
  const server = createServer((request, response) => {
    serve(root, faults, requests, request, response).catch(() => FAULTS.missing(response));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { origin, address: origin + FOLDER, faults, requests, stop };
}

async function serve(root, faults, requests, request, response) {
  const { pathname } = new URL(request.url, "http://localhost");
  if (!pathname.startsWith(FOLDER)) {
    return FAULTS.missing(response);
  }
  const name = decodeURIComponent(pathname.slice(FOLDER.length)) || "index.html";
  requests.push(name);
  const path = normalize(join(root, name));
  if (!path.startsWith(normalize(root))) {
    return FAULTS.missing(response);
  }
  const bytes = await readFile(path);
  const type = MIME_TYPES[extname(path)] ?? "application/octet-stream";
  const fault = [...faults].find(([ending]) => name.endsWith(ending))?.[1];
  const reply = fault ? FAULTS[fault] : (_response, _type, all) => answer(response, 200, type, all);
  reply(response, type, bytes);
}

function answer(response, status, type, bytes) {
  response.writeHead(status, {
    "content-type": type,
    "content-length": bytes.length,
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
  });
  response.end(bytes);
}
