// Work that is done once per frame.

/** Returns a function that calls back once per frame, with the arguments of its last call; its cancel drops the call that waits. */
export function perFrame(callback) {
  let frame = 0;
  let last = [];
  const call = (...given) => {
    last = given;
    frame = frame || requestAnimationFrame(() => {
      frame = 0;
      callback(...last);
    });
  };
  call.cancel = () => {
    cancelAnimationFrame(frame);
    frame = 0;
  };
  return call;
}
