// The same runs native and in WebAssembly give the same trace hashes, however they are cut into
// pieces. Usage: node --test tests/parity/run.mjs (after both examples are built; `cargo xtask test
// parity` does all of it).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const target = process.env.CARGO_TARGET_DIR ?? new URL('../../target', import.meta.url).pathname;
const seedCount = 60;

const module_ = new WebAssembly.Module(
  readFileSync(`${target}/wasm32-unknown-unknown/release/examples/engine_wasm.wasm`),
);
const { exports: engine } = new WebAssembly.Instance(module_);
const native = execFileSync(`${target}/release/examples/engine_native`, ['hashes', `${seedCount}`], {
  encoding: 'utf8',
});

test('native and WebAssembly runs give the same trace hashes', () => {
  const lines = native.trim().split('\n');
  assert.equal(lines.length, engine.system_count() * (seedCount + 1));
  assert.ok(lines.length >= 100, 'at least 100 pairs of scenario and seed');
  for (const [index, line] of lines.entries()) {
    const [system, seed, hash] = line.split(' ');
    const budget = 1 + ((index * 7919) % 5000);
    const inWasm = BigInt.asUintN(
      64,
      seed === 'plain'
        ? engine.plain_hash(Number(system), 1, 20)
        : engine.hash(Number(system), Number(seed), budget),
    );
    assert.equal(inWasm.toString(16).padStart(16, '0'), hash, `system ${system}, seed ${seed}`);
  }
});
