// Places the squares of a map in lines, like words: each group begins with its name, and its hosts follow.
import { compareNames } from './names.js';

const maxGroups = 60;
const minHosts = 3; // of a group by names
const letters = 22; // of a group's name that are shown
const letterWidth = 0.62; // of the font's size
export const labelSize = 11; // px, where squares are as large
const [smallest, largest] = [6, 16]; // px of a square

/**
 * Divides hosts, {name, groups}, into groups: by the first of the given names of groups that a host has, or, without given
 * names, by the first part of its own name. Returns [{label, hosts}], the hosts in the order of their names.
 */
export function divide(hosts, names) {
  const labels = names.length ? hosts.map(({ groups }) => firstOf(groups, names)) : byFirstPart(hosts);
  const divided = new Map(names.map((name) => [name, []]));
  hosts.forEach((host, i) => {
    if (!divided.has(labels[i])) divided.set(labels[i], []);
    divided.get(labels[i]).push(host);
  });
  const list = Array.from(divided, ([label, hosts]) => ({ label, hosts: hosts.sort((a, b) => compareNames(a.name, b.name)) }));
  if (!names.length) list.sort((a, b) => (a.label === others) - (b.label === others) || compareNames(a.label, b.label));
  return list.filter((group) => group.hosts.length);
}

const others = 'others';

const firstOf = (groups, names) => names.find((name) => groups.includes(name)) || 'in no group';

function byFirstPart(hosts) {
  const parts = hosts.map(({ name }) => (/^[^\d.\-_]+/.exec(name) || [others])[0]);
  const counts = new Map();
  for (const part of parts) counts.set(part, (counts.get(part) || 0) + 1);
  const kept = Array.from(counts.values()).filter((count) => count >= minHosts).length;
  if (kept > maxGroups) return parts.map(() => 'hosts');
  return parts.map((part) => (counts.get(part) >= minHosts ? part : others));
}

/** Returns the places of groups in lines of so many cells: [{label, at, first}], in cells, and the number of all cells. */
export function place(groups, columns, pitch) {
  let cell = 0;
  const places = groups.map(({ label, hosts }) => {
    const text = label.length > letters ? `${label.slice(0, letters - 1)}…` : label;
    const width = Math.min(columns, Math.ceil((text.length * letterWidth * Math.min(labelSize, pitch) + pitch / 2) / pitch));
    if (cell % columns) cell++; // a gap
    if ((cell % columns) + width >= columns) cell = Math.ceil(cell / columns) * columns; // a name and a host stay together
    const at = cell;
    cell += width + hosts.length;
    return { label: text, at, first: at + width };
  });
  return { places, cells: cell };
}

/** Returns the largest squares with which the groups fit into a box: {pitch, columns, places, rows}; else the smallest. */
export function fit(groups, width, height) {
  for (let pitch = largest; ; pitch -= 0.5) {
    const columns = Math.max(1, Math.floor(width / pitch));
    const { places, cells } = place(groups, columns, pitch);
    const rows = Math.ceil(cells / columns);
    if (rows * pitch <= height || pitch <= smallest) return { pitch, columns, places, rows };
  }
}
