// The order of names.

/**
 * Compares names of hosts as people order them: app-2 before app-10, small and capital letters alike, and what then is equal
 * by its characters. The renderer does the same: render/order.go.
 */
export function compareNames(a, b) {
  const x = parts(a);
  const y = parts(b);
  for (let i = 0; i < x.length && i < y.length; i++) {
    const result = compareParts(x[i], y[i]);
    if (result) return result;
  }
  return x.length - y.length || compareTexts(a, b);
}

// Returns the numbers and the other characters of a name, in small letters.
function parts(name) {
  return name.toLowerCase().match(/[0-9]+|[^0-9]/g) || [];
}

function compareParts(a, b) {
  if (!/^[0-9]/.test(a) || !/^[0-9]/.test(b)) return compareTexts(a[0], b[0]);
  const [x, y] = [a, b].map((digits) => digits.replace(/^0+/, ''));
  return x.length - y.length || compareTexts(x, y);
}

function compareTexts(a, b) {
  return (a > b) - (a < b);
}
