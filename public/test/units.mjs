import { readFileSync } from 'node:fs';

/** Reads a JSON file of this folder. */
export const readJSON = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

/** Rows of the server's table of units, by name. A test in Go, render/format_test.go, holds them to be current. */
export const units = readJSON('units.json');
