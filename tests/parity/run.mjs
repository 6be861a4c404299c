// The same runs native and in WebAssembly in Node, in Chromium and in Firefox give the same trace
// hashes, however they are cut into pieces, and experiments the same numbers. `cargo xtask test parity`
// builds the programs and calls this; by hand: node --test tests/parity/run.mjs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { startFirefox } from '../browser/firefox.mjs';
import { launch } from '../browser/harness.mjs';

const target = process.env.CARGO_TARGET_DIR ?? new URL('../../target', import.meta.url).pathname;
const seedCount = 60;

const program = readFileSync(`${target}/wasm32-unknown-unknown/release/headless.wasm`);
const native = execFileSync(`${target}/release/headless-native`, ['hashes', `${seedCount}`], {
  encoding: 'utf8',
});

/** Every pair of scenario and seed: what is run, in pieces of how many events, and its native hash. */
const pairs = native
  .trim()
  .split('\n')
  .map((line, index) => {
    const [system, seed, hash] = line.split(' ');
    const plain = seed === 'plain';
    return { system: Number(system), seed: plain ? 1 : Number(seed), plain, budget: 1 + ((index * 7919) % 5000), hash };
  });

/** Runs in any JavaScript engine: the trace hash of each pair. */
async function hashesIn(bytes, runs) {
  const { instance } = await WebAssembly.instantiate(bytes);
  const engine = instance.exports;
  return runs.map(({ system, seed, plain, budget }) => {
    const hash = plain ? engine.plain_hash(system, seed, 20) : engine.hash(system, seed, budget);
    return BigInt.asUintN(64, hash).toString(16).padStart(16, '0');
  });
}

function assertSame(hashes) {
  assert.ok(pairs.length >= 100, 'at least 100 pairs of scenario and seed');
  for (const [index, pair] of pairs.entries()) {
    assert.equal(hashes[index], pair.hash, `system ${pair.system}, seed ${pair.seed}`);
  }
}

test('native and WebAssembly runs in Node give the same trace hashes', async () => {
  const { exports: engine } = new WebAssembly.Instance(new WebAssembly.Module(program));
  assert.equal(pairs.length, engine.system_count() * (seedCount + 1));
  assertSame(await hashesIn(program, pairs));
});

/** The text of a program for a page: the trace hashes of all pairs there. */
const inPage = `(async () => {
  const text = atob(${JSON.stringify(program.toString('base64'))});
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return (${hashesIn})(bytes, ${JSON.stringify(pairs)});
})()`;

test('native and WebAssembly runs in Chromium give the same trace hashes', async () => {
  const page = await (await launch()).newPage();
  assertSame(await page.evaluate(inPage));
});

test('native and WebAssembly runs in Firefox give the same trace hashes', async (t) => {
  const browser = await startFirefox();
  t.after(() => browser.close());
  const page = await browser.newPage();
  assertSame(await page.evaluate(inPage));
});

test('a capacity curve measured natively and in WebAssembly is the same, bit for bit', () => {
  const curve = execFileSync(`${target}/release/headless-native`, ['curve', 'web-rds'], { encoding: 'utf8' });
  const expected = curve.trim().split('\n');
  assert.equal(expected.length, 4 * 4 + 3, 'four points and the law');
  const { exports: study } = new WebAssembly.Instance(new WebAssembly.Module(program));
  const webRds = 1;
  const count = study.measure_curve(webRds);
  const numbers = Array.from({ length: count }, (_, place) => study.curve_number(place));
  const bits = numbers.map((number) => BigInt.asUintN(64, number).toString(16).padStart(16, '0'));
  assert.deepEqual(bits, expected);
});
