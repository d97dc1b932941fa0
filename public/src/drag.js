// What a pointer has begun and not ended: dragging a range, or two fingers. There is at most one at a time.

export class Drag {
  constructor() {
    this.undo = null;
  }

  /** Says how what has begun is undone. */
  begin(undo) {
    this.undo = undo;
  }

  end() {
    this.undo = null;
  }

  /** Undoes it. Returns whether there was one. */
  cancel() {
    const { undo } = this;
    this.undo = null;
    if (undo) undo();
    return undo !== null;
  }
}
