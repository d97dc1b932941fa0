// The rows of a chart's table as its legend: a row under the pointer or with the focus shows its line, a click shows the line
// alone, and the line nearest to the pointer shows its row.

const help = 'Click or Enter: this line alone, or all again. Ctrl-click or Space: on or off. Tap: alone, then further ones.';

export class Legend {
  /** rows are the elements of the table's rows that have a line. */
  constructor(rows, chart) {
    this.chart = chart;
    this.rows = new Map(rows.map((row) => [row.dataset.series, row]));
    this.near = '';
    for (const [id, row] of this.rows) this.initRow(id, row);
    this.update();
  }

  initRow(id, row) {
    const button = row.querySelector('button');
    const name = button.querySelector('[title]');
    button.title = name ? `${name.title}\n${help}` : help;
    if (name) name.removeAttribute('title');
    initButton(button, (way) => {
      this.chart[way](id);
      this.update();
      this.chart.highlight(row.matches(':hover, :focus-within') ? id : '');
    });
    const over = ({ pointerType }) => pointerType !== 'touch' && this.chart.highlight(id); // a finger does not hover
    row.addEventListener('pointerenter', over);
    row.addEventListener('pointerleave', () => this.chart.highlight(''));
    button.addEventListener('focus', () => button.matches(':focus-visible') && this.chart.highlight(id));
    button.addEventListener('blur', () => this.chart.highlight(''));
  }

  /** Shows in the rows which lines are visible. */
  update() {
    for (const [id, row] of this.rows) row.querySelector('button').setAttribute('aria-pressed', String(!this.chart.hidden.has(id)));
  }

  /** Marks the row of the line nearest to the pointer; '' marks none. */
  mark(id) {
    if (id === this.near) return;
    for (const [each, on] of [[this.near, false], [id, true]]) {
      const row = this.rows.get(each);
      if (row) row.classList.toggle('near', on);
    }
    this.near = id;
  }
}

// Calls back when the button is pressed, with what that does to the line: `toggle` if Ctrl or Cmd is held, or the key is Space;
// `tap` for a finger; else `isolate`.
function initButton(button, pressed) {
  let key = '';
  let finger = false;
  button.addEventListener('pointerdown', ({ pointerType }) => (finger = pointerType === 'touch'));
  button.addEventListener('keydown', (event) => {
    key = event.key;
    if (key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault(); // not all browsers make this a click
    pressed('toggle');
  });
  button.addEventListener('click', (event) => {
    const byKey = event.detail === 0;
    if (event.ctrlKey || event.metaKey || (byKey && key === ' ')) pressed('toggle');
    else pressed(finger && !byKey ? 'tap' : 'isolate');
    key = '';
  });
}
