// Where a browser's program is.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The program that the environment names in `variable`, or the first of `names` on PATH. */
export function browserProgram(variable, names) {
  if (process.env[variable]) {
    return process.env[variable];
  }
  const folders = process.env.PATH.split(delimiter);
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
  if (!found) {
    throw new Error(`none of ${names.join(", ")} found: install one, or name its program in ${variable}`);
  }
  return found;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
