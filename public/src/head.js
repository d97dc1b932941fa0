// The height of what stays at the top of the window.

/**
 * Tells the stylesheet how high that is (--head), so that what is below it is not hidden. The height changes with the page's
 * width and with what the script writes. onChange is called after each measurement.
 */
export function measureHead(onChange = () => {}) {
  const [header, sections] = [document.querySelector('.top'), document.querySelector('.sections')];
  const measure = () => {
    const sticky = getComputedStyle(header).display === 'contents' ? sections : header;
    document.documentElement.style.setProperty('--head', `${Math.ceil(sticky ? sticky.getBoundingClientRect().height : 0)}px`);
    onChange();
  };
  const observer = new ResizeObserver(measure);
  for (const element of [header, sections]) if (element) observer.observe(element);
  measure();
}
