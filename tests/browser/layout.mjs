// Measurements of what a page looks like: elements that lie on each other, and text that nobody can read in full.

/** Differences below this, in CSS pixels, are rounding. */
const TOLERANCE_PX = 1;

/**
 * The pairs of visible elements, matched by any of the selectors, that overlap though neither contains the other.
 * Each pair is one line of text with both elements and the size of the overlap.
 */
export function findOverlaps(page, selectors) {
  return page.evaluate(overlapsInPage, { selectors, tolerance: TOLERANCE_PX });
}

/**
 * The pieces of visible text that are cut: by an element that hides what overflows it, or by the window's sides.
 * What can be reached by scrolling is not cut, except sideways in the window itself. One line of text each.
 */
export function findCutText(page) {
  return page.evaluate(cutTextInPage, { tolerance: TOLERANCE_PX });
}

// The two functions below run in the page, so each holds all that it uses.

function overlapsInPage({ selectors, tolerance }) {
  const describe = (element) => {
    const name = element.id ? `#${element.id}` : [...element.classList].map((one) => `.${one}`).join("");
    return `<${element.localName}${name}> "${element.textContent.trim().slice(0, 20)}"`;
  };
  const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const boxes = [...new Set(selectors.flatMap((selector) => [...document.querySelectorAll(selector)]))]
    .filter(visible)
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.width > tolerance && box.height > tolerance);

  const found = [];
  boxes.forEach((one, index) => {
    for (const other of boxes.slice(index + 1)) {
      if (one.element.contains(other.element) || other.element.contains(one.element)) {
        continue;
      }
      const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const height = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (width > tolerance && height > tolerance) {
        const size = `${width.toFixed(1)}×${height.toFixed(1)}`;
        found.push(`${describe(one.element)} and ${describe(other.element)} overlap by ${size}`);
      }
    }
  });
  return found;
}

function cutTextInPage({ tolerance }) {
  const SILENT = "script, style, noscript, template, title, desc, option";
  const clips = (value) => value === "hidden" || value === "clip";
  const scrolls = (value) => value === "auto" || value === "scroll";
  const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  /** Text for screen readers only is a box of one pixel, on purpose. */
  const hiddenOnPurpose = (element) => {
    for (let ancestor = element; ancestor; ancestor = ancestor.parentElement) {
      const { width, height } = ancestor.getBoundingClientRect();
      const style = getComputedStyle(ancestor);
      const clipped = style.clipPath !== "none" || style.clip !== "auto" || style.overflow !== "visible";
      if (clipped && width <= 1 && height <= 1) {
        return true;
      }
    }
    return false;
  };

  /** Says by what a box of text is cut, walking outwards; undefined when all of it can be seen or scrolled to. */
  const cutter = (element, text) => {
    let sideways = true;
    let upright = true;
    for (let ancestor = element; ancestor && ancestor !== document.documentElement; ancestor = ancestor.parentElement) {
      const style = getComputedStyle(ancestor);
      const box = ancestor.getBoundingClientRect();
      const beyondSides = text.left < box.left - tolerance || text.right > box.right + tolerance;
      const beyondEnds = text.top < box.top - tolerance || text.bottom > box.bottom + tolerance;
      if ((sideways && clips(style.overflowX) && beyondSides) || (upright && clips(style.overflowY) && beyondEnds)) {
        return `<${ancestor.localName}${ancestor.id ? `#${ancestor.id}` : ""} class="${ancestor.className}">`;
      }
      sideways &&= !scrolls(style.overflowX);
      upright &&= !scrolls(style.overflowY);
      if (style.position === "fixed") {
        const beyondWindow = text.top < -tolerance || text.bottom > innerHeight + tolerance;
        if (upright && beyondWindow) {
          return "the window's top or bottom";
        }
        upright = false;
      }
    }
    const beyondWindow = text.left < -tolerance || text.right > innerWidth + tolerance;
    return sideways && beyondWindow ? "the window's side" : undefined;
  };

  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || element.closest(SILENT) || !visible(element) || hiddenOnPurpose(element)) {
      continue;
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    const by = [...range.getClientRects()].map((box) => cutter(element, box)).find(Boolean);
    if (by) {
      found.push(`"${node.data.trim().slice(0, 40)}" is cut by ${by}`);
    }
  }
  for (const field of document.querySelectorAll("input, select, textarea")) {
    const typed = field.localName === "textarea" ? "height" : "width";
    const lacks = typed === "width" && field.scrollWidth > field.clientWidth + tolerance;
    if (visible(field) && lacks) {
      found.push(`the text of <${field.localName} id="${field.id}"> is wider than its field`);
    }
  }
  return found;
}
