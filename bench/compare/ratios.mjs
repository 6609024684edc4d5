// Ratios of what was measured in the same round: what slows a machine slows both.
export const median = (list) => {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
};

export const medianOf = (windows, key) => median(windows.map((window) => window[key]));

// → {median, low, high} of theirs / ours, round by round
export function ratioOf(ours, theirs, key) {
  const each = ours.map((window, round) => theirs[round][key] / window[key]);
  return { median: median(each), low: Math.min(...each), high: Math.max(...each) };
}

// Ours in one run, theirs in another kind of run, as with sharp alone: rounds by their number.
export function ratioOfKeys(ours, ourKey, theirs, theirKey) {
  return ratioOf(ours.map((window) => ({ x: window[ourKey] })), theirs.map((window) => ({ x: window[theirKey] })), 'x');
}
