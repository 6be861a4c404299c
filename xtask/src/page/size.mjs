// Prints what the files of a built page weigh: as they are, and as a host with compression sends them.
// The first load is every file but those that only a failure or a visitor without scripts needs.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = process.argv[2];

const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

const rows = names.map(measure).sort((one, other) => other.raw - one.raw);
const total = rows.reduce(
  (sum, row) => ({ raw: sum.raw + row.raw, gzip: sum.gzip + row.gzip, brotli: sum.brotli + row.brotli }),
  { raw: 0, gzip: 0, brotli: 0 },
);

print("file", "raw", "gzip -9", "brotli -q 11");
for (const row of rows) {
  print(row.name, row.raw, row.gzip, row.brotli);
}
print("first load, all files", total.raw, total.gzip, total.brotli);

function measure(path) {
  const bytes = readFileSync(path);
  const brotli = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  return {
    name: path.slice(folder.length + 1),
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotli.length,
  };
}

function print(name, ...numbers) {
  const cells = numbers.map((number) => number.toLocaleString("en").padStart(14));
  console.log(name.padEnd(44) + cells.join(""));
}
