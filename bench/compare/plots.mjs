// Bars as SVG, by hand: readable without a script, on light and on dark pages.
const width = 760;
const left = 230;
const right = 110;
const line = 26;
const colours = { ours: '#0b7285', theirs: '#868e96', database: '#ced4da', text: '#212529', mark: '#c92a2a' };

const escaped = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const text = (x, y, what, anchor = 'start', more = '') =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}" ${more}>${escaped(what)}</text>`;

function frame(height, title, body) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"
 font-family="system-ui, sans-serif" font-size="13" fill="${colours.text}" role="img" aria-label="${escaped(title)}">
<rect width="100%" height="100%" fill="#fff"/>
${text(12, 22, title, 'start', 'font-weight="600"')}
${body.join('\n')}
</svg>
`;
}

// bars: {name, ours, value, more (stacked behind, paler), low, high, label}
export function barPlot(title, bars, note = '') {
  const top = 36;
  const most = Math.max(...bars.map((bar) => Math.max(bar.high ?? 0, bar.value + (bar.more ?? 0))));
  const scale = (value) => (value / most) * (width - left - right);
  const body = bars.flatMap((bar, n) => {
    const y = top + n * line;
    const own = scale(bar.value);
    const whole = scale(bar.value + (bar.more ?? 0));
    return [
      text(left - 8, y + 15, bar.name, 'end'),
      `<rect x="${left}" y="${y + 2}" width="${own.toFixed(1)}" height="18" fill="${bar.ours ? colours.ours : colours.theirs}"/>`,
      bar.more ? `<rect x="${(left + own).toFixed(1)}" y="${y + 2}" width="${(whole - own).toFixed(1)}" height="18" fill="${colours.database}"/>` : '',
      bar.low ? `<path d="M${(left + scale(bar.low)).toFixed(1)} ${y + 11}H${(left + scale(bar.high)).toFixed(1)}" stroke="${colours.text}"/>` : '',
      text(left + Math.max(whole, scale(bar.high ?? 0)) + 6, y + 15, bar.label),
    ].filter(Boolean);
  });
  const height = top + bars.length * line + (note ? 28 : 10);
  return frame(height, title, note ? [...body, text(left, height - 10, note, 'start', 'font-size="11"')] : body);
}

// How many times less, each with a mark where it must be. rows: {what, ratio, mustBe}
export function ratioPlot(title, rows) {
  const top = 36;
  const nameWidth = 420;
  const most = Math.max(...rows.map(({ ratio, mustBe }) => Math.max(ratio.high, mustBe)));
  const at = (value) => nameWidth + (value / most) * (width - nameWidth - 60);
  const body = rows.flatMap(({ what, ratio, mustBe }, n) => {
    const y = top + n * line;
    const mark = at(mustBe).toFixed(1);
    return [
      text(nameWidth - 8, y + 15, what, 'end', 'font-size="11"'),
      `<rect x="${nameWidth}" y="${y + 2}" width="${(at(ratio.median) - nameWidth).toFixed(1)}" height="18" fill="${colours.ours}"/>`,
      `<path d="M${at(ratio.low).toFixed(1)} ${y + 11}H${at(ratio.high).toFixed(1)}" stroke="${colours.text}"/>`,
      `<path d="M${mark} ${y}V${y + 22}" stroke="${colours.mark}" stroke-width="2"/>`,
      text(at(Math.max(ratio.high, mustBe)) + 6, y + 15, `${ratio.median.toFixed(1)} ×`),
    ];
  });
  const height = top + rows.length * line + 28;
  return frame(height, title, [...body, text(nameWidth, height - 10, 'red: what must be; line: from the lowest to the highest round', 'start', 'font-size="11"')]);
}
